// The scripts of the page run once, when the conversation is on it, as one function: this file
// first, then its neighbours page_*.js. Gradio hands over `element` (the conversation),
// `trigger` (an event to Python), `server` (functions in Python) and `upload`.
//
// Gradio rewrites what is inside `element` with every step of an answer, and puts the parts of
// the page there in its own time. So listeners sit on the document, and what they act on is
// looked up when it is needed. What came from Python is escaped there: it may be put into the
// page as it is. Everything else goes in as text.

window.bylinePage?.abort(); // left by a page that was drawn again
const life = new AbortController();
window.bylinePage = life;
const on = (target, type, act, more) =>
  target.addEventListener(type, act, { signal: life.signal, ...more });
const find = (id) => document.getElementById(id);
const say = (name, fields = {}) =>
  JSON.parse(find("words").dataset.words)[name].replace(
    /\{(\w*)\}/g, (_, field) => String(fields[field || "it"] ?? ""));

const wide = window.matchMedia("(min-width: 1000px)");
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
const hovers = window.matchMedia("(hover: hover)");

// [selector, what a click on it does]; the first that fits is done.
const clicks = [];
on(document, "click", (event) => {
  if (!(event.target instanceof Element)) return;
  for (const [selector, act] of clicks) {
    const hit = event.target.closest(selector);
    if (hit) return act(hit, event);
  }
});
const submits = {}; // by the form's id
on(document, "submit", (event) => {
  const act = submits[event.target.id] ?? submits[event.target.parentElement?.className];
  if (!act) return;
  event.preventDefault();
  act(event.target);
});

// What Python sends beside the conversation: by its kind, who takes it.
const mail = {};
let lastMail = "";
const watched = []; // called after every change of the page
const observer = new MutationObserver(() => {
  const told = find("told")?.querySelector("pre")?.textContent ?? "";
  if (told && told !== lastMail) {
    lastMail = told;
    const { kind, ...fields } = JSON.parse(told);
    mail[kind]?.(fields);
  }
  watched.forEach((act) => act());
});
observer.observe(document.body, {
  childList: true, subtree: true, characterData: true, attributeFilter: ["data-busy"],
});
on(life.signal, "abort", () => observer.disconnect());

// Views: the part of the address after the # says which one is shown.
const VIEWS = ["ask", "compare", "library", "history"];
const shown = {}; // by view: what is done when it is shown
function show(moved) {
  const name = location.hash.slice(1);
  const view = VIEWS.includes(name) ? name : "ask";
  document.body.dataset.view = view;
  document.querySelectorAll("#masthead nav a").forEach((link) => {
    if (link.hash === `#${view}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  });
  // One choice of what is read and one place for complaints, in the view that is shown.
  const [bar, told, head] = [find("scope-bar"), find("notice"), find(`${view}-title`)];
  if (bar) (find(`${view}-scope`) ?? find("ask-scope")).append(bar);
  const above = find(`${view}-form`) ?? head?.closest(".line") ?? head;
  if (told && above) above.after(told);
  else if (told) find("ask").before(told);
  if (moved) notice("");
  shown[view]?.();
  if (!moved) return;
  window.scrollTo(0, 0);
  if (view === "ask") find("box")?.focus();
  else find(`${view}-title`)?.focus();
}
on(window, "hashchange", () => show(true));
on(document, "keydown", (event) => {
  if (event.key === "Escape") closeMenus();
});
function closeMenus(but) {
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (menu !== but && !menu.contains(but)) menu.open = false;
  });
}
on(document, "click", (event) => closeMenus(event.target));
on(document, "toggle", (event) => {
  if (event.target.open && event.target.matches("details.menu")) {
    event.target.lastElementChild.scrollIntoView({ block: "nearest" });
  }
}, { capture: true });

// The article, in a dialog that stands outside what Gradio rewrites. It is fetched when it is
// opened: the page stays small however long the articles are, and one that has been removed
// cannot be read from an old page.
const dialog = document.createElement("dialog");
dialog.id = "article";
dialog.setAttribute("aria-labelledby", "article-title");
dialog.innerHTML =
  '<header><button type="button" class="back"><span aria-hidden="true">←</span> ' +
  '<span class="words"></span></button><span class="steps"><button type="button" data-step="-1">' +
  '<span aria-hidden="true">‹</span></button><span class="place" role="status"></span>' +
  '<button type="button" data-step="1"><span aria-hidden="true">›</span></button></span>' +
  '<kbd aria-hidden="true">Esc</kbd></header><div class="body" tabindex="-1"></div>';
find("article")?.remove();
document.body.append(dialog);
const body = dialog.querySelector(".body");
on(dialog, "click", (event) => {
  if (event.target === dialog || event.target.closest(".back")) dialog.close();
  const step = event.target.closest("[data-step]");
  if (step) turnOver(Number(step.dataset.step), step);
});
on(dialog, "keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === "ArrowRight" && quotes.length > 1) turnOver(1);
  if (event.key === "ArrowLeft" && quotes.length > 1) turnOver(-1);
});

let quotes = []; // the citations of the turn that is read, in order
let at = 0;
function openArticle(button) {
  const turn = button.closest(".turn");
  const cards = turn?.querySelectorAll(".card .read") ?? [];
  const all = cards.length ? [...cards] : [...(turn?.querySelectorAll(".cite") ?? [])];
  at = all.findIndex((one) => one.dataset.number === button.dataset.number);
  quotes = button.dataset.number && at >= 0 ? all : [button];
  at = Math.max(at, 0);
  dialog.querySelector(".words").textContent = say(turn ? "back" : "close");
  dialog.querySelector("[data-step='-1']").setAttribute("aria-label", say("previous"));
  dialog.querySelector("[data-step='1']").setAttribute("aria-label", say("next"));
  if (!dialog.open) dialog.showModal(); // keeps the focus inside and gives it back
  read();
}

function turnOver(step, keep) {
  at = (at + step + quotes.length) % quotes.length;
  const turn = quotes[at].closest(".turn");
  if (turn) showCard(turn, quotes[at].dataset.number);
  read(keep);
}

let asked = 0;
async function read(keep) {
  const mine = ++asked; // a slow answer must not replace the article opened after it
  const { article, start, end, check } = quotes[at].dataset;
  const several = quotes.length > 1;
  dialog.querySelector(".steps").hidden = !several;
  dialog.querySelector(".place").textContent =
    several ? say("place", { at: at + 1, all: quotes.length }) : "";
  body.innerHTML = "";
  body.setAttribute("aria-busy", "true");
  const wanted = { article, check, library: scope.library, start: Number(start), end: Number(end) };
  let html;
  try {
    html = await server.read_article(wanted);
  } catch {
    html = `<p class="note" id="article-title">${say("lost")}</p>`;
  }
  if (mine !== asked) return;
  body.removeAttribute("aria-busy");
  body.innerHTML = html;
  drawOnly();
  body.scrollTop = 0;
  const quote = body.querySelector(".text mark");
  if (!quote) return keep ? undefined : body.focus();
  quote.tabIndex = -1;
  if (!keep) quote.focus({ preventScroll: true });
  quote.scrollIntoView({ block: "center" });
}
clicks.push(["button[data-article]", (button) => {
  const turn = button.closest(".turn");
  if (turn) showTurn(turn);
  if (turn && button.dataset.number) showCard(turn, button.dataset.number);
  openArticle(button);
}]);
