"""Graph inputs on the command line: `Name=value`, read as the graph declares them."""

from __future__ import annotations

import math
import re
from collections import deque
from typing import TYPE_CHECKING, Any, Final

from graphex.cli.words.hints import did_you_mean
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
_LONGEST_SHOWN: Final = 100
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
        entry = _named(word, by_name)
        if entry is None:
            raise _unknown(word, by_name)
        name, text = entry.name, word[len(entry.name) + 1 :]
        if entry.datatype not in _TYPED_IN:
            raise UsageError(
                f'The graph input "{name}" is a {entry.datatype}, which cannot be given on the command line.',
                hint="Give it in the configuration, under graph_inputs.",
            )
        values[name] = _list(entry, text, rest, by_name) if entry.is_list else _scalar(entry, text, rest, by_name)
    return values


def _named(word: str, known: dict[str, GraphInput]) -> GraphInput | None:
    """Find the input that a word gives a value to; a name may hold an equals sign itself."""
    names = [name for name in known if word.startswith(f"{name}=")]
    return known[max(names, key=len)] if names else None


def _unknown(word: str, known: dict[str, GraphInput]) -> UsageError:
    name, separator, _ = word.partition("=")
    if word.startswith("-"):
        hint = "Options stand before the first input, or are written without an equals sign."
        if known:
            hint += f" The inputs of this graph are: {', '.join(known)}."
    elif separator and known:
        hint = did_you_mean(name, known, otherwise=f"The inputs of this graph are: {', '.join(known)}.")
    elif known:
        hint = f"A value is written Name=value; the inputs of this graph are: {', '.join(known)}."
    else:
        hint = "This graph has no inputs."
    return UsageError(
        f'Unrecognized/extraneous values were provided: "{_shown(word)}" is no input of the graph.', hint=hint
    )


def _scalar(entry: GraphInput, text: str, rest: deque[str], known: dict[str, GraphInput]) -> Any:
    # "Name= value" is an old way to write it; it can give an empty text, too.
    if not text:
        if not rest or _named(rest[0], known):
            raise UsageError(
                f'The graph input "{entry.name}" was not provided with a value.',
                hint=f"An empty text is written {entry.name}= '', with a blank between.",
            )
        text = rest.popleft()
    return _value(entry, text)


def _list(entry: GraphInput, text: str, rest: deque[str], known: dict[str, GraphInput]) -> list[Any]:
    words = [text]
    while rest and not _named(rest[0], known):
        words.append(rest.popleft())
    items = [item.replace("\\,", ",") for word in words for item in _SEPARATOR.split(word) if item]
    return [_value(entry, item) for item in items]


def _value(entry: GraphInput, text: str) -> Any:
    options = [] if entry.enum_options is MISSING else [str(option) for option in entry.enum_options or []]
    if options:
        chosen = next((option for option in options if option.casefold() == text.strip().casefold()), None)
        if chosen is None:
            raise UsageError(
                f"The value '{_shown(text)}' is not an option of the graph input '{entry.name}'.",
                hint=f"The options are: {', '.join(options)}.",
            )
        text = chosen
    if entry.datatype == "Number":
        return _number(entry, text)
    if entry.datatype == "Boolean":
        return _boolean(entry, text)
    return text


def _number(entry: GraphInput, text: str) -> int | float:
    number = _parsed(text)
    if number is None:
        raise UsageError(
            f"The value '{_shown(text)}' of the graph input '{entry.name}' is no number.",
            hint="Write it like 5, -2.5 or 1e3.",
        )
    # Any other text that gives infinity is too large: float() does not say so.
    if isinstance(number, float) and math.isinf(number) and "inf" not in text.lower():
        raise UsageError(
            f"The value '{_shown(text)}' of the graph input '{entry.name}' is too large for a number.",
            hint="The largest whole numbers have 4,300 digits, and fractions end at 1.8e308; infinity is written inf.",
        )
    return number


def _parsed(text: str) -> int | float | None:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return None


def _shown(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}… ({len(text):,} characters)"


def _boolean(entry: GraphInput, text: str) -> bool:
    try:
        return _BOOLEANS[text.strip().lower()]
    except KeyError:
        raise UsageError(
            f"The value '{_shown(text)}' of the graph input '{entry.name}' is neither true nor false.",
            hint="Write true or false.",
        ) from None
