// The filter of the start page: every word must occur in the path; `/` goes to it, Escape empties it.

const box = document.querySelector("#filter");
const live = document.querySelector("#live");
const nothing = document.querySelector("#nothing");
const folders = [...document.querySelectorAll(".folder")].map((section) => ({
  section,
  files: [...section.querySelectorAll("li")].map((item) => {
    const link = item.querySelector("a");
    return { item, link, name: link.textContent, path: item.dataset.path.toLowerCase() };
  }),
}));

function marked(name, words) {
  const fragment = document.createDocumentFragment();
  const lower = name.toLowerCase();
  const word = words.find((candidate) => lower.includes(candidate));
  // Lower case may be longer than the name in a few scripts; positions would then not fit.
  if (!word || lower.length !== name.length) {
    fragment.append(name);
    return fragment;
  }
  const start = lower.indexOf(word);
  const mark = document.createElement("mark");
  mark.textContent = name.slice(start, start + word.length);
  fragment.append(name.slice(0, start), mark, name.slice(start + word.length));
  return fragment;
}

function apply() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  let total = 0;
  for (const { section, files } of folders) {
    let here = 0;
    for (const { item, link, name, path } of files) {
      const fits = words.every((word) => path.includes(word));
      item.hidden = !fits;
      here += fits ? 1 : 0;
      link.replaceChildren(marked(name, words));
    }
    section.hidden = here === 0;
    shown += here;
    total += files.length;
  }
  nothing.hidden = shown > 0;
  live.textContent = words.length ? `${shown} of ${total} graphs match.` : "";
}

function onKey(event) {
  const typing = event.target.closest?.("input, textarea, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    box.focus();
    box.select();
  } else if (event.key === "Escape" && event.target === box) {
    box.value = "";
    apply();
    box.blur();
  }
}

if (box) {
  box.closest(".filter").hidden = false;
  box.addEventListener("input", apply);
  document.addEventListener("keydown", onKey);
  document.querySelector("#clear").addEventListener("click", () => {
    box.value = "";
    apply();
    box.focus();
  });
  // A browser that goes back to the page fills the box in again.
  apply();
}
