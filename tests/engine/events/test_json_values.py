"""Values of graph outputs as JSON."""

from __future__ import annotations

import json
import math
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphex.engine.events.json_values import LIMIT, JsonValues
from graphex.masks import Mask

if TYPE_CHECKING:
    from collections.abc import Callable

as_json = JsonValues(Mask())


def nested(depth: int) -> list[Any]:
    """Make a list in a list, so many levels deep."""
    return [nested(depth - 1)] if depth else []


def circular() -> list[Any]:
    """Make a list that is its own second item."""
    values: list[Any] = [1]
    values.append(values)
    return values


def type_of(value: object) -> str:
    """Return a case by the type of its value."""
    return type(value).__name__


class Broken:
    """Has no text."""

    def __str__(self) -> str:
        raise RuntimeError("no")


class Changing(dict[str, int]):
    """Cannot be gone through."""

    def items(self) -> Any:
        """Fail as a dictionary does that another thread changes."""
        raise RuntimeError("dictionary changed size during iteration")


class Small(IntEnum):
    """A number with a name."""

    ONE = 1


@pytest.mark.parametrize(
    "value", [None, True, False, 0, -5, 2**63 - 1, 1.5, "é\n", [], {}, [1, ["a", None]], {"a": {}}]
)
def test_what_json_has_stays_what_it_is(value: object) -> None:
    assert as_json(value) == (value, False)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ((1, 2), [1, 2]),
        ({7: "a", None: "b", True: "c", 2.5: "d"}, {"7": "a", "null": "b", "true": "c", "2.5": "d"}),
        (2**63, "9223372036854775808"),
        (math.nan, "NaN"),
        ([math.inf, -math.inf], ["Infinity", "-Infinity"]),
        (b"ab", "b'ab'"),
        (Small.ONE, 1),
        ([Broken(), 1], ["<Broken without text: RuntimeError>", 1]),
        (10**5000, "<int without text: ValueError>"),
    ],
    ids=type_of,
)
def test_what_json_does_not_have_becomes_a_text(value: object, shown: object) -> None:
    found, truncated = as_json(value)

    assert (found, truncated) == (shown, False)
    assert msgspec.json.decode(msgspec.json.encode(found)) == shown


def test_a_value_that_cannot_be_gone_through_is_named() -> None:
    assert as_json(Changing(a=1)) == ("<Changing without text: RuntimeError>", True)


@pytest.mark.parametrize(
    "value",
    [
        "x" * 10_000_000,
        "é\n\0" * 100_000,
        list(range(1_000_000)),
        ["ab" * 1000] * 1000,
        {f"key {number}": [number] for number in range(100_000)},
        {"x" * 100_000: 1},
        [[["x" * 1000] * 1000] * 1000],
        nested(400),
        circular(),
    ],
    ids=["text", "escapes", "numbers", "texts", "object", "key", "lists", "deep", "circular"],
)
def test_a_large_value_is_cut(value: object) -> None:
    found, truncated = as_json(value)

    assert truncated
    assert len(msgspec.json.encode(found)) <= LIMIT


def test_a_cut_value_keeps_its_kind_and_its_beginning() -> None:
    numbers, _ = as_json(list(range(1_000_000)))
    text, _ = as_json("x" * 100_000)
    texts, _ = as_json(["short", "é" * 100_000, "after"])

    assert numbers == list(range(len(numbers)))
    assert len(numbers) > 9000
    assert text == "x" * (len(text) - 1) + "…"
    assert len(text) > LIMIT - 10
    assert [part[:2] for part in texts] == ["sh", "éé"]


def test_of_two_secrets_as_keys_one_is_left_and_that_is_said() -> None:
    assert JsonValues(Mask(["first", "second"]))({"first": 1, "second": 2}) == ({"******": 2}, True)


@pytest.mark.parametrize("secret", ["DOM\\us3r-pass", 'it\'s "quoted" 99', "J" * 230, "ä€😀-pass", "12345678"])
@pytest.mark.parametrize(
    "shape",
    [
        lambda s: s,
        lambda s: f"{'x' * (LIMIT - 10)}{s}{'y' * LIMIT}",
        lambda s: [s, "after"],
        lambda s: {s: [s]},
        lambda s: {"a": s.encode()},
        lambda s: ["x" * (LIMIT - 40), s, s],
    ],
)
def test_a_secret_is_hidden_before_it_is_cut(secret: str, shape: Callable[[str], object]) -> None:
    found, _ = JsonValues(Mask([secret]))(shape(secret))

    shown = json.dumps(found, ensure_ascii=False)
    assert "***" in shown
    assert not any(secret[place : place + 6] in shown for place in range(len(secret) - 5))


def test_a_secret_number_is_hidden() -> None:
    assert JsonValues(Mask(["12345678", "true"]))([12345678, 1234, True]) == (["******", 1234, "******"], False)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63) + 1, 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=30,
)


@given(value=JSON)
def test_any_small_json_value_comes_back_as_it_was(value: object) -> None:
    found, truncated = as_json(value)

    assert not truncated
    assert msgspec.json.decode(msgspec.json.encode(found)) == value
