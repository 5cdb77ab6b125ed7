"""Configuration values as a tree that remembers where each of them was written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a configuration file; line and column count from one."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value without parts: `value` is what it means, `text` is how it was written."""

    value: object
    text: str
    place: Place

    def __str__(self) -> str:
        match self.value:
            case None:
                return "nothing"
            case bool():
                return f"the truth value {self.text}"
            case int() | float():
                return f"the number {self.text}"
            case str():
                return f'the text "{shortened(self.text)}"'
            case _:
                return f"the date {self.text}"


@dataclass(frozen=True, slots=True)
class Items:
    """A list of values."""

    items: tuple[Tree, ...]
    place: Place

    def __str__(self) -> str:
        return "a list"


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a mapping, where it stands, and its value."""

    key: str
    place: Place
    value: Tree


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping with text keys, in the order of the file."""

    entries: tuple[Entry, ...]
    place: Place

    def __str__(self) -> str:
        return "a mapping"


Tree: TypeAlias = Scalar | Items | Table

_SHOWN = 60
# A line of PEM, or a long piece of one: where another file is read by mistake, or a key was pasted, it is not shown.
_LIKE_A_KEY = re.compile(r"-----|(?=[a-z0-9+/=]{0,60}[A-Z])(?=[A-Z0-9+/=]{0,60}[a-z])[A-Za-z0-9+/=]{16}")


def shortened(text: str) -> str:
    """Cut a value to a length that fits into a sentence; what looks like a piece of a key is left out altogether."""
    if _LIKE_A_KEY.search(text[: 2 * _SHOWN]):
        return "…"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def plain(tree: Tree) -> object:
    """Return the value as plain Python objects, without positions."""
    match tree:
        case Scalar():
            return tree.value
        case Items():
            return [plain(item) for item in tree.items]
        case Table():
            return {entry.key: plain(entry.value) for entry in tree.entries}
