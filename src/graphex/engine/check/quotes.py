"""The hint for a text without quotes that YAML reads as something else, such as 0755 or no."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

_KINDS: Final[dict[type, str]] = {
    bool: "Boolean",
    int: "number",
    float: "number",
    dt.date: "date",
    dt.datetime: "date",
}
_LONGEST: Final = 60


def quotes_hint(value: Any, written: tuple[str, int] | None) -> str | None:
    """Return how a text is written to stay one, as far as known with its place; None where quotes would not help."""
    if isinstance(value, list) and any(type(item) in _KINDS for item in value):
        return "Put each item in quotes: without them YAML reads numbers, Booleans and the like."
    kind = _KINDS.get(type(value))
    if kind is None:
        return None
    if written is None:
        return f"Put it in quotes: without them YAML reads a {kind}."
    text, line = written
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return f'Put it in quotes in line {line}, "{shown}": without them YAML reads a {kind}.'
