// The library and adding to it; then the start of it all.

const list = { find: "", shown: 50, since: "", until: "" };
async function look(withArticles = document.body.dataset.view === "library") {
  let facts;
  try {
    facts = await server.look({ library: scope.library, list: withArticles, ...list });
  } catch {
    return notice(say("offline"));
  }
  if (facts.error) return notice(facts.error);
  put(find("scope")?.querySelector(".choices"), facts.choices);
  put(find("counts"), facts.counts);
  if (withArticles) put(find("articles"), facts.articles);
  const welcome = element.querySelector(".welcome");
  if (welcome && welcome.outerHTML !== facts.first) put(welcome, facts.first, true);
  drawScope();
  drawTimeline(facts.bars);
  hasEvents = facts.told;
  readEvents();
}
function drawTimeline(html) {
  for (const [place, range] of [[find("scope-bars"), scope], [find("library-bars"), list]]) {
    const held = place?.contains(document.activeElement) && document.activeElement.dataset.since;
    put(place, html);
    if (held) place.querySelector(`button[data-since="${held}"]`)?.focus();
    drawBars(place, range);
  }
}
// The dated events are read out of all texts, which takes its time: only for who looks at them.
let hasEvents = true;
async function readEvents() {
  const looking = document.body.dataset.view === "library" || !find("scope").hidden;
  if (hasEvents || !looking) return;
  hasEvents = true;
  const { library } = scope;
  const { bars } = await server.dated_events({ library }).catch(() => ({}));
  if (bars !== undefined && library === scope.library) drawTimeline(bars);
}
// Only where something else stands there: what is being typed or read stays.
const last = new WeakMap();
function put(place, html, whole) {
  if (!place || last.get(place) === html) return;
  last.set(place, html);
  if (whole) place.outerHTML = html;
  else place.innerHTML = html;
}
shown.library = () => look(true);
shown.compare = () => look(false);

function listDays(days) {
  Object.assign(list, days);
  look(true);
}
let typing = 0;
on(document, "input", (event) => {
  if (event.target.id !== "find") return;
  clearTimeout(typing);
  typing = setTimeout(() => {
    Object.assign(list, { find: event.target.value, shown: 50 });
    look(true);
  }, 200);
});
clicks.push(["#more", () => { list.shown += 200; look(true); }]);
clicks.push(["button[data-remove]", (button) => sure(button, "sure", async () => {
  button.disabled = true;
  const { told } = await server.remove({ library: scope.library, article: button.dataset.remove });
  find("add-status").textContent = told;
  await look(true);
  find("library-title").focus();
})]);
function switchTo(name) {
  const choice = find("switch");
  if (choice && [...choice.options].some((option) => option.value === name)) choice.value = name;
  if (scope.library === name) return;
  Object.assign(scope, EVERYTHING, { library: name });
  Object.assign(list, { find: "", shown: 50, since: "", until: "" });
  look();
}
on(document, "change", (event) => {
  if (event.target.id === "switch") {
    switchTo(event.target.value);
    clear();
  }
  if (event.target.id === "files") addFiles(event.target);
});

// Adding, one thing after the other; each is there to be asked about when its lines appear. The
// server works on its own time and tells how far it is when it is asked.
const LOST = 20; // of its answers in a row, until it is given up
async function worked({ job }, moved) {
  for (let lost = 0, pause = 60; lost < LOST; pause = Math.min(pause * 1.4, 500)) {
    await new Promise((done) => { setTimeout(done, pause); });
    const told = await server.work({ job }).catch(() => undefined);
    if (told?.error) throw new Error(told.error);
    if (told?.lines) return told.lines;
    lost = told ? 0 : lost + 1;
    if (told?.total) moved(told);
  }
  throw new Error(say("offline"));
}
async function adding(name, begin, before = 0) {
  const counted = (words) => { find("add-count").textContent = words; };
  find("add-status").textContent = say("adding", { it: name });
  let lines;
  try {
    lines = await worked(await begin(), ({ done, total }) => {
      find("add-progress").value = before + done / total;
      if (total > 1) counted(say("within", { done, all: total }));
    });
  } catch (error) {
    const line = made("li", { className: "rejected",
      textContent: `${name}: ${say("failed", { it: error?.message || say("offline") })}` });
    lines = line.outerHTML;
  }
  find("added").insertAdjacentHTML("afterbegin", lines);
  find("add-status").textContent = "";
  counted("");
  look(true);
  return !find("added").firstElementChild.classList.contains("rejected");
}
let adds = Promise.resolve();
function inTurn(number, act) {
  adds = adds.catch(() => {}).then(async () => {
    const bar = find("add-progress");
    Object.assign(bar, { hidden: false, max: number });
    bar.removeAttribute("value"); // it moves without a measure until one is known
    await act();
    bar.hidden = true;
  });
}
function addFiles(input, dropped) {
  const files = [...(dropped ?? input.files)];
  const limit = Number(input.dataset.limit);
  const { library } = scope; // another may be chosen before their turn comes
  input.value = "";
  inTurn(files.length, async () => {
    for (const [n, file] of files.entries()) {
      if (n) find("add-progress").value = n;
      await adding(file.name, async () => {
        if (file.size > limit * 2 ** 20) {
          throw new Error(say("tooLarge", { got: Math.ceil(file.size / 2 ** 20), limit }));
        }
        const { path } = await upload(file);
        return server.add_file({ library, path, name: file.name });
      }, n);
    }
    find("add-status").textContent = say("counting", { done: files.length, all: files.length });
  });
}
for (const type of ["dragover", "dragleave", "drop"]) {
  on(document, type, (event) => {
    const place = event.target.closest?.(".drop");
    if (document.body.dataset.view === "library") event.preventDefault(); // no file is opened
    document.querySelector(".drop")?.classList.toggle("over", type === "dragover" && !!place);
    if (type === "drop" && place) addFiles(find("files"), event.dataTransfer.files);
  });
}
function addOne(form, name, begin) {
  // What was refused can be put right: only what went in leaves its field.
  inTurn(1, async () => { if (await adding(name, begin)) form.reset(); });
}
submits["add-url"] = (form) => {
  const { library } = scope;
  const url = find("url").value;
  addOne(form, url, () => server.add_url({ library, url }));
};
submits["add-text"] = (form) => {
  const fields = { library: scope.library, ...Object.fromEntries(new FormData(form)) };
  addOne(form, fields.title || fields.text.slice(0, 40), () => server.add_text(fields));
};

// The start, when the parts of the page that come after the conversation are there.
function start() {
  if (!(find("words") && find("box") && find("talks") && find("columns"))) {
    return requestAnimationFrame(start);
  }
  scope.library = find("switch")?.value ?? "";
  show(false);
  look();
  if (hovers.matches && document.body.dataset.view === "ask") find("box").focus();
  asksAtOnce();
}
start();
