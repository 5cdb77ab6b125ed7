"""Formatting graphs: the canonical text, which every reader of YAML takes for the same graph.

The layout is the one that the editor has always written: two spaces, a blank line before each node, input and output
but the first, no newline at the end.
"""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

from graphex.graph.model import MISSING
from graphex.graph.scalars import Exponent, may_be_plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from graphex.graph.model import Graph

# Marks the end of a text that ends with a line break; a NUL cannot stand in YAML.
_BREAK = "\0"
_SECTIONS = ("nodes", "inputs", "outputs")
# A literal block cannot hold these, begin with a blank line's ambiguity, or end without saying how.
_NOT_LITERAL = re.compile(r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\u2028\u2029]")


def format_graph(graph: Graph) -> str:
    """Return the canonical text of a graph."""
    parts: list[str] = []
    if graph.description:
        parts.append("\n".join(_pair("description", graph.description, 0)))
    for key, entries in zip(_SECTIONS, (graph.nodes, graph.inputs, graph.outputs), strict=True):
        if entries:
            items = ["\n".join(_item(_in_order(entry), 2)) for entry in entries]
            parts.append(f"{key}:\n" + "\n\n".join(items))
        elif key == "nodes":
            parts.append("nodes: []")
    parts += ["\n".join(_pair(key, value, 0)) for key, value in graph.extra.items()]
    text = "\n\n".join(parts)
    # A file ends without a line break, unless it is part of the last text.
    return f"{text[:-1]}\n".replace(_BREAK, "") if text.endswith(_BREAK) else text.replace(_BREAK, "")


def _in_order(entry: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key in entry:
        value = entry[key]
        if key == "inputs" and isinstance(value, list):
            value = [dict(_in_order(socket)) if hasattr(socket, "KEYS") else socket for socket in value]
        yield key, value


def _pair(key: Any, value: Any, indent: int) -> Iterator[str]:
    """Yield the lines of a key and its value."""
    start = f"{' ' * indent}{_key(key)}:"
    match value:
        case dict() if value:
            yield start
            for name, item in value.items():
                yield from _pair(name, item, indent + 2)
        case list() | tuple() if value:
            yield start
            for item in value:
                yield from _list_item(item, indent + 2)
        case _:
            yield f"{start} {_scalar(value, indent)}"


def _key(key: Any) -> str:
    """Return a key, which stays on its line."""
    if not isinstance(key, str):
        return _scalar(key, 0)
    return key if may_be_plain(key) else _quoted(key)


def _list_item(value: Any, indent: int) -> Iterator[str]:
    match value:
        case dict() if value:
            yield from _item(value.items(), indent)
        case list() | tuple() if value:
            first, *others = [line for item in value for line in _list_item(item, indent + 2)]
            yield f"{' ' * indent}- {first[indent + 2 :]}"
            yield from others
        case _:
            yield f"{' ' * indent}- {_scalar(value, indent)}"


def _item(pairs: Iterable[tuple[str, Any]], indent: int) -> Iterator[str]:
    """Yield the lines of a mapping as an item of a list."""
    lines = [line for key, value in pairs for line in _pair(key, value, indent + 2)]
    yield f"{' ' * indent}- {lines[0][indent + 2 :]}"
    yield from lines[1:]


def _scalar(value: Any, indent: int) -> str:  # noqa: PLR0911 - one return for each kind
    """Return a value that is no collection, or an empty one, as it stands after its key."""
    match value:
        case Exponent():
            return str(value)
        case str():
            return _text(value, indent)
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return _float(value)
        case None:
            return "null"
        case dict():
            return "{}"
        case list() | tuple():
            return "[]"
        case _ if value is MISSING:
            raise ValueError("MISSING has no text.")
        case _:
            return _quoted(str(value))


def _text(text: str, indent: int) -> str:
    # Several line breaks at the end would run into the blank line that follows.
    if "\n" in text and text.strip() and not text.endswith("\n\n") and not _NOT_LITERAL.search(text):
        return _literal(text, indent)
    return text if may_be_plain(text) else _quoted(text)


def _quoted(text: str) -> str:
    """Return a text in double quotes; JSON is YAML but for the characters that YAML forbids, which are escaped."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else _escaped(c) for c in quoted)


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - the Basic Multilingual Plane


def _literal(text: str, indent: int) -> str:
    """Return a text of several lines as a literal block."""
    body, ends = (text[:-1], True) if text.endswith("\n") else (text, False)
    # A block whose first line is blank or begins with a space needs its indentation said.
    indentation = "2" if body[:1] in (" ", "\n", "\t") else ""
    margin = " " * (indent + 2)
    lines = [margin + line if line else "" for line in body.split("\n")]
    return "\n".join([f"|{indentation}{'' if ends else '-'}", *lines]) + _BREAK * ends


def _float(value: float) -> str:
    if math.isnan(value):
        return ".nan"
    if math.isinf(value):
        return ".inf" if value > 0 else "-.inf"
    mantissa, exponent, power = repr(value).partition("e")
    if not exponent:
        return mantissa
    # YAML 1.1 takes only a mantissa with a point and an exponent with a sign for a number.
    if "." not in mantissa:
        mantissa += ".0"
    return f"{mantissa}e{power if power[0] in '+-' else f'+{power}'}"
