"""Reading YAML as graphs are written: plain values that know their lines, and errors with a place.

Events of the parser become values on an explicit stack, so that no nesting reaches a limit of the interpreter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import yaml

from graphex.errors import GraphexError
from graphex.graph.files import MAX_BYTES
from graphex.graph.scalars import resolve_plain, settled
from graphex.yaml_text import MEBIBYTE, LimitError, Limits, events

if TYPE_CHECKING:
    from collections.abc import Iterator

# The values in a graph may be nested as well as its nodes.
LIMITS: Final = Limits(size=MAX_BYTES, depth=100, repeated=100_000)

_CORE: Final = "tag:yaml.org,2002:"
_SCALAR_TAGS: Final = frozenset({"!", *(f"{_CORE}{name}" for name in ("str", "int", "float", "bool", "null"))})
_COLLECTION_TAGS: Final = frozenset({"!", f"{_CORE}map", f"{_CORE}seq"})


class GraphFormatError(GraphexError):
    """A file is no graph."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a text is to be, as messages call it, and what mends one that is not."""

    name: str
    noun: str
    plural: str
    flatter: str
    smaller: str
    error: type[GraphexError]


GRAPH: Final = Kind(
    name="Graph",
    noun="graph",
    plural="Graphs",
    flatter="A graph needs 7 levels.",
    smaller="Split the graph: Execute Graph runs one from another.",
    error=GraphFormatError,
)


class Mapping(dict[Any, Any]):
    """A mapping that knows the line it began in, and how its values that are no texts are written."""

    __slots__ = ("line", "written")
    line: int
    written: dict[Any, tuple[str, int]]
    """By key, the text and the line of a scalar without quotes that is read as something else."""


class _Merge:
    """Stands for the key << until its value is known."""


_MERGE: Final = _Merge()


def read_yaml(text: str, source: str, kind: Kind = GRAPH) -> Any:
    """Read the one document of a text; the error of the kind, with the place of the first mistake, if it has one."""
    builder = _Builder(kind, source)
    try:
        return builder.build(events(text, LIMITS))
    except LimitError as error:
        if error.exceeded == "size":
            raise too_large(kind, source, len(text)) from error
        raise _limit_error(error, builder) from error
    except yaml.YAMLError as error:
        raise _syntax_error(error, text, builder) from error


class _Builder:
    """Turns events into values."""

    def __init__(self, kind: Kind, source: str) -> None:
        self.kind = kind
        self.source = f"{kind.name} from {source}"
        self._anchors: dict[str, Any] = {}
        self._begun: set[str] = set()
        """The anchors of mappings and lists, complete or not."""

    def build(self, stream: Iterator[Any]) -> Any:
        """Return the value of the one document, or None for an empty one."""
        documents = 0
        found: Any = None
        for event in stream:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._error("there is more than one document", event, f"Keep one {self.kind.noun} in a file.")
                found = self._value(stream)
        return found

    def _value(self, stream: Iterator[Any]) -> Any:
        """Build one value, however deep, with a stack of its own."""
        stack: list[_Open] = []
        for event in stream:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                is_plain = event.tag is None and event.implicit[0]  # nearly all; a call for each takes its time
                value = resolve_plain(event.value) if is_plain else self._scalar(event)
                if event.anchor:
                    self._anchors[event.anchor] = value
            elif kind is yaml.AliasEvent:
                value = self._alias(event)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                if event.tag is not None and event.tag not in _COLLECTION_TAGS:
                    raise self._tag_error(event)
                if event.anchor:
                    self._begun.add(event.anchor)
                stack.append(_Open(event, kind is yaml.MappingStartEvent))
                continue
            else:
                closed = stack.pop()
                value = closed.value
                if closed.anchor:
                    self._anchors[closed.anchor] = value
            if not stack:
                return value
            self._add(stack[-1], value, event)
        return None

    def _add(self, top: _Open, value: Any, event: Any) -> None:
        if not top.is_mapping:
            top.value.append(value)
        elif top.key is _NO_KEY:
            is_name = type(value) is str and value != "<<"  # nearly all
            top.key, top.key_event = value if is_name else self._key(value, event), event
        elif top.key is _MERGE:
            self._merge(top, value)
            top.key = _NO_KEY
        else:
            if top.key in top.value:
                place = f'the key "{top.key}" stands twice in the mapping that begins in line {top.value.line}'
                raise self._error(place, event, "Remove one of the two.", line=top.key_event.start_mark.line)
            top.value[top.key] = value
            is_resolved = type(value) is not str and type(event) is yaml.ScalarEvent
            if is_resolved:
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
            return event.value
        if tag not in _SCALAR_TAGS:
            raise self._tag_error(event)
        if tag in ("!", f"{_CORE}str"):
            return event.value
        return settled(resolve_plain(event.value), as_text=False)

    def _alias(self, event: Any) -> Any:
        """Return the value that is repeated."""
        if event.anchor not in self._anchors:
            raise self._alias_error(event)
        return self._anchors[event.anchor]

    def _alias_error(self, event: Any) -> GraphexError:
        if event.anchor in self._begun:
            return self._error(f'"*{event.anchor}" repeats a value that is not complete yet', event, "Write it out.")
        hint = f"Write the value out, put the text in quotes, or mark a value before it with &{event.anchor}."
        return self._error(f"there is no anchor {event.anchor}", event, hint)

    def _tag_error(self, event: Any) -> GraphexError:
        hint = f"{self.kind.plural} hold plain values only: remove the tag."
        return self._error(f"the tag {event.tag} is not allowed", event, hint)

    def _error(self, problem: str, event: Any, hint: str, *, line: int | None = None) -> GraphexError:
        mark = event.start_mark
        return self.error(problem, mark.line + 1 if line is None else line + 1, mark.column + 1, hint)

    def error(self, problem: str, line: int, column: int, hint: str) -> GraphexError:
        """Return what is wrong, and where."""
        return self.kind.error(
            f"Failed to load {self.source}: {problem} (line {line}, column {column}).",
            hint=hint,
        )


_NO_KEY: Final[Any] = object()


class _Open:
    """A mapping or list whose end has not been reached."""

    __slots__ = ("anchor", "is_mapping", "key", "key_event", "value")

    def __init__(self, event: Any, is_mapping: bool) -> None:
        self.anchor = event.anchor
        self.is_mapping = is_mapping
        self.key: Any = _NO_KEY
        self.key_event: Any = None
        self.value: Any = []
        if is_mapping:
            self.value = Mapping()
            self.value.line = event.start_mark.line + 1
            self.value.written = {}


def _limit_error(error: LimitError, builder: _Builder) -> GraphexError:
    if error.exceeded == "depth":
        problem, hint = f"values are nested more than {LIMITS.depth} deep", builder.kind.flatter
    else:
        problem, hint = "aliases repeat too many values", "Write the values out instead of using aliases."
    return builder.error(problem, error.line, error.column, hint)


def too_large(kind: Kind, source: str, size: int) -> GraphexError:
    """Return the error of a text that is larger than its kind may be."""
    has, limit = size // MEBIBYTE, LIMITS.size // MEBIBYTE
    problem = f"it has {has} MB, more than the {limit} MB that a {kind.noun} may have"
    return kind.error(f"Failed to load {kind.name} from {source}: {problem}.", hint=kind.smaller)


def _syntax_error(error: yaml.YAMLError, text: str, builder: _Builder) -> GraphexError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
    if "<<<<<<<" in text:
        return builder.kind.error(
            f"Failed to load {builder.source}: the file has merge conflicts{place}.",
            hint="Resolve the conflicts: choose one side between <<<<<<< and >>>>>>> and remove the markers.",
        )
    problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
    context = getattr(error, "context", None)
    said = f"{context}, {problem}" if context else problem
    return builder.kind.error(
        f"Failed to load {builder.source}: it is no YAML, {said}{place}.",
        hint="Correct the line, or restore the file from an earlier version.",
    )
