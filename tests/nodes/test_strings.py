"""The nodes of texts."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest

from graphex.nodes.strings import characters, joining, logging, searching, tests
from graphex.plugin.exceptions import InvalidParameterError
from graphex.testing import run_node
from node_results import result

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.plugin import Node


@pytest.mark.parametrize(
    ("node_type", "values", "expected"),
    [
        (joining.ConcatenateStrings, (["a", "b"], "-"), "a-b"),
        (joining.ConcatenateStrings, ([], "-"), ""),
        (joining.AppendToString, ("a", "b"), "ab"),
        (joining.AppendNewlineToString, ("a",), "a\n"),
        (joining.FormatString, ("{0} {1} {{}} {0:>3}", ["a", "b"]), "a b {}   a"),
        (joining.FormatOneString, ("<{}>", "x"), "<x>"),
        (joining.ListToString, (["a", "b"], ", "), "a, b"),
        (joining.ListToString, ([1, 2.0], "/"), "1/2.0"),
        (searching.LengthOfString, ("äb",), 2),
        (searching.FindSubstringInString, ("abcabc", "c", 3, None), 5),
        (searching.FindSubstringInString, ("abc", "x", 0, None), -1),
        (searching.FindSubstringInString, ("abc", "", 2, None), 2),
        (searching.ReverseFindSubstringInString, ("abcabc", "c", 0, 5), 2),
        (searching.CountSubstringInString, ("aaaa", "aa", 0, None), 2),
        (searching.ReplaceSubstringInString, ("aaa", "a", "b", -1), "bbb"),
        (searching.ReplaceSubstringInString, ("aaa", "a", "b", 2), "bba"),
        (searching.ReplaceSubstringInString, ("aaa", "a", "b", 0), "aaa"),
        (searching.SliceSubstring, ("abcdef", 1.0, -1), "bcde"),
        (searching.SliceSubstring, ("abc", 2, None), "c"),
        (searching.StripString, ("  a ", None), "a"),
        (searching.StripString, ("xxaxy", "xy"), "a"),
        (searching.SplitString, (" a  b ", None, -1), ["a", "b"]),
        (searching.SplitString, ("a,,b", ",", 1), ["a", ",b"]),
        (searching.StringCharacters, ("ab",), ["a", "b"]),
        (searching.StringContainsSubstring, ("abc", "B"), False),
        (searching.StringContainsAnySubstring, ("abc", []), False),
        (searching.StringContainsAllSubstrings, ("abc", []), True),
        (tests.EqualString, ("a", "a"), True),
        (tests.NotEqualString, ("a", "A"), True),
        (tests.EqualAnyString, ("a", ["b", "a"]), True),
        (tests.StringStartsWith, ("abc", "ab"), True),
        (tests.StringStartsWithAny, ("abc", ["x", "a"]), True),
        (tests.StringEndsWith, ("abc", "bc"), True),
        (tests.StringEndsWithAny, ("abc", []), False),
        (tests.StringIsEmpty, ("",), True),
        (tests.StringIsEmptyOrWhitespace, (" \t",), True),
        (tests.StringIsWhiteSpace, ("",), False),
        (tests.StringIsASCII, ("",), True),
        (tests.StringIsLowercase, ("a1",), True),
        (tests.StringIsUppercase, ("1",), False),
        (characters.LowercaseString, ("ÄB",), "äb"),
        (characters.UppercaseString, ("äb",), "ÄB"),
        (characters.ASCIIString, ("é",), "'\\xe9'"),
        (characters.UnicodeNumberToString, (65.9,), "A"),
        (characters.UnicodeStringToNumber, ("Ab",), 65),
    ],
)
def test_results(node_type: type[Node], values: tuple[Any, ...], expected: Any) -> None:
    assert result(node_type, *values) == expected


@pytest.mark.parametrize(
    ("text", "delimiter", "expected"),
    [
        ("a=b=c", "=", ("a", "b=c")),
        ("abc", "=", ("abc", "")),
        ("", None, ("", "")),
        ("  ", None, ("", "")),
        ("a b", None, ("a", "b")),
    ],
)
def test_split_around(text: str, delimiter: str | None, expected: tuple[str, str]) -> None:
    run = run_node(searching.SplitStringAround, {"String": text, "Delimiter": delimiter})

    assert (run.outputs["Before Delimiter"], run.outputs["After Delimiter"]) == expected


@pytest.mark.parametrize(
    ("node_type", "expected"),
    [
        (characters.EmptyString, ""),
        (characters.SpaceString, " "),
        (characters.Tab, "\t"),
        (characters.Newline, "\n"),
        (characters.CarriageReturn, "\r"),
        (characters.CarriageReturnLineFeed, "\r\n"),
    ],
)
def test_characters_that_cannot_be_typed(node_type: type[Node], expected: str) -> None:
    assert run_node(node_type).outputs == {"Value": expected}


def test_the_number_of_no_character_is_an_error() -> None:
    with pytest.raises(TypeError, match="needs a character"):
        result(characters.UnicodeStringToNumber, "")


@pytest.mark.parametrize(
    ("template", "inputs", "expected"),
    [
        ("Hi {who}, {who}!", {"who": "Ann"}, "Hi Ann, Ann!"),
        (r"\{{x}\}", {"x": "v"}, "{v}"),
        ("{ padded }", {"padded": "v"}, "v"),
        ("{}", {"{}": "v"}, "v"),
        ("{a}{b}", {"a": "{b}", "b": "x"}, "{b}x"),
        ("{a}", {"a": r"\{"}, r"\{"),
        ("no holes", {}, "no holes"),
    ],
)
def test_a_template_is_filled_once(template: str, inputs: dict[str, str], expected: str) -> None:
    assert run_node(joining.NamedFormatString, inputs, field=template).outputs == {"Result": expected}


@pytest.mark.parametrize("template", ["{0.__class__}", "{0._x}", "{0[_x]}"])
def test_a_format_cannot_reach_inside_the_program(template: str) -> None:
    with pytest.raises(ValueError, match="private attribute"):
        result(joining.FormatString, template, ["a"])


@pytest.mark.parametrize("template", ["{:>999999999999}", "{0:.9999999}"])
def test_a_format_cannot_fill_the_memory(template: str) -> None:
    with pytest.raises(ValueError, match="more than 100,000 characters"):
        result(joining.FormatString, template, ["a"])


def test_too_few_values_for_a_format_are_an_error() -> None:
    with pytest.raises(IndexError):
        result(joining.FormatString, "{} {}", ["a"])


def test_a_line_is_logged_at_its_level_without_prefix() -> None:
    assert run_node(logging.LogPrint, {"String": "hi", "Level": "Warning"}).logs == [("WARNING", "hi")]


def test_a_blank_line_is_not_logged() -> None:
    assert run_node(logging.LogPrint, {"String": "  ", "Level": "info"}).logs == []


def test_a_list_is_logged_line_by_line() -> None:
    run = run_node(logging.LogPrintList, {"Strings": ["a", " ", "b"], "Level": "info", "Separate Lines?": True})

    assert run.logs == [("INFO", "a"), ("INFO", "b")]


def test_a_list_is_logged_in_one_line() -> None:
    run = run_node(logging.LogPrintList, {"Strings": ["a", "b"], "Level": "info", "Separate Lines?": False})

    assert run.logs == [("INFO", "['a', 'b']")]


@pytest.mark.parametrize("node_type", [logging.FormatAndLog, logging.FormatOneAndLog])
def test_formatting_and_logging_in_one(node_type: type[Node]) -> None:
    names = [socket.name for socket in node_type.data_inputs()]
    values = {names[0]: "<{}>", names[1]: ["x"] if node_type is logging.FormatAndLog else "x", names[2]: "notice"}

    run = run_node(node_type, values)

    assert run.logs == [("NOTICE", "<x>")]
    assert run.outputs == {"Result": "<x>"}


def test_an_image_is_logged_from_text_before_a_file(tmp_path: Path) -> None:
    file = tmp_path / "x.png"
    file.write_bytes(b"file")

    both = run_node(logging.LogImage, {"Path to File": str(file), "Base64 String": "dGV4dA=="})
    one = run_node(logging.LogImage, {"Path to File": str(file), "Base64 String": None})

    assert both.logs == [("IMAGE", "data:image/jpeg;base64,dGV4dA==")]
    assert one.logs == [("IMAGE", f"data:image/jpeg;base64,{base64.b64encode(b'file').decode()}")]


def test_no_image_is_an_error() -> None:
    with pytest.raises(InvalidParameterError, match="Path to File"):
        run_node(logging.LogImage, {"Path to File": None, "Base64 String": None})


def test_a_breakpoint_can_log_variables_and_go_on() -> None:
    inputs = {"End Program": False, "Log Graph Inputs": False, "Log Variables": True, "String": "here", "Level": "info"}

    run = run_node(logging.DebugBreakpointLog, inputs, variables={"n": 3})

    assert ("INFO", "[Debug Breakpoint (Log)] here") in run.logs
    assert run.logs[-1][1].endswith("Variable Name: 'n', Variable Datatype: 'Number', Variable Value: '3'")
    assert run.branches == ["_forward"]
