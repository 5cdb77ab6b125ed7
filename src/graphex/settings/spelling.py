"""Guessing which word somebody meant."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the known word that is most like the given one; two swapped letters beat any other likeness."""
    close = difflib.get_close_matches(word, words, n=5)
    swapped = [candidate for candidate in close if sorted(candidate) == sorted(word)]
    return next(iter(swapped or close), None)


def did_you_mean(word: str, known: Iterable[str], *, otherwise: str) -> str:
    """Suggest the known word that is most like the given one."""
    guess = nearest(word, list(known))
    return f"Did you mean {guess}?" if guess else otherwise
