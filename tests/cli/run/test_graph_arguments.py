"""Graph inputs on the command line."""

from __future__ import annotations

from typing import Any

import pytest

from graphex.cli.run.graph_arguments import GivenWords
from graphex.errors import UsageError
from graphex.graph.model import GraphInput
from graphex.runs.given import typed_values

INPUTS = [
    GraphInput("S", "String"),
    GraphInput("N", "Number"),
    GraphInput("B", "Boolean"),
    GraphInput("L", "String", list_flag=True),
    GraphInput("C", "String", enum_options=["Red", "Green"]),
    GraphInput("E", "Number", enum_options=["1", "2.5"]),
    GraphInput("X", "Widget"),
]


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (["S=a b=c"], {"S": "a b=c"}),
        (["S=", "x"], {"S": "x"}),
        (["S=", ""], {"S": ""}),
        (["N=5"], {"N": 5}),
        (["N=5.0"], {"N": 5.0}),
        (["N=1_000"], {"N": 1000}),
        (["N= 1e3 "], {"N": 1000.0}),
        (["B=Yes"], {"B": True}),
        (["B=f"], {"B": False}),
        (["L=a,b", "c d", "e", "S=x"], {"L": ["a", "b", "c", "d", "e"], "S": "x"}),
        (["L=a\\,b"], {"L": ["a,b"]}),
        (["L="], {"L": []}),
        (["C=gREEN"], {"C": "Green"}),
        (["E=2.5"], {"E": 2.5}),
        (["S=1", "S=2"], {"S": "2"}),
    ],
)
def test_values_are_read_as_the_graph_declares_them(words: list[str], values: dict[str, Any]) -> None:
    found = typed_values(GivenWords(words), INPUTS)

    assert found == values
    assert [type(value) for value in found.values()] == [type(value) for value in values.values()]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["S="], "was not provided with a value"),
        (["S=", "N=1"], "was not provided with a value"),
        (["N=0x10"], "The value '0x10' of the graph input 'N' is no number"),
        (["N=x", "N=1"], "The value 'x' of the graph input 'N' is no number"),
        (["N=x", "word"], "The value 'x' of the graph input 'N' is no number"),
        (["B=maybe"], "neither true nor false"),
        (["C=blue"], "The value 'blue' is not an option"),
        (["E=3"], "The value '3' is not an option"),
        (["X=1"], 'The graph input "X" is a Widget'),
        (["word"], '"word" is no input of the graph'),
        (["s=1"], '"s=1" is no input of the graph'),
    ],
)
def test_what_does_not_fit_is_one_error(words: list[str], message: str) -> None:
    with pytest.raises(UsageError, match=message) as raised:
        typed_values(GivenWords(words), INPUTS)

    assert raised.value.hint


def test_a_graph_without_inputs_says_so() -> None:
    with pytest.raises(UsageError) as raised:
        typed_values(GivenWords(["a=b"]), [])

    assert raised.value.hint == "This graph has no inputs."


@pytest.mark.parametrize(
    ("words", "secrets"),
    [
        (["P=hunter2", "x", "S=y"], {"hunter2", "x"}),
        (["P=a\\,b,c d"], {"a\\,b,c d", "a\\,b", "c", "d"}),
        (["S=y", "z"], set()),
    ],
)
def test_the_words_of_passwords_are_known_before_they_are_read(words: list[str], secrets: set[str]) -> None:
    declared = [GraphInput("P", "String", password_flag=True), GraphInput("S", "String")]

    assert set(GivenWords(words).secrets(declared)) == secrets
