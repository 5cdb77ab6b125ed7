"""JSON in texts."""

from __future__ import annotations

import pytest

from graphex.nodes import json
from graphex.plugin.exceptions import StringFormattingError
from node_results import result


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ('{"a": "x"}', "a", "x"),
        ('{"a": "x"}', " a ", "x"),
        ('{"a": [1]}', "a", "[1]"),
        ('{"a": null}', "a", "None"),
        ('{"a": true}', "a", "True"),
        ('{"a": 1}', "b", ""),
        ("[1]", "a", ""),
    ],
)
def test_a_value_is_given_as_text(text: str, key: str, expected: str) -> None:
    assert result(json.ExtractValueFromJSON, text, key) == expected


def test_pairs_become_an_object() -> None:
    assert result(json.CreateJSONString, ["a : 1", "b:x"]) == '{"a": "1", "b": "x"}'


@pytest.mark.parametrize("pair", ["a", "a:b:c"])
def test_a_pair_has_exactly_one_colon(pair: str) -> None:
    with pytest.raises(StringFormattingError, match="Key:Value"):
        result(json.CreateJSONString, [pair])


@pytest.mark.parametrize(("text", "expected"), [("{}", True), ("1", True), ("NaN", True), ("{", False), ("", False)])
def test_whether_a_text_is_json(text: str, *, expected: bool) -> None:
    assert result(json.StringIsJSON, text) is expected


def test_a_single_value_has_no_keys() -> None:
    with pytest.raises(TypeError):
        result(json.ExtractValueFromJSON, "1", "a")


def test_endless_nesting_is_no_json() -> None:
    assert result(json.StringIsJSON, "[" * 100_000) is False
