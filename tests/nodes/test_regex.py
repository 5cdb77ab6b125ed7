"""Regular expressions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from graphex.nodes import regex
from graphex.testing import run_node

if TYPE_CHECKING:
    from graphex.plugin import Node

FLAGS = {"Multiline": True, "Ignore Case": False, "Dot-All": False}


@pytest.mark.parametrize(
    ("node_type", "text", "pattern", "expected"),
    [
        (regex.StringMatchesRegex, "x\nab", "^a", {"Result": True}),
        (regex.StringRegexFind, "ab12", r"\d+", {"Match Found?": True, "Match": "12"}),
        (regex.StringRegexFind, "ab", r"\d+", {"Match Found?": False, "Match": ""}),
        (regex.StringRegexFindAll, "a1b22", r"[a-z](\d+)", {"Matches": ["a1", "b22"]}),
        (regex.StringRegexFindGroups, "a1", r"(a)(x)?(\d)", {"Match Groups": ["a1", "a", "", "1"]}),
        (regex.StringRegexFindGroups, "b", "a", {"Match Groups": []}),
    ],
)
def test_results(node_type: type[Node], text: str, pattern: str, expected: dict[str, Any]) -> None:
    assert run_node(node_type, {"String": text, "Regex": pattern, **FLAGS}).outputs == expected


@pytest.mark.parametrize(("most", "expected"), [(0, "<a><b>"), (1, "<a>b"), (0.5, "<a><b>"), (-1, "<a><b>")])
def test_replacing(most: float, expected: str) -> None:
    inputs = {"String": "ab", "Regex": "([ab])", "Replacement": r"<\1>", "Maximum Replacements": most}

    assert run_node(regex.StringRegexReplace, inputs | FLAGS).outputs == {"Result": expected}


@pytest.mark.parametrize(
    ("flag", "text", "pattern"), [("Ignore Case", "A", "a"), ("Dot-All", "a\nb", "a.b"), ("Multiline", "x\na", "^a")]
)
def test_flags(flag: str, text: str, pattern: str) -> None:
    off = dict.fromkeys(FLAGS, False)

    assert run_node(regex.StringMatchesRegex, {"String": text, "Regex": pattern, **off}).outputs == {"Result": False}
    assert run_node(regex.StringMatchesRegex, {"String": text, "Regex": pattern, **off, flag: True}).outputs == {
        "Result": True
    }


def test_a_pattern_that_would_take_for_ever_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regex, "_SECONDS", 0.2)

    with pytest.raises(TimeoutError):
        run_node(regex.StringMatchesRegex, {"String": "a" * 60 + "!", "Regex": r"^(a|a|aa)+$", **FLAGS})


@pytest.mark.parametrize(("pattern", "replacement"), [("(", ""), ("a", r"\9"), ("(?:a)+", r"\9")])
def test_what_is_malformed_has_the_name_that_graphs_catch(pattern: str, replacement: str) -> None:
    inputs = {"String": "a", "Regex": pattern, "Replacement": replacement, "Maximum Replacements": 0, **FLAGS}

    with pytest.raises(re.error) as raised:
        run_node(regex.StringRegexReplace, inputs)

    assert type(raised.value).__name__ == "error"
    assert " at position " in str(raised.value)
