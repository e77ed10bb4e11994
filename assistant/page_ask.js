// The conversation, the question box, and what a question is narrowed to.

const EVERYTHING = { sources: [], since: "", until: "", articles: [] };
const scope = { library: "", ...EVERYTHING }; // articles: [{ id, title }]
const status = () => element.querySelector("[role=status]");
const turnsShown = () => [...element.querySelectorAll(".turn")];

// Asking
let sent = 0; // a timer, while a question is on its way
const busy = () => sent !== 0 || status()?.dataset.busy === "true";

function ask(question) {
  if (busy()) return;
  notice("");
  sent = setTimeout(() => { arrived(); notice(say("offline")); }, 20000);
  drawBox();
  trigger("click", { question, scope: { ...scope } });
}
function arrived() {
  clearTimeout(sent);
  sent = 0;
}
function notice(told) {
  const place = find("notice");
  if (place && place.textContent !== told) place.textContent = told;
}
function drawBox() {
  const send = find("send");
  if (!send || send.disabled === busy()) return;
  send.disabled = busy();
  send.textContent = say(busy() ? "asking" : "ask");
}
function grow() {
  const box = find("box");
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}
submits.ask = () => {
  const typed = find("box").value.trim();
  const { limit, tooLong } = find("box").dataset;
  if (!typed || busy()) return;
  if (typed.length > Number(limit)) {
    return notice(tooLong.replace("{got}", typed.length).replace("{limit}", limit));
  }
  ask(typed);
};
on(document, "keydown", (event) => {
  if (event.target.id !== "box" || event.key !== "Enter") return;
  if (event.shiftKey || event.isComposing) return;
  event.preventDefault();
  submits.ask();
});
on(document, "input", (event) => { if (event.target.id === "box") grow(); });
clicks.push(["button[data-question]", (button) => ask(button.dataset.question)]);
clicks.push(["#clear", () => clear()]);
function clear() {
  arrived();
  trigger("clear", { library: scope.library });
}
mail.refused = ({ words }) => { arrived(); drawBox(); notice(words); };

// A new question comes to the top of the window as it is asked (page_answer.css leaves the room).
let turns = 0;
watched.push(() => {
  const all = turnsShown();
  if (all.length === turns) return drawBox();
  if (all.length > turns) {
    arrived();
    const box = find("box");
    if (box && all.length === turns + 1) box.value = "";
    if (box) grow();
    const behavior = still.matches ? "auto" : "smooth";
    if (all.length > 1) {
      all[all.length - 1].querySelector(".exchange").scrollIntoView({ block: "start", behavior });
    }
  }
  turns = all.length;
  document.body.classList.toggle("talking", turns > 0);
  if (find("clear")) find("clear").hidden = turns === 0;
  drawBox();
  // A button that was clicked may be gone now; without a keyboard on the screen, type on.
  if (document.activeElement === document.body && hovers.matches) {
    find("box")?.focus({ preventScroll: true });
  }
});

// Sources: those of the turn being read, the last one that starts above the middle.
function showTurn(turn) {
  if (!turn || turn.classList.contains("is-current") || !element.contains(turn)) return;
  element.querySelectorAll(".turn.is-current").forEach((t) => t.classList.remove("is-current"));
  turn.classList.add("is-current");
}
function showCard(turn, number) {
  document.querySelectorAll(".is-active").forEach((old) => old.classList.remove("is-active"));
  turn.querySelectorAll(`:is(.cite, .card)[data-number="${number}"]`)
    .forEach((same) => same.classList.add("is-active"));
  const card = turn.querySelector(`.card[data-number="${number}"]`);
  const panel = turn.querySelector(".sources");
  // Only the panel scrolls, never the page: the reader comes back to where they clicked.
  if (!card || !wide.matches) return;
  const [inner, outer] = [card.getBoundingClientRect(), panel.getBoundingClientRect()];
  const below = inner.bottom - Math.min(outer.bottom, window.innerHeight);
  if (inner.top < outer.top) panel.scrollTop += inner.top - outer.top - 16;
  else if (below > 0) panel.scrollTop += below + 16;
}
let waiting = false;
function follow() {
  waiting = false;
  if (!wide.matches) return;
  const above = turnsShown().filter((turn) =>
    turn.querySelector(".exchange").getBoundingClientRect().top < window.innerHeight / 2);
  showTurn(above.pop());
}
on(window, "scroll", () => {
  if (!waiting) requestAnimationFrame(follow);
  waiting = true;
}, { passive: true });

// What a question is narrowed to: chips above the box, chosen in a panel.
const dayName = (day) => {
  const date = new Date(`${day}T12:00:00`);
  return isNaN(date) ? day
    : date.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
};
function daysName(range) {
  const since = dayName(range.since);
  const until = dayName(range.until);
  if (range.since && range.until) return since === until ? since : say("between", { since, until });
  return range.since ? say("since", { it: since }) : say("until", { it: until });
}
function narrow(change) {
  Object.assign(scope, change);
  if (scope.since && scope.until && scope.since > scope.until) {
    [scope.since, scope.until] = [scope.until, scope.since];
  }
  drawScope();
}
function drawScope() {
  const chips = [
    ...scope.articles.map((one) => [say("article", { it: one.title }), () => narrow({
      articles: scope.articles.filter((other) => other !== one) })]),
    ...scope.sources.map((source) => [source, () => narrow({
      sources: scope.sources.filter((other) => other !== source) })]),
  ];
  if (scope.since || scope.until) {
    chips.push([daysName(scope), () => narrow({ since: "", until: "" })]);
  }
  find("scope-chips").replaceChildren(...chips.map(([words, drop]) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "chip", textContent: words, onclick: drop });
    button.dir = "auto";
    button.title = words; // a long one is cut short
    button.setAttribute("aria-label", say("drop", { it: words }));
    item.append(button);
    return item;
  }));
  find("scope-open").textContent = say(chips.length ? "some" : "all");
  document.querySelectorAll("#scope input[name=source]").forEach((box) => {
    box.checked = scope.sources.includes(box.value);
  });
  document.querySelectorAll("#scope input[type=date]").forEach((input) => {
    input.value = scope[input.name];
  });
  drawBars(find("scope"), scope);
  drawOnly();
  drawChoices();
}
// One article alone, or one more: from the list of the library, or from the article itself.
const isChosen = (id) => scope.articles.some((one) => one.id === id);
function drawOnly() {
  document.querySelectorAll("button[data-only]").forEach((button) => {
    const { only, title } = button.dataset;
    const words = isChosen(only) ? "askNot" : scope.articles.length ? "askToo" : "askOnly";
    button.textContent = say(words);
    button.setAttribute("aria-label", `${say(words)}: ${title}`);
  });
}
clicks.push(["button[data-only]", (button) => {
  const { only: id, title } = button.dataset;
  if (isChosen(id)) {
    return narrow({ articles: scope.articles.filter((one) => one.id !== id) });
  }
  const others = scope.articles;
  narrow({ ...(others.length ? {} : EVERYTHING), articles: [...others, { id, title }] });
  dialog.close();
  if (document.body.dataset.view === "ask") find("box").focus();
  else location.hash = "#ask";
}]);
function drawBars(place, range) {
  place?.querySelectorAll("button.bar").forEach((bar) => {
    const inside = (range.since || range.until) && (!range.since || bar.dataset.until >= range.since)
      && (!range.until || bar.dataset.since <= range.until);
    bar.setAttribute("aria-pressed", String(Boolean(inside)));
  });
}
function openScope(open) {
  find("scope").hidden = !open;
  find("scope-open").setAttribute("aria-expanded", String(open));
  if (open) {
    find("scope").querySelector("input, button")?.focus();
    readEvents();
  } else find("scope-open").focus();
}
clicks.push(["#scope-open", () => openScope(find("scope").hidden)]);
clicks.push(["#scope-close", () => openScope(false)]);
clicks.push(["#scope-clear", () => narrow(EVERYTHING)]);
on(document, "keydown", (event) => {
  if (event.key === "Escape" && find("scope")?.contains(event.target)) openScope(false);
});
// A long list of outlets is cut to those with these letters, and those that are chosen.
on(document, "input", (event) => {
  if (event.target.id !== "find-outlet") return;
  const wanted = event.target.value.trim().toLowerCase();
  let left = 0;
  document.querySelectorAll("#scope .outlets li").forEach((row) => {
    const box = row.querySelector("input");
    const fits = box.value.toLowerCase().includes(wanted);
    left += fits;
    row.hidden = !fits && !box.checked;
  });
  find("no-outlet").hidden = left > 0;
});
on(document, "change", (event) => {
  const input = event.target;
  if (!find("scope")?.contains(input) || input.id === "find-outlet") return;
  if (input.name === "source") {
    const chosen = [...find("scope").querySelectorAll("input[name=source]:checked")];
    narrow({ sources: chosen.map((box) => box.value) });
  } else narrow({ [input.name]: input.value });
});

// The timeline: a bar is clicked, several are dragged over or clicked with Shift held.
let from = null;
function choose(bars, range) {
  const days = bars.flatMap(({ since, until }) => [since, until]).sort();
  range({ since: days[0], until: days[days.length - 1] });
}
const rangeOf = (bar) => (find("scope").contains(bar) ? narrow : listDays);
on(document, "pointerdown", (event) => { from = event.target.closest?.(".bar") ?? null; });
on(document, "pointerup", (event) => {
  const to = document.elementFromPoint(event.clientX, event.clientY)?.closest(".bar");
  if (from && to && from !== to && from.parentElement === to.parentElement) {
    choose([from.dataset, to.dataset], rangeOf(to));
  }
});
let lastBar = null; // its days and its timeline: it may have been drawn anew since
clicks.push(["button.bar", (bar, event) => {
  const { since, until } = bar.dataset;
  const several = event.shiftKey && lastBar?.range === rangeOf(bar);
  const again = !event.shiftKey && bar.getAttribute("aria-pressed") === "true"
    && bar.parentElement.querySelectorAll("[aria-pressed=true]").length === 1;
  if (again) rangeOf(bar)({ since: "", until: "" });
  else choose([{ since, until }, ...(several ? [lastBar] : [])], rangeOf(bar));
  if (!several) lastBar = { since, until, range: rangeOf(bar) };
}]);
