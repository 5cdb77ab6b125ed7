"""The registry."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from graphex.plugin import DataType, Node, Number, String
from graphex.plugin.composite import CompositeGraphInput
from graphex.plugin.registry import Registry


def mine() -> type[Node]:
    """A node type of its own for each test: a type remembers the plugin that registered it first."""

    class Mine(Node):
        """Mine."""

        name = "Mine"

        def run(self) -> None:
            """Nothing."""

    return Mine


class Base:
    """A class of values."""


class Derived(Base):
    """A narrower class of values."""


def test_names_are_found() -> None:
    registry, node_type = Registry(), mine()
    registry.register_node(node_type, "my.plugin")

    assert registry.find_node("Mine") is registry.get_node("Mine") is node_type
    assert node_type.original_plugin == "my.plugin"
    assert registry.find_datatype("String") is registry.get_datatype("String") is String


@pytest.mark.parametrize("find", ["find_node", "find_datatype"])
def test_unknown_names_are_errors(find: str) -> None:
    with pytest.raises(ValueError, match="called 'Nothing'"):
        getattr(Registry(), find)("Nothing")


def test_two_of_a_name_are_an_error_that_names_both_plugins() -> None:
    registry = Registry()
    registry.register_node(mine(), "first")

    with pytest.raises(ValueError, match="node type 'Mine' is defined twice, by first and by second"):
        registry.register_node(mine(), "second")
    with pytest.raises(ValueError, match="datatype 'String' is defined twice, by GraphEx"):
        registry.register_datatype(String)


def test_datatypes_are_found_by_their_python_type() -> None:
    registry = Registry()
    own: DataType[Base] = DataType(Base, "Own", "Mine.", "#000000", ["Own"])
    registry.register_datatype(own)

    assert registry.find_datatypes_for_type(int | float) == [Number]
    assert registry.find_datatypes_for_type(Derived) == []
    assert registry.find_datatypes_for_type(Derived, strict=False) == [own]


def test_a_datatype_has_one_composite_input() -> None:
    class Text(CompositeGraphInput):
        datatype = String

        def constructInput(self) -> str:  # noqa: N802 - the name that is called
            return ""

    registry = Registry()
    registry.register_composite_input(Text)

    assert registry.find_composite_input_from_datatype(String) is Text
    assert registry.find_composite_input_from_datatype("Number") is None
    with pytest.raises(ValueError, match="composite input for the datatype 'String' is defined twice"):
        registry.register_composite_input(Text, "other")


def test_every_datatype_brings_casts_and_an_empty_list() -> None:
    registry = Registry()

    registry.register_dynamics()

    assert len(registry.nodes) == 23
    assert "Boolean (List) To Number (List)" in registry.nodes
    assert "Empty List (Dynamic)" not in registry.nodes


def test_what_fails_inside_takes_everything_back() -> None:
    registry = Registry()
    own: DataType[Any] = DataType(Base, "Own", "Mine.", "#000000", ["Own"])
    before = dict(Number.casts)

    def register() -> None:
        registry.register_datatype(own)
        registry.register_node(mine(), "first")
        registry.plugins.append("first")
        Number.cast(to=own)(int)
        sys.exit()

    with pytest.raises(SystemExit), registry.all_or_nothing():
        register()

    assert ("Own" in registry.datatypes, "Mine" in registry.nodes, registry.plugins) == (False, False, [])
    assert Number.casts == before
    registry.register_node(mine(), "second")


def test_what_succeeds_inside_stays() -> None:
    registry = Registry()

    with registry.all_or_nothing():
        registry.register_node(mine(), "first")

    assert "Mine" in registry.nodes
