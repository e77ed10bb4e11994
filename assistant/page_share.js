// Copies, links, files, feedback, and the conversations that this browser keeps.

const records = new Map(); // of this conversation: the turn's number -> its record
const recordOf = (button) => records.get(Number(button.closest(".turn").dataset.turn));

async function exported(form, turns) {
  const made = await server.save({ form, turns });
  if (made.error) throw new Error(made.error);
  return made;
}
function flash(button, words) {
  button.dataset.words ??= button.textContent;
  button.textContent = words;
  setTimeout(() => { button.textContent = button.dataset.words; }, 1600);
}
async function toClipboard(text, html) {
  try {
    const items = { "text/plain": new Blob([text], { type: "text/plain" }) };
    if (html) items["text/html"] = new Blob([html], { type: "text/html" });
    await navigator.clipboard.write([new ClipboardItem(items)]);
  } catch { // not offered outside https and this machine
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}
async function saveFile(form, turns) {
  try {
    const { name, type, text } = await exported(form, turns);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  } catch (error) {
    notice(error.message);
  }
}
clicks.push(["button[data-copy]", async (button) => {
  const turn = [recordOf(button)];
  try {
    const [text, html] = await Promise.all([exported("text", turn), exported("html", turn)]);
    await toClipboard(text.text, html.text);
    flash(button, say("copied"));
  } catch (error) {
    notice(error.message);
  }
}]);
clicks.push(["button[data-link]", async (button) => {
  // After the #: a question that is passed on is not sent to any server's log.
  const { answer, question, scope: asked } = recordOf(button);
  const fields = new URLSearchParams({ q: answer?.standalone || question });
  asked.sources.forEach((source) => fields.append("source", source));
  asked.articles?.forEach(({ id }) => fields.append("article", id));
  if (asked.since) fields.set("since", asked.since);
  if (asked.until) fields.set("until", asked.until);
  if (asked.library) fields.set("library", asked.library);
  await toClipboard(`${location.origin}${location.pathname}#${fields}`);
  flash(button, say("copied"));
}]);
clicks.push(["button[data-save]", (button) => {
  const { save, talk } = button.dataset;
  const turns = talk ? talks().find((one) => one.id === talk)?.turns : [recordOf(button)];
  saveFile(save, turns ?? []);
  closeMenus();
}]);

// A link that asks a question: #q=... or ?q=...
function asksAtOnce() {
  const fields = [location.hash, location.search]
    .map((part) => new URLSearchParams(part.slice(1))).find((part) => part.get("q"));
  if (!fields) return;
  history.replaceState(null, "", location.pathname);
  narrow({ sources: fields.getAll("source"), since: fields.get("since") ?? "",
    until: fields.get("until") ?? "", library: fields.get("library") ?? scope.library,
    articles: fields.getAll("article").map((id) => ({ id, title: id })) });
  ask(fields.get("q"));
}

// Feedback
submits["menu feedback"] = (form) => {
  const turn = Number(form.closest(".turn").dataset.turn);
  const given = new FormData(form);
  trigger("like", { turn, verdict: given.get(`verdict-${turn}`), note: given.get("note") });
};
mail.judged = ({ turn, words }) => {
  const menu = element.querySelector(`.turn[data-turn="${Number(turn)}"] .feedback`);
  if (!menu) return;
  const told = document.createElement("p");
  Object.assign(told, { className: "kept", textContent: words });
  told.setAttribute("role", "status");
  menu.open = false;
  menu.nextElementSibling?.remove();
  menu.after(told);
};

// History: in this browser's own store, and only there.
const STORE = "byline.conversations";
const MOST = 200; // conversations
let talk = ""; // the id of the one on the page
function talks() {
  try {
    const kept = JSON.parse(localStorage.getItem(STORE) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => Array.isArray(one?.turns)) : [];
  } catch {
    return [];
  }
}
function keep(all) {
  for (let kept = all.slice(0, MOST); ; kept = kept.slice(0, -1)) {
    try {
      localStorage.setItem(STORE, JSON.stringify(kept));
      if (kept.length < Math.min(all.length, MOST)) notice(say("full"));
      return;
    } catch {
      if (kept.length < 2) return; // nothing can be kept in this browser
    }
  }
}
mail.record = ({ turn, record }) => {
  records.set(turn, record);
  // A link names articles by their ids alone: here are their titles.
  const titles = new Map(record.scope.articles.map(({ id, title }) => [id, title]));
  const untitled = scope.articles.filter((one) => (titles.get(one.id) ?? one.title) !== one.title);
  untitled.forEach((one) => { one.title = titles.get(one.id); });
  if (untitled.length) drawScope();
  const all = talks();
  const known = all.find((one) => one.id === talk);
  talk ||= `${Date.now()}-${Math.random().toString(36).slice(2, 10)}`;
  const now = known ?? { id: talk, name: record.question, library: scope.library, turns: [] };
  now.turns.push(record);
  now.at = Date.now();
  keep([now, ...all.filter((one) => one !== known)]);
};
mail.cleared = () => { records.clear(); talk = ""; notice(""); };

function reopen(id) {
  const one = talks().find((other) => other.id === id);
  if (!one) return;
  arrived();
  talk = id;
  records.clear();
  one.turns.slice(-30).forEach((record, n) => records.set(n + 1, record));
  switchTo(one.library ?? "");
  trigger("select", { turns: one.turns });
  location.hash = "#ask";
}
function edited(id, change) {
  keep(talks().flatMap((one) => (one.id === id ? change(one) : [one])));
  drawTalks();
}
clicks.push(["button[data-open]", (button) => reopen(button.dataset.open)]);
clicks.push(["button[data-delete]", (button) => sure(button, "sureDelete", () => {
  edited(button.dataset.delete, () => []);
  find("history-title").focus();
})]);
clicks.push(["#delete-all", (button) => sure(button, "sureDelete", () => {
  keep([]);
  drawTalks();
  find("history-title").focus();
})]);
clicks.push(["button[data-rename]", (button) => {
  const input = document.createElement("input");
  const id = button.dataset.rename;
  const title = button.closest("li").querySelector("[data-open]");
  Object.assign(input, { value: title.textContent, maxLength: 200, dir: "auto" });
  input.setAttribute("aria-label", say("name"));
  title.replaceWith(input);
  input.select();
  let done = false;
  const finish = (name) => {
    if (done) return;
    done = true;
    edited(id, (one) => [{ ...one, name: name.trim() || one.name }]);
    document.querySelector(`[data-rename="${CSS.escape(id)}"]`)?.focus();
  };
  input.onkeydown = (event) => {
    if (event.key === "Enter") finish(input.value);
    if (event.key === "Escape") finish("");
  };
  input.onblur = () => finish(input.value);
}]);
// Asks once more, on the button itself, before something is gone.
function sure(button, words, act) {
  if (button.dataset.sure) return act();
  const before = button.textContent;
  button.dataset.sure = "yes";
  button.textContent = say(words);
  setTimeout(() => {
    delete button.dataset.sure;
    button.textContent = before;
  }, 4000);
}
const made = (tag, fields, data = {}) => {
  const one = Object.assign(document.createElement(tag), fields);
  Object.assign(one.dataset, data);
  return one;
};
function drawTalks() {
  const all = talks();
  const sought = find("find-talk").value.toLowerCase().split(/\s+/).filter(Boolean);
  const text = (one) => [one.name, ...one.turns.flatMap((t) => [t.question, t.answer?.answer])]
    .join(" ").toLowerCase();
  const found = all.filter((one) => sought.every((word) => text(one).includes(word)));
  const list = made("ul", { className: "rows" });
  list.append(...found.map(talkRow));
  const none = made("p", { className: "hint", textContent: say(all.length ? "noMatch" : "none") });
  const drop = made("button", { type: "button", id: "delete-all", className: "quiet",
    textContent: say("deleteAll") });
  find("talks").replaceChildren(found.length ? list : none, ...(all.length ? [drop] : []));
}
function talkRow(one) {
  const quiet = (words, data) =>
    made("button", { type: "button", className: "quiet", textContent: say(words) }, data);
  const title = made("button", { type: "button", className: "title", dir: "auto",
    textContent: one.name }, { open: one.id });
  const count = one.turns.length;
  const when = new Date(one.at).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" });
  const byline = made("p", { className: "byline", textContent:
    `${when} · ${say(count === 1 ? "question" : "questions", { it: count })}` });
  const menu = made("details", { className: "menu" });
  const forms = made("ul", {});
  document.querySelectorAll("#forms [data-save]").forEach((form) => {
    const item = form.parentElement.cloneNode(true);
    item.firstElementChild.dataset.talk = one.id;
    forms.append(item);
  });
  menu.append(made("summary", { textContent: say("save") }), forms);
  const tools = made("p", { className: "tools" });
  tools.append(quiet("rename", { rename: one.id }), menu, quiet("delete", { delete: one.id }));
  const row = made("li", {});
  row.append(title, byline, tools);
  return row;
}
shown.history = drawTalks;
on(document, "input", (event) => { if (event.target.id === "find-talk") drawTalks(); });
