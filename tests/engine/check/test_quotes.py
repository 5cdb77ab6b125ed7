"""The hint for a text without quotes that is read as something else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from graphex.engine.check.quotes import quotes_hint


@pytest.mark.parametrize(
    ("value", "written", "hint"),
    [
        (493, ("0755", 9), 'Put it in quotes in line 9, "0755": without them YAML reads a number.'),
        (False, ("no", 3), 'Put it in quotes in line 3, "no": without them YAML reads a Boolean.'),
        (1.5, ("1" * 5000, 3), f'Put it in quotes in line 3, "{"1" * 60}…": without them YAML reads a number.'),
        ([1, "a"], None, "Put each item in quotes: without them YAML reads numbers, Booleans and the like."),
        (None, ("~", 3), None),
        ({}, None, None),
        (5, None, "Put it in quotes: without them YAML reads a number."),
        (dt.date(2024, 1, 1), None, "Put it in quotes: without them YAML reads a date."),
    ],
)
def test_quotes_are_advised_where_they_help(value: Any, written: tuple[str, int] | None, hint: str | None) -> None:
    assert quotes_hint(value, written) == hint
