"""Hints that name what was probably meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str], *, otherwise: str) -> str:
    """Suggest the known word that is most like the given one."""
    # `graphex --help` neither guesses nor needs the settings, which this import brings along.
    from graphex.settings import spelling  # noqa: PLC0415

    return spelling.did_you_mean(word, known, otherwise=otherwise)
