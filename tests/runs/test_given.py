"""Values that somebody gives to graph inputs, from the terminal and from JSON alike."""

from __future__ import annotations

from typing import Any

import pytest

from graphex.cli.run.graph_arguments import GivenWords
from graphex.errors import UsageError
from graphex.graph.model import GraphInput
from graphex.runs.given import GivenValues, no_input, typed_values

INPUTS = [
    GraphInput("S", "String"),
    GraphInput("N", "Number"),
    GraphInput("B", "Boolean"),
    GraphInput("L", "String", list_flag=True),
    GraphInput("M", "Number", list_flag=True),
    GraphInput("C", "String", enum_options=["Red", "Green"]),
    GraphInput("E", "Number", enum_options=["1", "2.5"]),
    GraphInput("X", "Data Container"),
    GraphInput("P", "String", password_flag=True, list_flag=True),
]


@pytest.mark.parametrize(
    ("given", "values"),
    [
        ({"S": "a b=c"}, {"S": "a b=c"}),
        ({"N": 5}, {"N": 5}),
        ({"N": "5"}, {"N": 5}),
        ({"N": " 1e3 "}, {"N": 1000.0}),
        ({"B": "Yes"}, {"B": True}),
        ({"B": False}, {"B": False}),
        ({"L": ["a,b", "c d"]}, {"L": ["a,b", "c d"]}),
        ({"M": [1, "2.5"]}, {"M": [1, 2.5]}),
        ({"C": "gREEN"}, {"C": "Green"}),
        ({"E": 2.5}, {"E": 2.5}),
        ({"X": {"of": [1]}}, {"X": {"of": [1]}}),
        ({"S": 5, "L": "a", "N": None}, {"S": 5, "L": "a", "N": None}),  # what does not fit is told later
    ],
)
def test_json_is_read_as_the_graph_declares_it(given: dict[str, Any], values: dict[str, Any]) -> None:
    found = typed_values(GivenValues(given), INPUTS)

    assert found == values
    assert [type(value) for value in found.values()] == [type(value) for value in values.values()]


@pytest.mark.parametrize(
    ("word", "given"),
    [
        ("N=0x10", {"N": "0x10"}),
        ("M=1,x", {"M": [1, "x"]}),
        ("B=maybe", {"B": "maybe"}),
        ("C=blue", {"C": "blue"}),
        ("E=3", {"E": 3}),
        ("N=1e400", {"N": "1e400"}),
    ],
)
def test_the_same_mistake_is_the_same_sentence_for_both_faces(word: str, given: dict[str, Any]) -> None:
    with pytest.raises(UsageError) as on_terminal:
        typed_values(GivenWords([word]), INPUTS)
    with pytest.raises(UsageError) as in_json:
        typed_values(GivenValues(given), INPUTS)

    assert on_terminal.value.message == in_json.value.message
    assert on_terminal.value.hint == in_json.value.hint


@pytest.mark.parametrize(
    ("inputs", "hint"),
    [
        (INPUTS, "The inputs of this graph are: S, N, B, L, M, C, E, X, P."),
        ([GraphInput("Name", "String")], "Did you mean Name?"),
        ([], "This graph has no inputs."),
    ],
)
def test_a_name_that_no_input_has_is_an_error(inputs: list[GraphInput], hint: str) -> None:
    with pytest.raises(UsageError) as raised:
        typed_values(GivenValues({"Nmae": 1}), inputs)

    assert raised.value.message == 'Unrecognized/extraneous values were provided: "Nmae" is no input of the graph.'
    assert raised.value.hint == hint


def test_a_long_word_is_not_quoted_whole() -> None:
    assert len(no_input("x" * 5000, "").message) < 300


def test_the_texts_of_passwords_are_known_before_values_are_read() -> None:
    given = GivenValues({"P": ["hunter2", {"of": "swordfish"}], "S": "shown", "Q": "unknown"})

    assert list(given.secrets(INPUTS)) == ["hunter2", "swordfish"]
