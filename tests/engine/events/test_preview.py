"""Previews of values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphex.engine.events.preview import Previews
from graphex.masks import Mask

if TYPE_CHECKING:
    from collections.abc import Callable

preview = Previews(Mask())


class Broken:
    """Has no text."""

    def __repr__(self) -> str:
        raise RuntimeError("no")


@pytest.mark.parametrize("value", ["x" * 10_000_000, [1] * 1_000_000, {"a": [["x" * 1000] * 1000] * 1000}, 10**1000])
def test_a_huge_value_has_a_short_text(value: object) -> None:
    assert len(preview(value)) <= 200


def test_a_small_value_is_shown_whole() -> None:
    assert preview({"a": [1, "b"]}) == "{'a': [1, 'b']}"


def test_a_value_without_text_is_named() -> None:
    assert "Broken" in preview(Broken())


class Holder:
    """Shows what it holds."""

    def __init__(self, value: str) -> None:
        self.value = value

    def __repr__(self) -> str:
        return f"Holder({self.value!r}, {'x' * 300})"


@pytest.mark.parametrize("secret", ["DOM\\us3r-pass", 'it\'s "quoted" 99', "tab\there", "J" * 230, "ä€😀-pass"])
@pytest.mark.parametrize(
    "shape", [lambda s: s, lambda s: f"{'x' * 90}{s}", lambda s: [s], lambda s: {s: [s]}, Holder, str.encode]
)
def test_a_secret_is_hidden_before_it_is_quoted_or_cut(secret: str, shape: Callable[[str], object]) -> None:
    shown = Previews(Mask([secret]))(shape(secret))

    assert "******" in shown
    assert len(shown) <= 200
    assert not any(secret[place : place + 6] in shown for place in range(len(secret) - 5))


def test_a_secret_number_is_hidden_before_it_is_cut() -> None:
    number = 7**300

    assert Previews(Mask([str(number)]))([number]) == "[******]"
