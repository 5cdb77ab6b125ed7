"""Previews: short texts that stand for values in events."""

from __future__ import annotations

import reprlib
from typing import Final

_LENGTH: Final = 200
_ITEMS: Final = 8
_DEPTH: Final = 3


def _limits() -> reprlib.Repr:
    limits = reprlib.Repr()
    limits.maxstring = limits.maxother = limits.maxlong = _LENGTH
    limits.maxlist = limits.maxdict = limits.maxset = limits.maxtuple = _ITEMS
    limits.maxlevel = _DEPTH
    return limits


def preview(value: object) -> str:
    """Give a text of bounded length for any value; it costs no more for a huge one."""
    try:
        text = _limits().repr(value)
    except Exception as error:  # noqa: BLE001 - a value's own code must not end the run that shows it
        return f"<{type(value).__name__} without text: {type(error).__name__}>"
    return text if len(text) <= _LENGTH else f"{text[: _LENGTH - 1]}…"
