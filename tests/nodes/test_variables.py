"""Variables."""

from __future__ import annotations

from typing import Any

import pytest

from graphs import connect, log, node, run, variable


@pytest.mark.parametrize(
    ("name", "socket", "value"),
    [
        ("Set Variable (String)", "String To Save", "x"),
        ("Set Variable (Number)", "Number To Save", 1.5),
        ("Set Variable (Boolean)", "Boolean To Save", False),
        ("Set List Variable (String)", "String List To Save", ["x"]),
        ("Set List Variable (Number)", "Number List To Save", [1]),
        ("Set List Variable (Boolean)", "Boolean List To Save", [True]),
    ],
)
def test_a_typed_value_is_saved(name: str, socket: str, value: Any) -> None:
    done = run(node(name, "set", "start", {socket: value}, value=" v "))

    assert done.runtime.variables["v"][0] == value
    assert done.runtime.get_node("set").get_output_socket_value("Value") == value


@pytest.mark.parametrize(
    ("name", "socket", "values"),
    [
        ("Append To List Variable (String)", "String To Append", ["a", "b"]),
        ("Append To List Variable (Number)", "Number To Append", [1, 2]),
        ("Append To List Variable (Boolean)", "Boolean To Append", [True, False]),
    ],
)
def test_a_list_grows(name: str, socket: str, values: list[Any]) -> None:
    done = run(
        node(name, "one", "start", {socket: values[0]}, value="v"),
        node(name, "two", "one", {socket: values[1]}, value="v"),
    )

    assert done.runtime.variables["v"][0] == values


def test_the_datatype_follows_from_what_is_connected() -> None:
    done = run(
        node("Build List (String)", "list", "start", {"List to Build": ["a"]}),
        node("Set List Variable", "set", "list", {"Value To Save": connect("list::List")}, value="v"),
        node("Get Variable", "get", value="v"),
        node("Get List Item", "item", "set", {"List": connect("get::Value"), "Index": 0}),
        node("Append To List Variable", "append", "item", {"Value To Append": connect("item::Value")}, value="v"),
        node("Set Variable", "one", "append", {"Value To Save": connect("item::Value")}, value="w"),
        log("log", "one", variable("w")),
    )

    assert done.lines == ["a"]
    assert done.runtime.variables["v"][0] == ["a", "a"]


def test_a_variable_keeps_its_datatype() -> None:
    done = run(
        node("Set Variable (String)", "one", "start", {"String To Save": "x"}, value="v"),
        node("Set Variable (Number)", "two", "one", {"Number To Save": 1}, value="v"),
    )

    assert done.errors == ["RuntimeError"]


def test_a_name_is_needed() -> None:
    assert run(node("Set Variable (String)", "one", "start", {"String To Save": "x"}, value=" ")).errors == [
        "AssertionError"
    ]


@pytest.mark.parametrize(("name", "branch"), [("v", "Exists"), ("w", "Does Not Exist")])
def test_whether_a_variable_exists(name: str, branch: str) -> None:
    done = run(
        node("Set Variable (String)", "set", "start", {"String To Save": "x"}, value="v"),
        node("Variable Exists", "exists", "set", {"Variable Name": name}),
        node("Variable Exists (If / Else)", "if", "exists", {"Variable Name": name}),
        log("yes", "if::Exists", "Exists"),
        log("no", "if::Does Not Exist", "Does Not Exist"),
    )

    assert done.lines == [branch]
    assert done.runtime.get_node("exists").get_output_socket_value("Exists?") is (branch == "Exists")


def test_a_single_variable_feeds_a_list_as_its_only_item() -> None:
    done = run(
        node("Set Variable (String)", "set", "start", {"String To Save": "abc"}, value="v"),
        node("Concatenate Strings", "join", "set", {"Strings": variable("v"), "Separator": "-"}),
        log("log", "join", connect("join::Result")),
    )

    assert done.lines == ["abc"]
