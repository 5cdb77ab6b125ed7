"""YAML from anywhere: read by the safe parser only, within limits, and with the place of what exceeds them.

The events of the parser are counted before anything is made of them, so that no nesting reaches a limit of C, and no
aliases stand for more than memory holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

# libyaml reads a file about ten times as fast as the parser in Python.
Loader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MEBIBYTE: Final = 1024 * 1024
_STARTS: Final = frozenset({yaml.MappingStartEvent, yaml.SequenceStartEvent})
_ENDS: Final = frozenset({yaml.MappingEndEvent, yaml.SequenceEndEvent})


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a text may hold."""

    size: int
    """The characters of a text, or the bytes of a file."""
    depth: int
    """How deep mappings and lists may be nested."""
    repeated: int
    """How many values all aliases together may stand for: a few lines can mean billions."""


DATA: Final = Limits(size=1024 * MEBIBYTE, depth=200, repeated=5_000_000)
"""For data of any kind, which is bounded by memory alone."""


class LimitError(ValueError):
    """A text exceeds a limit, at a line and a column that count from 1."""

    def __init__(self, exceeded: Literal["size", "depth", "repeated"], line: int = 1, column: int = 1) -> None:
        super().__init__(f"The YAML text exceeds the limit of its {exceeded} in line {line}, column {column}.")
        self.exceeded = exceeded
        self.line = line
        self.column = column


def events(text: str, limits: Limits) -> Iterator[Any]:
    """Yield the events of a text; raises LimitError at the first that exceeds a limit, yaml.YAMLError for no YAML."""
    if len(text) > limits.size:
        raise LimitError("size")
    # By anchor of a mapping or list, for how many values it stands, which is known at its end.
    sizes: dict[str, int] = {}
    opened: list[tuple[str | None, int]] = []
    total = repeated = 0
    loader = Loader(text)
    try:
        for event in iter(loader.get_event, None):
            kind = type(event)
            if kind is yaml.ScalarEvent:
                total += 1
            elif kind in _STARTS:
                if len(opened) >= limits.depth:
                    raise _exceeded("depth", event)
                opened.append((event.anchor, total))
                total += 1
            elif kind in _ENDS:
                anchor, before = opened.pop()
                if anchor:
                    sizes[anchor] = total - before
            elif kind is yaml.AliasEvent:
                size = sizes.get(event.anchor, 1)
                total += size
                repeated += size
                if repeated > limits.repeated:
                    raise _exceeded("repeated", event)
            yield event
    finally:
        loader.dispose()


def load(text: str, limits: Limits) -> Any:
    """Read a text as plain values, dates included; raises LimitError, and yaml.YAMLError for no YAML."""
    _check(text, limits)
    return yaml.load(text, Loader=Loader)  # noqa: S506 - a safe loader


def compose(text: str, limits: Limits) -> yaml.Node | None:
    """Read a text as nodes with their places; raises LimitError, and yaml.YAMLError for no YAML."""
    _check(text, limits)
    return yaml.compose(text, Loader=Loader)


def _check(text: str, limits: Limits) -> None:
    """Look at all events first: what makes values and nodes of them recurses, in C without a limit."""
    for _ in events(text, limits):
        pass


def _exceeded(limit: Literal["depth", "repeated"], event: Any) -> LimitError:
    mark = event.start_mark
    return LimitError(limit, mark.line + 1, mark.column + 1)
