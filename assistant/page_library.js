// The library, adding to it, and comparing outlets; then the start of it all.

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
  put(find("compare-choices"), facts.compare);
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

// Adding, one thing after the other; each is there to be asked about when its line appears.
async function adding(name, work) {
  const place = find("added");
  find("add-status").textContent = say("adding", { it: name });
  let lines;
  try {
    lines = (await work()).lines;
  } catch (error) {
    const line = made("li", { className: "rejected",
      textContent: `${name}: ${say("failed", { it: error?.message || say("offline") })}` });
    lines = line.outerHTML;
  }
  place.insertAdjacentHTML("afterbegin", lines);
  find("add-status").textContent = "";
}
async function addFiles(input, dropped) {
  const files = [...(dropped ?? input.files)];
  const limit = Number(input.dataset.limit);
  const bar = find("add-progress");
  bar.hidden = false;
  bar.max = files.length;
  for (const [n, file] of files.entries()) {
    // Of a single file nobody knows how far it is: the bar moves without a measure.
    if (files.length > 1) bar.value = n;
    else bar.removeAttribute("value");
    await adding(file.name, async () => {
      if (file.size > limit * 2 ** 20) {
        throw new Error(say("tooLarge", { got: Math.ceil(file.size / 2 ** 20), limit }));
      }
      const { path } = await upload(file);
      return server.add_file({ library: scope.library, path, name: file.name });
    });
    look(true);
  }
  bar.hidden = true;
  input.value = "";
  find("add-status").textContent = say("counting", { done: files.length, all: files.length });
}
for (const type of ["dragover", "dragleave", "drop"]) {
  on(document, type, (event) => {
    const place = event.target.closest?.(".drop");
    if (document.body.dataset.view === "library") event.preventDefault(); // no file is opened
    document.querySelector(".drop")?.classList.toggle("over", type === "dragover" && !!place);
    if (type === "drop" && place) addFiles(find("files"), event.dataTransfer.files);
  });
}
submits["add-url"] = async (form) => {
  const url = find("url").value;
  await adding(url, () => server.add_url({ library: scope.library, url }));
  form.reset();
  look(true);
};
submits["add-text"] = async (form) => {
  const fields = Object.fromEntries(new FormData(form));
  await adding(fields.title || say("ask"), () =>
    server.add_text({ library: scope.library, ...fields }));
  form.reset();
  look(true);
};

// Comparing
submits["compare-form"] = (form) => {
  const outlets = new FormData(form).getAll("outlet");
  const told = find("compare-notice");
  told.textContent = outlets.length < 2 ? told.dataset.few : "";
  if (outlets.length < 2) return;
  const { library, since, until } = scope;
  trigger("submit", {
    question: find("compare-question").value, outlets, scope: { library, since, until },
  });
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
