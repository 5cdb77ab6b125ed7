"""The modules and names of GraphEx that pages speak of exist."""

from __future__ import annotations

import pkgutil
import re
from typing import TYPE_CHECKING

import pytest

from docs.pages import Page, all_pages

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = re.compile(r"(?<![\w./-])graphex(?:\.[A-Za-z_]\w*)+")
# Files, the group of an entry point and a key of a request: the same word means something else there.
OTHERS = re.compile(r"graphex\.(?:yml|socket|schema|plugins|client)\b")


def named(page: Page) -> Iterator[str]:
    """Yield the dotted names on a page, in prose, code and what is told to the tests."""
    for number, line in enumerate(page.lines, start=1):
        for name in NAME.findall(line):
            if not OTHERS.match(name) and not exists(name):
                yield f"{page.name}:{number} {name}"


def exists(name: str) -> bool:
    """Return whether a dotted name is a module, or something in a module."""
    try:
        pkgutil.resolve_name(name)
    except (ImportError, AttributeError):
        return False
    return True


@pytest.mark.parametrize("page", all_pages(), ids=lambda page: page.name)
def test_the_page_names_nothing_of_graphex_that_does_not_exist(page: Page) -> None:
    missing = list(named(page))

    assert not missing, "\n".join(missing)
