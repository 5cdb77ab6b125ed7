"""Nodes as functions."""

from __future__ import annotations

import enum
from typing import Annotated, Any, Literal, NamedTuple

import pytest

from graphex.plugin import Boolean, DataType, NodeType, Number, String
from graphex.plugin.function_node import SocketOptions, node_type
from graphex.testing import run_node

HOST: DataType[Any] = DataType(object, "Host", "A host.", "#000000", ["Tests"])


class Level(enum.Enum):
    """How much."""

    low = 1
    high = 2


class Parts(NamedTuple):
    """Two results."""

    head: str
    rest_of_it: list[str]


@node_type(categories=["Text"], color="#123456")
def shout_loud(text: str, times: int = 1) -> str:
    """Write a text in capital letters.

    As loud as it gets.

    Args:
        text: The text,
            of any length.
        times: How often.

    Returns:
        The text in
        capital letters.
    """
    return text.upper() * times


@node_type(name="All Kinds")
def kinds(  # noqa: PLR0917 - a function as people may write it
    words: list[str],
    data: dict[str, int],
    ratio: float,
    on: bool,
    color: Literal["red", "green"] = "red",
    level: Level = 2,  # type: ignore[assignment]  # the value of a member
    note: str | None = None,
    host: Annotated[object, SocketOptions(name="Host name", description="Where.", datatype=HOST)] = None,
) -> Parts:
    """Take every kind."""
    return Parts(f"{ratio} {on} {color} {level} {note} {host} {data}", words)


@node_type(kind="generator")
def answer() -> int | float:
    """Give the answer."""
    return 42


@node_type()
def nothing() -> None:
    """Do nothing."""


def test_name_description_and_sockets_follow_from_the_function() -> None:
    text, times = shout_loud.data_inputs()

    assert (shout_loud.name, shout_loud.color, shout_loud.categories) == ("Shout Loud", "#123456", ["Text"])
    assert shout_loud.description == "Write a text in capital letters.\n\nAs loud as it gets."
    assert (text.name, text.datatype, text.description) == ("Text", String, "The text, of any length.")
    assert (times.name, times.datatype, times.input_field) == ("Times", Number, 1)
    assert shout_loud.data_outputs()[0].description == "The text in capital letters."


def test_the_function_runs_as_a_node() -> None:
    assert run_node(shout_loud, {"Text": "a", "Times": 2}).outputs == {"Result": "AA"}
    assert shout_loud.function("a") == "A"  # type: ignore[attr-defined]  # kept for direct use


def test_every_kind_of_parameter_and_result() -> None:
    sockets = {socket.name: socket for socket in kinds.data_inputs()}

    assert list(sockets) == ["Words", "Data", "Ratio", "On", "Color", "Level", "Note", "Host name"]
    assert sockets["Words"].is_list
    assert sockets["On"].datatype is Boolean
    assert sockets["Color"].enum_members == {"red": "red", "green": "green"}
    assert sockets["Level"].enum_members == {"low": 1, "high": 2}
    assert sockets["Note"].is_optional
    assert (sockets["Host name"].datatype, sockets["Host name"].description) == (HOST, "Where.")
    assert [(socket.name, socket.is_list) for socket in kinds.data_outputs()] == [("Head", False), ("Rest Of It", True)]


def test_kinds_and_results_of_other_functions() -> None:
    assert answer.node_type is NodeType.GENERATOR
    assert run_node(answer).outputs == {"Result": 42}
    assert run_node(nothing).outputs == {}


def test_a_type_without_a_datatype_is_an_error_of_the_definition() -> None:
    def bad(what: bytes) -> None:
        """Take bytes."""

    with pytest.raises(TypeError, match="No datatype belongs to <class 'bytes'>, the type of parameter what"):
        node_type()(bad)
