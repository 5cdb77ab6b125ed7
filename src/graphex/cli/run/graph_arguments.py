"""Graph inputs on the command line: `Name=value`, taken apart as the graph declares them."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graphex.errors import UsageError
from graphex.runs.given import TYPED_IN, inputs_hint, no_input

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graphex.graph.model import GraphInput

# A comma, unless a backslash stands before it, or blanks.
_SEPARATOR: Final = re.compile(r"(?<!\\),|\s+")


@dataclass(frozen=True, slots=True)
class GivenWords:
    """The words of a command line that are for the graph."""

    words: Sequence[str]
    origin: str = "command line"

    def secrets(self, declared: Sequence[GraphInput]) -> Iterator[str]:
        """Yield the words, and the items of lists in them, that belong to passwords."""
        by_name = {entry.name: entry for entry in declared}
        secret = False
        for word in self.words:
            name, separator, text = word.partition("=")
            if separator and name in by_name:
                secret, word = bool(by_name[name].is_password), text  # noqa: PLW2901 - the rest is read the same way
            if secret and word:
                yield word
                yield from _SEPARATOR.split(word)

    def read(self, declared: Sequence[GraphInput]) -> Iterator[tuple[str, object]]:
        """Yield inputs and their texts; UsageError for a word that belongs to none.

        A scalar takes one word, `Name=` the next one; a list takes all words up to the next input.
        """
        by_name = {entry.name: entry for entry in declared}
        rest = deque(self.words)
        while rest:
            word = rest.popleft()
            entry = _named(word, by_name)
            if entry is None:
                raise _unknown(word, by_name)
            text = word[len(entry.name) + 1 :]
            if entry.datatype not in TYPED_IN:
                raise UsageError(
                    f'The graph input "{entry.name}" is a {entry.datatype}, which cannot be given on the command line.',
                    hint="Give it in the configuration, under graph_inputs.",
                )
            yield entry.name, _list(text, rest, by_name) if entry.is_list else _scalar(entry, text, rest, by_name)


def _named(word: str, known: Mapping[str, GraphInput]) -> GraphInput | None:
    """Find the input that a word gives a value to; a name may hold an equals sign itself."""
    names = [name for name in known if word.startswith(f"{name}=")]
    return known[max(names, key=len)] if names else None


def _unknown(word: str, known: Mapping[str, GraphInput]) -> UsageError:
    name, separator, _ = word.partition("=")
    if word.startswith("-"):
        hint = "Options stand before the first input, or are written without an equals sign."
        if known:
            hint += f" The inputs of this graph are: {', '.join(known)}."
    elif known and not separator:
        hint = f"A value is written Name=value; the inputs of this graph are: {', '.join(known)}."
    else:
        hint = inputs_hint(name, known)
    return no_input(word, hint)


def _scalar(entry: GraphInput, text: str, rest: deque[str], known: Mapping[str, GraphInput]) -> str:
    if text:
        return text
    # "Name= value" is an old way to write it; it can give an empty text, too.
    if not rest or _named(rest[0], known):
        raise UsageError(
            f'The graph input "{entry.name}" was not provided with a value.',
            hint=f"An empty text is written {entry.name}= '', with a blank between.",
        )
    return rest.popleft()


def _list(text: str, rest: deque[str], known: Mapping[str, GraphInput]) -> list[str]:
    words = [text]
    while rest and not _named(rest[0], known):
        words.append(rest.popleft())
    return [item.replace("\\,", ",") for word in words for item in _SEPARATOR.split(word) if item]
