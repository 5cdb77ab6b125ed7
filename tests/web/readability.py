"""A window of Chromium, and what keeps somebody from reading or using the page in it."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LEAST_CONTRAST = 4.5
"""WCAG 2.2, level AA, for text of ordinary size."""

# Measures what axe-core's colour-contrast, name and label rules look for.
FAULTS = """() => {
  const light = (c) => { const v = c / 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
  const lum = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
  const read = (text) => text.match(/[\\d.]+/g).map(Number);
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const c = read(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const faults = [];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!own || !e.checkVisibility() || e.closest(".skip, .unseen")) continue;
    const a = lum(read(getComputedStyle(e).color)), b = lum(behind(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < LEAST) faults.push(`contrast ${ratio.toFixed(2)}: ${e.outerHTML.slice(0, 90)}`);
  }
  for (const e of document.querySelectorAll("svg.icon")) {
    if (!e.checkVisibility()) continue;
    const a = lum(read(getComputedStyle(e).color)), b = lum(behind(e));
    const faded = Number(getComputedStyle(e).opacity) < 1;
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (faded || ratio < 3) faults.push(`icon ${ratio.toFixed(2)}: ${e.parentElement.outerHTML.slice(0, 90)}`);
  }
  for (const e of document.querySelectorAll("a, button")) {
    const name = e.getAttribute("aria-label") || e.title || e.textContent.trim();
    if (!name) faults.push(`no name: ${e.outerHTML.slice(0, 90)}`);
  }
  for (const e of document.querySelectorAll("input:not([type=hidden])")) {
    if (!e.labels.length) faults.push(`no label: ${e.outerHTML.slice(0, 90)}`);
  }
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  if (new Set(ids).size !== ids.length) faults.push("an id occurs twice");
  const levels = [...document.querySelectorAll("h1, h2, h3")].map((e) => Number(e.tagName[1]));
  if (levels[0] !== 1 || levels.some((l, i) => i && l > levels[i - 1] + 1)) faults.push(`headings ${levels}`);
  if (document.documentElement.scrollWidth > innerWidth) faults.push("wider than the window");
  return faults;
}""".replace("LEAST", str(LEAST_CONTRAST))


@contextmanager
def window(browser: Browser, *, quiet: bool = True, **options: Any) -> Iterator[Page]:
    """Open a private window, and in the end make sure that the browser had nothing to complain about."""
    context = browser.new_context(ignore_https_errors=True, **options)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert not (quiet and complaints), complaints
