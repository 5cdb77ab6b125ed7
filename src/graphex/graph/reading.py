"""Reading YAML safely: limits on size, depth and repetition, errors with a place, and no code in between.

Events of libyaml become plain values on an explicit stack, so that no nesting, however deep, reaches a limit of the
interpreter or of C.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import yaml

from graphex.errors import GraphexError
from graphex.graph.scalars import resolve_plain, settled

if TYPE_CHECKING:
    from collections.abc import Iterator

# A chain of 100,000 nodes takes 20 MB.
MAX_BYTES: Final = 64 * 1024 * 1024
# Graphs need 7 levels; the values in them may be nested as well.
_MAX_DEPTH: Final = 100
# Aliases make a file grow when it is read: a few lines can stand for billions of values.
_MAX_ALIASED: Final = 100_000

_CORE: Final = "tag:yaml.org,2002:"
_SCALAR_TAGS: Final = frozenset({"!", *(f"{_CORE}{name}" for name in ("str", "int", "float", "bool", "null"))})
_COLLECTION_TAGS: Final = frozenset({"!", f"{_CORE}map", f"{_CORE}seq"})
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class GraphFormatError(GraphexError):
    """A file is no graph."""


class Mapping(dict[Any, Any]):
    """A mapping that knows the line it began in, and how its values that are no texts are written."""

    __slots__ = ("line", "written")
    line: int
    written: dict[Any, tuple[str, int]]
    """By key, the text and the line of a scalar without quotes that is read as something else."""


class _Merge:
    """Stands for the key << until its value is known."""


_MERGE: Final = _Merge()


def read_yaml(text: str, source: str, *, what: str = "Graph") -> Any:
    """Read the one document of a text; GraphFormatError with the place of the first mistake."""
    loader = _Loader(text)
    try:
        return _Builder(f"{what} from {source}").build(iter(loader.get_event, None))
    except yaml.YAMLError as error:
        raise _syntax_error(error, text, f"{what} from {source}") from error
    finally:
        loader.dispose()


class _Builder:
    """Turns events into values."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._begun: set[str] = set()
        """The anchors of mappings and lists, complete or not."""
        self._aliased = 0

    def build(self, events: Iterator[Any]) -> Any:
        """Give the value of the one document, or None for an empty one."""
        documents = 0
        found: Any = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._error("there is more than one document", event, "Keep one graph in a file.")
                found = self._value(events)
        return found

    def _value(self, events: Iterator[Any]) -> Any:
        """Build one value, however deep, with a stack of its own."""
        stack: list[_Open] = []
        count = 0
        for event in events:
            count += 1
            kind = type(event)
            if kind is yaml.ScalarEvent:
                value = self._scalar(event)
                if event.anchor:
                    self._anchors[event.anchor] = (value, 1)
            elif kind is yaml.AliasEvent:
                value, size = self._alias(event)
                count += size
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self._check_start(event, len(stack))
                if event.anchor:
                    self._begun.add(event.anchor)
                stack.append(_Open(event, kind is yaml.MappingStartEvent, count))
                continue
            else:
                closed = stack.pop()
                value = closed.value
                if closed.anchor:
                    self._anchors[closed.anchor] = (value, count - closed.opened_at)
            if not stack:
                return value
            self._add(stack[-1], value, event)
        return None

    def _add(self, top: _Open, value: Any, event: Any) -> None:
        if not top.is_mapping:
            top.value.append(value)
        elif top.key is _NO_KEY:
            top.key, top.key_line = self._key(value, event), event.start_mark.line
        elif top.key is _MERGE:
            self._merge(top, value)
            top.key = _NO_KEY
        else:
            if top.key in top.value:
                place = f'the key "{top.key}" stands twice in the mapping that begins in line {top.value.line}'
                raise self._error(place, event, "Remove one of the two.", line=top.key_line)
            top.value[top.key] = value
            is_scalar = type(event) is yaml.ScalarEvent
            if is_scalar and type(value) is not str:
                top.value.written[top.key] = (event.value, event.start_mark.line + 1)
            top.key = _NO_KEY

    def _key(self, value: Any, event: Any) -> Any:
        if isinstance(value, list | dict):
            raise self._error("a list or a mapping is used as a key", event, "Use a text as the key.")
        if value == "<<" and isinstance(event, yaml.ScalarEvent) and event.implicit[0]:
            return _MERGE
        return value

    def _merge(self, top: _Open, value: Any) -> None:
        """Add the values of a merge key, or take it for a text where it merges nothing."""
        parts = value if isinstance(value, list) else [value]
        if parts and all(isinstance(part, dict) for part in parts):
            for part in parts:
                for key, item in part.items():
                    top.value.setdefault(key, item)
        else:
            top.value["<<"] = value

    def _scalar(self, event: Any) -> Any:
        tag = event.tag
        if tag is None:
            return resolve_plain(event.value) if event.implicit[0] else event.value
        if tag not in _SCALAR_TAGS:
            raise self._tag_error(event)
        if tag in ("!", f"{_CORE}str"):
            return event.value
        return settled(resolve_plain(event.value), as_text=False)

    def _alias(self, event: Any) -> tuple[Any, int]:
        """Give the value that is repeated, and of how many it consists."""
        if event.anchor not in self._anchors:
            raise self._alias_error(event)
        value, size = self._anchors[event.anchor]
        self._aliased += size
        if self._aliased > _MAX_ALIASED:
            raise self._error("aliases repeat too many values", event, "Write the values out instead of using aliases.")
        return value, size

    def _alias_error(self, event: Any) -> GraphFormatError:
        if event.anchor in self._begun:
            return self._error(f'"*{event.anchor}" repeats a value that is not complete yet', event, "Write it out.")
        hint = f"Write the value out, put the text in quotes, or mark a value before it with &{event.anchor}."
        return self._error(f"there is no anchor {event.anchor}", event, hint)

    def _check_start(self, event: Any, depth: int) -> None:
        if depth >= _MAX_DEPTH:
            raise self._error(f"values are nested more than {_MAX_DEPTH} deep", event, "A graph needs 7 levels.")
        if event.tag is not None and event.tag not in _COLLECTION_TAGS:
            raise self._tag_error(event)

    def _tag_error(self, event: Any) -> GraphFormatError:
        return self._error(
            f"the tag {event.tag} is not allowed", event, "Graphs hold plain values only: remove the tag."
        )

    def _error(self, problem: str, event: Any, hint: str, *, line: int | None = None) -> GraphFormatError:
        row = event.start_mark.line if line is None else line
        return GraphFormatError(
            f"Failed to load {self._source}: {problem} (line {row + 1}, column {event.start_mark.column + 1}).",
            hint=hint,
        )


_NO_KEY: Final[Any] = object()


class _Open:
    """A mapping or list whose end has not been reached."""

    __slots__ = ("anchor", "is_mapping", "key", "key_line", "opened_at", "value")

    def __init__(self, event: Any, is_mapping: bool, opened_at: int) -> None:
        self.anchor = event.anchor
        self.is_mapping = is_mapping
        self.key: Any = _NO_KEY
        self.key_line = 0
        self.opened_at = opened_at
        self.value: Any = []
        if is_mapping:
            self.value = Mapping()
            self.value.line = event.start_mark.line + 1
            self.value.written = {}


def _syntax_error(error: yaml.YAMLError, text: str, source: str) -> GraphFormatError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
    if "<<<<<<<" in text:
        return GraphFormatError(
            f"Failed to load {source}: the file has merge conflicts{place}.",
            hint="Resolve the conflicts: choose one side between <<<<<<< and >>>>>>> and remove the markers.",
        )
    problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
    context = getattr(error, "context", None)
    said = f"{context}, {problem}" if context else problem
    return GraphFormatError(
        f"Failed to load {source}: it is no YAML, {said}{place}.",
        hint="Correct the line, or restore the file from an earlier version.",
    )
