"use strict";
const box = document.getElementById("find");
const kind = document.getElementById("type");
const fate = document.getElementById("fate");
const shown = document.getElementById("shown");
const cases = [...document.querySelectorAll("details.case")].map((element) => ({
  element,
  text: element.textContent.toLowerCase(),
}));

function filter() {
  const words = box.value.toLowerCase().split(/\s+/);
  let count = 0;
  for (const { element, text } of cases) {
    const fits =
      (!kind.value || element.dataset.type === kind.value) &&
      (!fate.value || element.dataset.fate.split(" ").includes(fate.value)) &&
      words.every((word) => text.includes(word));
    element.hidden = !fits;
    count += fits;
  }
  shown.textContent = `${count} of ${cases.length} cases`;
}

if (box) {
  // A page without cases has no filters.
  for (const control of [box, kind, fate]) control.addEventListener("input", filter);
  filter();
}
