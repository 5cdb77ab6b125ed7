"""The sockets of nodes as functions."""

from __future__ import annotations

import inspect
from typing import Annotated, Any, NamedTuple

import pytest

from graphex.plugin.datatypes import DataType, String
from graphex.plugin.functions.sockets import SocketOptions, hints_of, parameter_of, results_of, title

HOST: DataType[Any] = DataType(object, "Host", "A host.", "#000000", ["Tests"])


class Pair(NamedTuple):
    """Two results."""

    head: str
    rest: list[str] | None


def hosts(
    one: Annotated[object, SocketOptions("Host name", "Where.", HOST)],
    several: list[Annotated[object, SocketOptions(datatype=HOST)]],
    perhaps: Annotated[object, SocketOptions(datatype=HOST)] | None = None,
) -> None:
    """Take hosts."""


def parameters() -> list[Any]:
    hints = hints_of(hosts)
    return [parameter_of(each, hints[each.name], "Text.") for each in inspect.signature(hosts).parameters.values()]


def test_options_say_what_the_signature_cannot() -> None:
    one, several, perhaps = (parameter.socket for parameter in parameters())

    assert (one.name, one.description, one.datatype) == ("Host name", "Where.", HOST)
    assert (several.name, several.description, several.datatype, several.is_list) == ("Several", "Text.", HOST, True)
    assert (perhaps.datatype, perhaps.is_optional) == (HOST, True)


def test_a_record_gives_one_output_for_each_field() -> None:
    results = results_of(Pair, {"head": "The head."})

    assert [(each.attribute, each.socket.name, each.socket.is_list) for each in results] == [
        ("head", "Head", False),
        ("rest", "Rest", True),
    ]
    assert results[0].socket.description == "The head."


@pytest.mark.parametrize("hint", [type(None), None.__class__])
def test_nothing_gives_no_output(hint: Any) -> None:
    assert results_of(hint, {}) == []


def test_one_result_is_called_so() -> None:
    (result,) = results_of(str, {"return": "The text."})

    assert (result.attribute, result.socket.name, result.socket.description) == (None, "Result", "The text.")
    assert result.socket.datatype is String


@pytest.mark.parametrize(("name", "shown"), [("host_name", "Host Name"), ("_x_", "X"), ("a", "A")])
def test_titles(name: str, shown: str) -> None:
    assert title(name) == shown
