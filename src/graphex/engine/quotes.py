"""The hint for a text without quotes that YAML reads as something else, such as 0755 or no."""

from __future__ import annotations

from typing import Any, Final

_KINDS: Final[dict[type, str]] = {bool: "Boolean", int: "number", float: "number"}
_LONGEST: Final = 60


def quotes_hint(value: Any, written: tuple[str, int] | None) -> str | None:
    """Say how the text that stands in the file is written to stay one; None where quotes would not help."""
    if isinstance(value, list) and any(type(item) in _KINDS for item in value):
        return "Put each item in quotes: without them YAML reads numbers, Booleans and the like."
    kind = _KINDS.get(type(value))
    if written is None or kind is None:
        return None
    text, line = written
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return f'Put it in quotes in line {line}, "{shown}": without them YAML reads a {kind}.'
