// The filter of the start page: every word must occur in the path; `/` goes to it, Escape empties it. The address
// carries it, so that it is there after a reload, on the way back, and for whoever is sent the link.

const PARAMETER = "q";

const box = document.querySelector("#filter");
const live = document.querySelector("#live");
const count = document.querySelector("#count");
const everything = count?.textContent;
const nothing = document.querySelector("#nothing");
const folders = [...document.querySelectorAll(".folder")].map((section) => ({
  section,
  files: [...section.querySelectorAll("li")].map((item) => {
    const link = item.querySelector("a, .name");
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
      // Escapes in a name are set apart, which a mark over them would undo.
      if (!link.querySelector(".odd")) {
        link.replaceChildren(marked(name, words));
      }
    }
    section.hidden = here === 0;
    shown += here;
    total += files.length;
  }
  nothing.hidden = shown > 0;
  count.textContent = words.length ? `${shown.toLocaleString("en")} of ${everything}` : everything;
  live.textContent = words.length ? `${shown} of ${total} graphs match.` : "";
}

function keep() {
  const address = new URL(location.href);
  if (box.value.trim()) {
    address.searchParams.set(PARAMETER, box.value);
  } else {
    address.searchParams.delete(PARAMETER);
  }
  history.replaceState(history.state, "", address);
}

function change(text) {
  box.value = text;
  apply();
  keep();
}

function onKey(event) {
  const typing = event.target.closest?.("input, textarea, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    box.focus();
    box.select();
  } else if (event.key === "Escape" && event.target === box) {
    change("");
    box.blur();
  }
}

if (box) {
  box.closest(".filter").hidden = false;
  box.value = new URLSearchParams(location.search).get(PARAMETER) ?? "";
  box.addEventListener("input", () => {
    apply();
    keep();
  });
  document.addEventListener("keydown", onKey);
  document.querySelector("#clear").addEventListener("click", () => {
    change("");
    box.focus();
  });
  apply();
}
