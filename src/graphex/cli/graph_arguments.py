"""Graph inputs on the command line: `Name=value`, read as the graph declares them."""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING, Any, Final

from graphex.cli.hints import did_you_mean
from graphex.errors import UsageError
from graphex.graph.model import MISSING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphex.graph.model import GraphInput

_BOOLEANS: Final = {
    **dict.fromkeys(("true", "t", "1", "yes"), True),
    **dict.fromkeys(("false", "f", "0", "no"), False),
}
# A comma, unless a backslash stands before it, or blanks.
_SEPARATOR: Final = re.compile(r"(?<!\\),|\s+")
_TYPED_IN: Final = frozenset({"String", "Number", "Boolean"})


def read_graph_arguments(words: Sequence[str], declared: Sequence[GraphInput]) -> dict[str, Any]:
    """Read the values of graph inputs from words; UsageError for a word that is none, or a value that does not fit.

    A scalar takes one word, `Name=` the next one; a list takes all words up to the next input.
    """
    by_name = {entry.name: entry for entry in declared}
    rest = deque(words)
    values: dict[str, Any] = {}
    while rest:
        word = rest.popleft()
        name, separator, text = word.partition("=")
        entry = by_name.get(name)
        if not separator or entry is None:
            raise _unknown(word, separator, name, by_name)
        if entry.datatype not in _TYPED_IN:
            raise UsageError(
                f'The graph input "{name}" is a {entry.datatype}, which cannot be given on the command line.',
                hint="Give it in the configuration, under graph_inputs.",
            )
        values[name] = _list(entry, text, rest, by_name) if entry.is_list else _scalar(entry, text, rest, by_name)
    return values


def _unknown(word: str, separator: str, name: str, known: dict[str, GraphInput]) -> UsageError:
    if separator and known:
        hint = did_you_mean(name, known, otherwise=f"The inputs of this graph are: {', '.join(known)}.")
    elif known:
        hint = f"A value is written Name=value; the inputs of this graph are: {', '.join(known)}."
    else:
        hint = "This graph has no inputs."
    return UsageError(f'Unrecognized/extraneous values were provided: "{word}" is no input of the graph.', hint=hint)


def _is_next(word: str, known: dict[str, GraphInput]) -> bool:
    name, separator, _ = word.partition("=")
    return bool(separator) and name in known


def _scalar(entry: GraphInput, text: str, rest: deque[str], known: dict[str, GraphInput]) -> Any:
    # "Name= value" is an old way to write it; it can give an empty text, too.
    if not text:
        if not rest or _is_next(rest[0], known):
            raise UsageError(
                f'The graph input "{entry.name}" was not provided with a value.',
                hint=f"An empty text is written {entry.name}= '', with a blank between.",
            )
        text = rest.popleft()
    return _value(entry, text)


def _list(entry: GraphInput, text: str, rest: deque[str], known: dict[str, GraphInput]) -> list[Any]:
    words = [text]
    while rest and not _is_next(rest[0], known):
        words.append(rest.popleft())
    items = [item.replace("\\,", ",") for word in words for item in _SEPARATOR.split(word) if item]
    return [_value(entry, item) for item in items]


def _value(entry: GraphInput, text: str) -> Any:
    options = [] if entry.enum_options is MISSING else [str(option) for option in entry.enum_options or []]
    if options:
        chosen = next((option for option in options if option.casefold() == text.strip().casefold()), None)
        if chosen is None:
            raise UsageError(
                f"The value '{text}' is not an option of the graph input '{entry.name}'.",
                hint=f"The options are: {', '.join(options)}.",
            )
        text = chosen
    if entry.datatype == "Number":
        return _number(entry, text)
    if entry.datatype == "Boolean":
        return _boolean(entry, text)
    return text


def _number(entry: GraphInput, text: str) -> int | float:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    raise UsageError(
        f"The value '{text}' of the graph input '{entry.name}' is no number.", hint="Write it like 5, -2.5 or 1e3."
    )


def _boolean(entry: GraphInput, text: str) -> bool:
    try:
        return _BOOLEANS[text.strip().lower()]
    except KeyError:
        raise UsageError(
            f"The value '{text}' of the graph input '{entry.name}' is neither true nor false.",
            hint="Write true or false.",
        ) from None
