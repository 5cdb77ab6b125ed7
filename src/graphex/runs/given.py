"""Values that somebody gives to the inputs of a graph, as texts or as JSON, read as the graph declares them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from graphex.errors import UsageError
from graphex.graph.model import MISSING
from graphex.masks import secret_texts
from graphex.settings.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from graphex.graph.model import GraphInput

TYPED_IN: Final = frozenset({"String", "Number", "Boolean"})
"""The datatypes whose values can be written as texts."""

_BOOLEANS: Final = {
    **dict.fromkeys(("true", "t", "1", "yes"), True),
    **dict.fromkeys(("false", "f", "0", "no"), False),
}
_LONGEST_SHOWN: Final = 100


class Given(Protocol):
    """The values that one face of the product was given, which can be read once the inputs of the graph are known."""

    @property
    def origin(self) -> str:
        """Where the values come from, as people are told."""

    def secrets(self, declared: Sequence[GraphInput]) -> Iterable[str]:
        """Return the texts in it that belong to passwords; asked before anything is read."""

    def read(self, declared: Sequence[GraphInput]) -> Iterable[tuple[str, object]]:
        """Return inputs and their values, of which the last counts; UsageError for what belongs to no input."""


@dataclass(frozen=True, slots=True)
class GivenValues:
    """Values by input, as JSON has them."""

    values: Mapping[str, object]
    origin: str = "request"

    def secrets(self, declared: Sequence[GraphInput]) -> Iterator[str]:
        """Yield the texts that belong to passwords."""
        for entry in declared:
            if entry.is_password and entry.name in self.values:
                yield from secret_texts(self.values[entry.name])

    def read(self, declared: Sequence[GraphInput]) -> Iterator[tuple[str, object]]:
        """Yield inputs and their values; UsageError for a name that belongs to no input."""
        known = [entry.name for entry in declared]
        for name, value in self.values.items():
            if name not in known:
                raise no_input(name, inputs_hint(name, known))
            yield name, value


def no_input(word: str, hint: str) -> UsageError:
    """Make the error for what belongs to no input."""
    return UsageError(
        f'Unrecognized/extraneous values were provided: "{shortened(word)}" is no input of the graph.', hint=hint
    )


def inputs_hint(name: str, known: Collection[str]) -> str:
    """Return the input that was probably meant, or all that there are."""
    if not known:
        return "This graph has no inputs."
    return did_you_mean(name, known, otherwise=f"The inputs of this graph are: {', '.join(known)}.")


def typed_values(given: Given, declared: Sequence[GraphInput]) -> dict[str, Any]:
    """Read texts as the datatypes of their inputs; UsageError for one that cannot be read so.

    What is no text stays as it is: whether it fits is decided with the values of other origins.
    """
    by_name = {entry.name: entry for entry in declared}
    return {name: _typed(by_name[name], value) for name, value in given.read(declared)}


def shortened(text: str) -> str:
    """Return a text, or the beginning of a long one."""
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}… ({len(text):,} characters)"


def _typed(entry: GraphInput, value: object) -> Any:
    if entry.datatype not in TYPED_IN:
        return value
    if entry.is_list and isinstance(value, list):
        return [_item(entry, item) for item in value]
    return _item(entry, value)


def _item(entry: GraphInput, value: object) -> Any:
    options = [] if entry.enum_options is MISSING else [str(option) for option in entry.enum_options or []]
    if options:
        value = _chosen(entry, str(value), options)
    if not isinstance(value, str):
        return value
    if entry.datatype == "Number":
        return _number(entry, value)
    if entry.datatype == "Boolean":
        return _boolean(entry, value)
    return value


def _chosen(entry: GraphInput, text: str, options: Sequence[str]) -> str:
    chosen = next((option for option in options if option.casefold() == text.strip().casefold()), None)
    if chosen is None:
        raise UsageError(
            f"The value '{shortened(text)}' is not an option of the graph input '{entry.name}'.",
            hint=f"The options are: {', '.join(options)}.",
        )
    return chosen


def _number(entry: GraphInput, text: str) -> int | float:
    number = _parsed(text)
    if number is None:
        raise UsageError(
            f"The value '{shortened(text)}' of the graph input '{entry.name}' is no number.",
            hint="Write it like 5, -2.5 or 1e3.",
        )
    # Any other text that gives infinity is too large: float() does not say so.
    if isinstance(number, float) and math.isinf(number) and "inf" not in text.lower():
        raise UsageError(
            f"The value '{shortened(text)}' of the graph input '{entry.name}' is too large for a number.",
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


def _boolean(entry: GraphInput, text: str) -> bool:
    try:
        return _BOOLEANS[text.strip().lower()]
    except KeyError:
        raise UsageError(
            f"The value '{shortened(text)}' of the graph input '{entry.name}' is neither true nor false.",
            hint="Write true or false.",
        ) from None
