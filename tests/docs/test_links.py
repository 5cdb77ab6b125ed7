"""Links lead somewhere, every page can be reached, and the prose is kept one sentence per line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docs.pages import DOCS, INDEX, ROOT, Page, all_pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ELSEWHERE = re.compile(r"[a-z]+:")
SECOND_SENTENCE = re.compile(r"[a-z`)”][.!?] [A-Z`“]")


def targets(page: Page) -> Iterator[tuple[int, str, Path, str]]:
    """Yield the internal links of a page: line, text, file and anchor."""
    for line, link in page.links:
        if not ELSEWHERE.match(link):
            name, _, anchor = link.partition("#")
            yield line, link, (page.path.parent / name).resolve() if name else page.path, anchor


def broken_links(page: Page) -> Iterator[str]:
    for line, link, file, anchor in targets(page):
        if not file.exists() or (anchor and anchor not in Page(file).anchors):
            yield f"{page.name}:{line} {link}"


def reachable(start: Path) -> set[Path]:
    found, waiting = {start}, [start]
    while waiting:
        linked = {file for _, _, file, _ in targets(Page(waiting.pop())) if file.suffix == ".md" and file.exists()}
        waiting += linked - found
        found |= linked
    return found


def crowded_lines(page: Page) -> Iterator[str]:
    """Yield lines with more than one sentence; tables have no other way."""
    for number, line in page.prose:
        if SECOND_SENTENCE.search(line) and not line.lstrip().startswith("|"):
            yield f"{page.name}:{number} {line}"


def test_every_internal_link_leads_to_a_file_and_a_heading() -> None:
    broken = [place for page in all_pages() for place in broken_links(page)]

    assert not broken, "\n".join(broken)


def test_every_page_can_be_reached_from_the_index() -> None:
    pages = {page.path for page in all_pages() if page.path.is_relative_to(DOCS)}

    lost = {path.relative_to(ROOT).as_posix() for path in pages - reachable(INDEX)}

    assert not lost


def test_every_line_of_prose_holds_one_sentence() -> None:
    crowded = [place for page in all_pages() for place in crowded_lines(page)]

    assert not crowded, "\n".join(crowded)
