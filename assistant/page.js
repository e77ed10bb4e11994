// Runs once, when the conversation is on the page. Gradio hands over `element` (the
// conversation), `trigger` (an event to Python) and `server` (functions in Python).
//
// Gradio rewrites what is inside `element` with every step of an answer, so listeners sit on
// `element` itself and the article's dialog stands outside it. An article is fetched when it
// is opened rather than sent with every answer: the page stays small however long the
// articles are, and one that has been removed cannot be read from an old page.

const wide = window.matchMedia("(min-width: 1000px)");
const still = window.matchMedia("(prefers-reduced-motion: reduce)");

const dialog = document.createElement("dialog");
dialog.id = "article";
dialog.setAttribute("aria-labelledby", "article-title");
dialog.innerHTML =
  '<header><button type="button" class="back"><span aria-hidden="true">←</span> ' +
  '<span class="words"></span></button><kbd aria-hidden="true">Esc</kbd></header>' +
  '<div class="body" tabindex="-1"></div>';
document.getElementById("article")?.remove(); // left by a page that was drawn again
document.body.append(dialog);
const words = () => element.querySelector("[role=status]").dataset; // from wording.py
dialog.querySelector(".words").textContent = words().back;
const body = dialog.querySelector(".body");

dialog.querySelector(".back").addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close(); // the backdrop
});

let asked = 0;
async function openArticle(button) {
  const mine = ++asked; // a slow answer must not replace the article opened after it
  const { article, start, end, check } = button.dataset;
  body.innerHTML = "";
  body.setAttribute("aria-busy", "true");
  dialog.showModal(); // keeps the focus inside, closes on Escape and gives the focus back
  let html;
  try {
    html = await server.read_article({ article, check, start: Number(start), end: Number(end) });
  } catch {
    html = `<p class="note" id="article-title">${words().lost}</p>`;
  }
  if (mine !== asked) return;
  body.removeAttribute("aria-busy");
  body.innerHTML = html; // escaped in Python, like everything on this page
  body.scrollTop = 0;
  const quote = body.querySelector(".text mark");
  if (!quote) return body.focus();
  quote.tabIndex = -1;
  quote.focus({ preventScroll: true });
  quote.scrollIntoView({ block: "center" });
}

function showTurn(turn) {
  if (!turn || turn.classList.contains("is-current")) return;
  element.querySelectorAll(".turn.is-current").forEach((t) => t.classList.remove("is-current"));
  turn.classList.add("is-current");
}

function showCard(turn, number) {
  element.querySelectorAll(".is-active").forEach((old) => old.classList.remove("is-active"));
  const same = turn.querySelectorAll(`.cite[data-number="${number}"], .card[data-number="${number}"]`);
  same.forEach((found) => found.classList.add("is-active"));
  const card = turn.querySelector(`.card[data-number="${number}"]`);
  const panel = turn.querySelector(".sources");
  // Only the panel scrolls, never the page: the reader comes back to where they clicked.
  if (!card || !wide.matches) return;
  const [inner, outer] = [card.getBoundingClientRect(), panel.getBoundingClientRect()];
  const below = inner.bottom - Math.min(outer.bottom, window.innerHeight);
  if (inner.top < outer.top) panel.scrollTop += inner.top - outer.top - 16;
  else if (below > 0) panel.scrollTop += below + 16;
}

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.question) return trigger("click", { question: button.dataset.question });
  if (!button.dataset.article) return;
  const turn = button.closest(".turn");
  showTurn(turn);
  if (button.dataset.number) showCard(turn, button.dataset.number);
  openArticle(button);
});

// The sources shown are those of the turn being read: the last one that starts above
// the middle of the window.
let waiting = false;
function follow() {
  waiting = false;
  if (!wide.matches) return;
  const above = [...element.querySelectorAll(".turn")].filter(
    (turn) => turn.querySelector(".exchange").getBoundingClientRect().top < window.innerHeight / 2
  );
  showTurn(above.pop());
}
window.addEventListener("scroll", () => {
  if (!waiting) requestAnimationFrame(follow);
  waiting = true;
}, { passive: true });

// A new question comes to the top of the window as it is asked (page.css leaves the room).
let turns = 0;
new MutationObserver(() => {
  const all = element.querySelectorAll(".turn");
  if (all.length > turns && all.length > 1) {
    const behavior = still.matches ? "auto" : "smooth";
    all[all.length - 1].querySelector(".exchange").scrollIntoView({ block: "start", behavior });
  }
  turns = all.length;
  // A button that was clicked may be gone now; without a keyboard on the screen, type on.
  if (document.activeElement === document.body && window.matchMedia("(hover: hover)").matches) {
    document.querySelector("#box textarea")?.focus({ preventScroll: true });
  }
}).observe(element, { childList: true, subtree: true });
