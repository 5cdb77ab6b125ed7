"""The commands and programs of the pages do what the pages say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from docs.pages import Page, all_pages
from docs.sessions import RUNNABLE, Session, free_ports

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGES = RUNNABLE | {"yaml", "html", "text", "json", "gx", "toml", ""}
"""`text`, like a block without a language, is shown and not run."""

SERVED = frozenset({"docs/reference/http-api.md"})
"""Pages that speak of a server which runs already."""


def is_done(page: Page) -> bool:
    return any(block.language in RUNNABLE for block in page.blocks)


def do_page(page: Page, home: Path) -> list[str]:
    """Do everything on a page, and return the places that were done or skipped."""
    with Session(home, free_ports()) as session:
        if page.name in SERVED:
            session.serve()
        steps = [block for block in page.blocks if block.language in RUNNABLE or block.has("file")]
        for block in steps:
            session.do(block)
    return [block.place for block in steps]


@pytest.mark.parametrize("page", [page for page in all_pages() if is_done(page)], ids=lambda page: page.name)
def test_every_block_of_the_page_works(page: Page, tmp_path: Path) -> None:
    done = do_page(page, tmp_path)

    assert done


def test_every_block_names_a_language_that_is_tested() -> None:
    blocks = [block for page in all_pages() for block in page.blocks]

    others = [f"{block.place} {block.language!r}" for block in blocks if block.language not in LANGUAGES]

    assert not others


def test_blocks_are_skipped_with_a_reason_and_rarely() -> None:
    blocks = [block for page in all_pages() for block in page.blocks if block.language in RUNNABLE]

    skipped = [block for block in blocks if block.has("skip")]

    assert all(block.argument("skip") for block in skipped)
    assert len(skipped) < len(blocks) / 3
