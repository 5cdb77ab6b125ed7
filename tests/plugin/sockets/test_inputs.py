"""Input sockets."""

from __future__ import annotations

from typing import Any

import pytest

from graphex.plugin import (
    Boolean,
    DataContainer,
    EnumInputSocket,
    InputSocket,
    ListInputSocket,
    Number,
    OptionalInputSocket,
    String,
)


@pytest.mark.parametrize("datatype", [String, Number, Boolean])
def test_simple_values_can_be_typed_in(datatype: Any) -> None:
    assert InputSocket(datatype, "x", "x").can_have_input_field
    assert not InputSocket(DataContainer, "x", "x").can_have_input_field


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: InputSocket(DataContainer, "x", "x", {}), ValueError),
        (lambda: InputSocket(String, "x", "x", 5), TypeError),
        (lambda: ListInputSocket(String, "x", "x", "y"), TypeError),
        (lambda: EnumInputSocket(String, "x", "x", {"a": "b"}), ValueError),
        (lambda: EnumInputSocket(String, "x", "x", ["a", "A"]), ValueError),
        (lambda: EnumInputSocket(String, "x", "x", ["a"], "b"), ValueError),
        (lambda: EnumInputSocket[Any](Number, "x", "x", {"a": "text"}), TypeError),
    ],
)
def test_what_cannot_be_is_an_error_of_the_definition(make: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        make()


def test_members_are_found_in_any_case() -> None:
    socket: EnumInputSocket[float] = EnumInputSocket(Number, "x", "x", {"One": 1.0, "Two": 2.0}, 2.0)

    assert socket.member("oNE") == "One"
    assert socket.member("three") is None
    assert socket.metadata()["enumOptions"] == ["One", "Two"]


def test_kinds() -> None:
    assert OptionalInputSocket(String, "x", "x").is_optional
    assert ListInputSocket(String, " x ", "x", ["a"]).metadata() == {
        "isInput": True,
        "isOptional": False,
        "isList": True,
        "isLink": False,
        "name": "x",
        "datatype": "String",
        "description": "x",
        "canHaveField": True,
        "field": ["a"],
    }
