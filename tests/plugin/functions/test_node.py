"""Nodes as functions."""

from __future__ import annotations

import asyncio
import enum
import functools
import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

import pytest

from graphex.plugin import Boolean, DataType, NodeType, Number, String
from graphex.plugin.functions.node import SocketOptions, node_type
from graphex.testing import run_node
from graphs import connect, log, node, with_nodes
from graphs import run as run_graph

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from decimal import Decimal

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


class Color(enum.Enum):
    """A choice."""

    RED = "red"
    BLUE = "blue"


@node_type()
def defaults(  # noqa: PLR0917 - a function as people may write it
    color: Color = Color.RED,
    path: Path = Path("a"),
    words: tuple[str, ...] = ("x",),
    data: dict[str, int] = {"n": 1},  # noqa: B006 - as people write it
    ratio: float = math.inf,
    times: int = None,  # type: ignore[assignment]  # noqa: RUF013 - likewise
) -> str:
    """Show every argument."""
    return repr((color, path, words, data, ratio, times))


@node_type()
async def slowly(text: str) -> str:
    """Give the text, after the loop had a turn."""
    await asyncio.sleep(0)
    return text


@node_type()
def perhaps(number: int | None, color: Color | None) -> str | None:
    """Give a text, if there is a number."""
    return None if number is None else f"{number} {color}"


@node_type
def bare(names: list[str], *, path: Path) -> Color:
    """Stand under a decorator without arguments."""
    return Color.RED if names == [str(path)] else Color.BLUE


@node_type()
def unsaid(text: str):  # type: ignore[no-untyped-def]  # noqa: ANN201 - as people write it
    """Return what no annotation mentions."""
    return text or None


def test_members_and_whole_numbers_reach_the_function() -> None:
    run = run_node(perhaps, {"Number": 3.0, "Color": "BLUE"})

    assert run.outputs == {"Result": "3 Color.BLUE"}


def test_optional_parameters_and_results_may_be_none() -> None:
    assert run_node(perhaps).outputs == {}


def test_a_number_that_is_not_whole_names_the_socket() -> None:
    with pytest.raises(TypeError, match=r"Socket 'Number' of Perhaps: a whole number is needed, not 2.5 \(float\)"):
        run_node(perhaps, {"Number": 2.5})


def test_defaults_of_every_kind_reach_the_function() -> None:
    fields = {socket.name: socket.input_field for socket in defaults.data_inputs()}

    shown = (Color.RED, Path("a"), ("x",), {"n": 1}, math.inf, None)
    assert fields == {"Color": "red", "Path": "a", "Words": ["x"], "Data": None, "Ratio": math.inf, "Times": None}
    assert run_node(defaults).outputs == {"Result": repr(shown)}


def test_asynchronous_functions_run_to_their_end() -> None:
    async def inside_a_loop() -> dict[str, Any]:
        return run_node(slowly, {"Text": "a"}).outputs

    assert run_node(slowly, {"Text": "a"}).outputs == {"Result": "a"}
    assert asyncio.run(inside_a_loop()) == {"Result": "a"}


def test_the_decorator_needs_no_arguments_and_members_become_texts() -> None:
    assert bare.name == "Bare"
    assert run_node(bare, {"Names": [], "Path": "a"}).outputs == {"Result": "blue"}


def test_a_result_that_no_annotation_mentions_is_not_lost() -> None:
    assert run_node(unsaid, {"Text": ""}).outputs == {}
    with pytest.raises(TypeError, match="unsaid returned a value, but has no output for it"):
        run_node(unsaid, {"Text": "a"})


def positional(what: str, /) -> None:
    """Take what has no name."""


def several(*what: str) -> None:
    """Take any number."""


def named(**what: str) -> None:
    """Take any names."""


def untyped(what) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - as people write it
    """Say nothing of its parameter."""


def raw(what: bytes) -> None:
    """Take bytes."""


def wrong_default(times: int = 1.5) -> None:  # type: ignore[assignment]
    """Have a default of another type."""


def foreign_default(color: Color = "green") -> None:  # type: ignore[assignment]
    """Have a default that is no member."""


def unimported(what: Decimal) -> None:
    """Use a name that only type checkers know."""


def twice(a: str, a_: str) -> None:
    """Have two sockets of one name."""


def anything() -> Any:
    """Return anything."""


def pieces(what: str) -> Iterator[str]:
    """Yield a result in pieces."""
    yield what


async def later_pieces(what: str) -> AsyncIterator[str]:
    """Yield them later."""
    yield what


class Holder:
    """Holds a method."""

    def method(self, what: str) -> None:
        """Belong to an object."""


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (positional, r"positional cannot be a node type. Its parameter what \(what, /\) cannot be passed by name"),
        (several, r"several cannot be a node type. Its parameter what \(\*what\) cannot be passed by name"),
        (named, "Its parameter what .* cannot be passed by name"),
        (untyped, "untyped cannot be a node type. Its parameter what has no type annotation."),
        (raw, "No datatype belongs to <class 'bytes'>, the type of parameter what; name one with SocketOptions."),
        (wrong_default, "The default of its parameter times does not fit: a whole number is needed, not 1.5"),
        (foreign_default, "The default of its parameter color does not fit: one of red, blue is needed, not green"),
        (unimported, "Its annotations use a name that is not imported at run time: Decimal"),
        (twice, 'Two of its inputs are called "A"'),
        (anything, "An output needs a datatype"),
        (pieces, "pieces cannot be a node type. It yields its results one by one"),
        (later_pieces, "It yields its results one by one"),
        (Holder.method, "Holder.method cannot be a node type. It is a method"),
        (Holder().method, "Holder.method cannot be a node type"),
        (functools.partial(raw, b"x"), "Only a function that is defined with def can be one, not partial"),
        (Holder, "Only a function that is defined with def"),
        (lambda: None, "Only a function that is defined with def"),
    ],
    # The text of a function holds its address, which differs between the workers of a test run.
    ids=lambda value: str(value).partition(" at 0x")[0],
)
def test_what_cannot_be_a_node_type_is_refused_with_a_sentence(function: Callable[..., Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        node_type()(function)


def test_an_optional_choice_that_a_file_leaves_out_is_none() -> None:
    told = run_graph(
        node("Perhaps", "p", "start", {"Number": 1}), log("l", "p", connect("p::Result")), registry=with_nodes(perhaps)
    )

    assert told.lines[0] == "1 None"
