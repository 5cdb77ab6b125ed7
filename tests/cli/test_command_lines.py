"""Command lines of `run` and what the product that came before made of them, as recorded by running it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer

from graphex.cli.run.command import app
from graphex.cli.run.graph_arguments import GivenWords
from graphex.cli.words.argv import read_words
from graphex.errors import UsageError
from graphex.graph.model import GraphInput
from graphex.runs.given import typed_values
from graphex.runs.input_values import InputValue
from graphex.runs.start import opening_line

RECORDED = json.loads(Path(__file__).with_name("command_lines.json").read_text("utf-8"))
INPUTS = (
    GraphInput("S", "String", default_value="s0"),
    GraphInput("N", "Number", default_value=0),
    GraphInput("B", "Boolean", default_value=False),
    GraphInput("L", "String", list_flag=True, default_value=["l0"]),
    GraphInput("LN", "Number", list_flag=True, default_value=[0]),
    GraphInput("LB", "Boolean", list_flag=True, default_value=[True]),
    GraphInput("C", "String", default_value="Red", enum_options=["Red", "Green"]),
    GraphInput("LC", "String", list_flag=True, default_value=["Red"], enum_options=["Red", "Green"]),
    GraphInput("P", "String", password_flag=True, default_value="p0"),
    GraphInput("two words", "String", default_value="w0"),
    GraphInput("R", "String"),
)


@pytest.fixture(scope="module")
def command() -> Any:
    return typer.main.get_command(app)


def read_line(command: Any, words: list[str]) -> str | None:
    """Return the line that shows the inputs, or None for a command line that is refused."""
    context = command.make_context("run", [], resilient_parsing=True)
    try:
        plain = read_words(["R=r", *words], command._flags(context), command="run", takes_inputs=True).plain
        given = typed_values(GivenWords(plain), INPUTS)
    except UsageError:
        return None
    values = {
        entry.name: InputValue(given.get(entry.name, entry.default_value), "", is_password=bool(entry.is_password))
        for entry in INPUTS
    }
    return opening_line(INPUTS, values).partition("inputs: ")[2]


@pytest.mark.parametrize(("words", "inputs"), RECORDED, ids=[" ".join(words) for words, _ in RECORDED])
def test_words_are_taken_as_they_always_were(command: Any, words: list[str], inputs: str | None) -> None:
    assert read_line(command, words) == inputs


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["L=a", "b,c", "d"], "L='a', 'b', 'c', 'd' "),  # the last word was left over
        (["B= true "], "B=True "),  # blanks around were an error
        (["C= green "], "C='Green' "),
    ],
)
def test_more_command_lines_are_taken(command: Any, words: list[str], shown: str) -> None:
    assert shown in str(read_line(command, words))


@pytest.mark.parametrize("number", ["1e400", "-1e400", "1" * 5000, "9" * 400 + ".0"])
def test_what_is_too_large_for_a_number_is_not_infinity(number: str) -> None:
    with pytest.raises(UsageError, match="too large for a number") as raised:
        typed_values(GivenWords([f"N={number}"]), INPUTS)

    assert len(raised.value.message) < 300
