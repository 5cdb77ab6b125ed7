"""What plain scalars mean, and which texts must be quoted."""

from __future__ import annotations

import math
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from graphex.graph.scalars import Exponent, may_be_plain, resolve_plain, settled


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", True),
        ("Off", False),
        ("~", None),
        ("", None),
        ("017", 15),
        ("0x1F", 31),
        ("0b101", 5),
        ("1_000", 1000),
        ("-5", -5),
        ("1:30", 90),
        ("1:30.5", 90.5),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e-7", Exponent("1e-7")),
        ("1e+21", Exponent("1e+21")),
        ("1.5e3", Exponent("1.5e3")),
        ("695e0514", "695e0514"),
        ("1e400", "1e400"),
        ("1.0e+400", "1.0e+400"),
        ("1_0.5e3", "1_0.5e3"),
        ("1.5e+3", 1500.0),
        (".5e+2", 50.0),
        ("1.e+3", 1000.0),
        ("-.inf", -math.inf),
        ("=", "="),
        ("<<", "<<"),
        ("2020-01-01", "2020-01-01"),
        ("word", "word"),
        ("0b", "0b"),
        ("-", "-"),
        ("+_", "+_"),
        ("1" * 5000, "1" * 5000),
    ],
)
def test_plain_scalars(text: str, value: Any) -> None:
    found = resolve_plain(text)

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("value", "text", "number"),
    [
        (Exponent("1e7"), "1e7", 1e7),
        ([Exponent("1e-7"), "a", 1], ["1e-7", "a", 1], [1e-7, "a", 1]),
        ({"a": [{"b": Exponent("1e7")}]}, {"a": [{"b": "1e7"}]}, {"a": [{"b": 1e7}]}),
        ("1e7", "1e7", "1e7"),
        (7, 7, 7),
    ],
)
def test_an_exponent_is_what_is_wanted(value: Any, text: Any, number: Any) -> None:
    assert repr(settled(value, as_text=True)) == repr(text)
    assert repr(settled(value, as_text=False)) == repr(number)


def test_not_a_number_is_one() -> None:
    assert math.isnan(float(resolve_plain(".nan") or 0))


@given(st.from_regex(r"[-+0-9a-fox_.:eEyYnNtTrRuUsSlL~]{1,12}", fullmatch=True))
def test_texts_mean_what_yaml_1_1_says(text: str) -> None:
    expected = (
        yaml.safe_load(f"- {text}")[0] if not text.startswith(("-", ":", "~ ")) and not text.endswith(":") else text
    )
    found = resolve_plain(text) if isinstance(expected, bool | None.__class__) else expected

    assert found == expected


@given(st.text(min_size=1, max_size=20))
def test_a_text_that_may_be_plain_is_read_as_itself(text: str) -> None:
    plain = text if may_be_plain(text) else "quoted"

    assert yaml.safe_load(f"key: {plain}\n") == {"key": plain}


@pytest.mark.parametrize(
    "text", ["yes", "1", "1e5", "2020-01-01", "=", "<<", "a: b", "a #b", " a", "a ", "", "-", "null", "0o7", "---"]
)
def test_ambiguous_texts_are_quoted(text: str) -> None:
    assert not may_be_plain(text)
