// Comparing outlets, within what the chat is narrowed to: its chips stand here too.

let drawing = 0; // a slow answer must not replace the choice drawn after it
async function drawChoices() {
  const place = find("compare-choices");
  const mine = ++drawing;
  // Drawn once so that it is there, and then for who looks at it.
  if (document.body.dataset.view !== "compare" && place.childElementCount) return;
  const told = await server.compared({ scope }).catch(() => ({ error: say("offline") }));
  if (mine !== drawing) return;
  if (told.error) notice(told.error);
  else put(place, told.choices);
}
submits["compare-form"] = (form) => {
  const outlets = new FormData(form).getAll("outlet");
  const { limit } = form.querySelector("fieldset").dataset;
  if (outlets.length < 2) return notice(say("few"));
  if (outlets.length > Number(limit)) return notice(say("many", { limit }));
  notice("");
  trigger("submit", { question: find("compare-question").value, outlets, scope: { ...scope } });
};
