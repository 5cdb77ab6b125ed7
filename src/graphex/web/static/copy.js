// Copy buttons: shown only where they can work, and heard as well as seen.

const SHOWN_MS = 1600;

async function copy(button) {
  const label = button.querySelector(".label");
  const live = document.querySelector("#live");
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    label.textContent = "Copied";
    live.textContent = "Copied to the clipboard.";
  } catch {
    label.textContent = "Not allowed";
    live.textContent = "The browser did not allow copying. Select the text and copy it by hand.";
  }
  setTimeout(() => {
    label.textContent = "Copy";
    live.textContent = "";
  }, SHOWN_MS);
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", () => copy(button));
}

for (const time of document.querySelectorAll("time[datetime]")) {
  const moment = new Date(time.dateTime);
  time.title = moment.toLocaleString(undefined, { dateStyle: "long", timeStyle: "short" });
}
