"""Asking lists: sizes, items, places and equality."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphex.nodes.lists.topic import TypedListNode, same_list_socket, value_socket
from graphex.plugin import (
    Boolean,
    Dynamic,
    InputSocket,
    ListInputSocket,
    Number,
    OptionalInputSocket,
    OutputSocket,
)

if TYPE_CHECKING:
    from graphex.plugin import DataType


class GetListSize(TypedListNode):
    """Counts the values of a list."""

    name = "Get List Size"
    hyperlink = ("https://docs.python.org/3/library/functions.html#len",)

    list_ = ListInputSocket(Dynamic, "List", "The list.")
    list_size = OutputSocket(Number, "List Size", "The number of values.")

    def run(self) -> None:
        found = self.list_
        self.list_size = len(found)
        self.set_output_socket_value("List", found)

    @classmethod
    def typed(cls, datatype: DataType[Any]) -> list[Any]:
        return [same_list_socket(datatype)]


class GetListItem(TypedListNode):
    """Gives one value of a list."""

    name = "Get List Item"
    hyperlink = ("https://docs.python.org/3/tutorial/introduction.html#lists",)

    list_ = ListInputSocket(Dynamic, "List", "The list.")
    index = InputSocket(Number, "Index", "The position, from 0; negative numbers count from the end.")

    def run(self) -> None:
        found = self.list_
        self.set_output_socket_value("Value", found[int(self.index)])
        self.set_output_socket_value("List", found)

    @classmethod
    def typed(cls, datatype: DataType[Any]) -> list[Any]:
        return [OutputSocket(datatype, "Value", "The value."), same_list_socket(datatype)]


class ListContains(TypedListNode):
    """Tells whether a value is in a list, and where."""

    name = "List Contains"
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#more-on-lists",)

    list_ = ListInputSocket(Dynamic, "List", "The list.")

    def run(self) -> None:
        found, value = self.list_, self.read("Value")
        contained = value in found
        self.set_output_socket_value("Contained in List?", contained)
        self.set_output_socket_value("Index", found.index(value) if contained else -1)
        self.set_output_socket_value("List", found)

    @classmethod
    def typed(cls, datatype: DataType[Any]) -> list[Any]:
        return [
            value_socket(datatype),
            OutputSocket(Boolean, "Contained in List?", "True if it is there."),
            OutputSocket(Number, "Index", "The first position of the value; -1 if it is not there."),
            same_list_socket(datatype),
        ]


class ListContainsAll(TypedListNode):
    """Tells whether all of several values are in a list."""

    name = "List Contains All"
    hyperlink = (
        "https://docs.python.org/3/tutorial/introduction.html#lists",
        "https://docs.python.org/3/reference/expressions.html#membership-test-operations",
        "https://stackoverflow.com/questions/7571635/fastest-way-to-check-if-a-value-exists-in-a-list",
    )

    list_ = ListInputSocket(Dynamic, "List", "The list.")
    all_in_list = OutputSocket(Boolean, "All in List?", "True if all are there; so if there are none.")

    def run(self) -> None:
        found = self.list_
        self.all_in_list = all(value in found for value in self.read("Values"))
        self.set_output_socket_value("List", found)

    @classmethod
    def typed(cls, datatype: DataType[Any]) -> list[Any]:
        return [ListInputSocket(datatype, "Values", "The values to look for."), same_list_socket(datatype)]


class ListContainsAny(TypedListNode):
    """Tells whether at least one of several values is in a list."""

    name = "List Contains Any"
    hyperlink = (
        "https://docs.python.org/3/tutorial/introduction.html#lists",
        "https://docs.python.org/3/reference/expressions.html#membership-test-operations",
        "https://stackoverflow.com/questions/7571635/fastest-way-to-check-if-a-value-exists-in-a-list",
    )

    list_ = ListInputSocket(Dynamic, "List", "The list.")
    any_in_list = OutputSocket(Boolean, "Any in List?", "True if one of them is there.")

    def run(self) -> None:
        found = self.list_
        self.any_in_list = any(value in found for value in self.read("Values"))
        self.set_output_socket_value("List", found)

    @classmethod
    def typed(cls, datatype: DataType[Any]) -> list[Any]:
        return [ListInputSocket(datatype, "Values", "The values to look for."), same_list_socket(datatype)]


class ListIndexOf(TypedListNode):
    """Finds the first position of a value in a list."""

    name = "List Index Of"
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#more-on-lists",)

    list_ = ListInputSocket(Dynamic, "List", "The list.")
    start_index = OptionalInputSocket(Number, "Start Index", "Where to begin; without a number, at the beginning.")
    end_index = OptionalInputSocket(Number, "End Index", "Where to stop, not included; without a number, at the end.")

    def run(self) -> None:
        found, value = self.list_, self.read("Value")
        start, end = self.start_index, self.end_index
        bounds = slice(None if start is None else int(start), None if end is None else int(end)).indices(len(found))
        position = next((index for index in range(*bounds) if found[index] == value), -1)
        self.set_output_socket_value("Index", position)
        self.set_output_socket_value("List", found)

    @classmethod
    def typed(cls, datatype: DataType[Any]) -> list[Any]:
        return [
            value_socket(datatype),
            OutputSocket(Number, "Index", "The position, from 0; -1 if the value is not there."),
            same_list_socket(datatype),
        ]


class ListsAreEqual(TypedListNode):
    """Tells whether two lists hold the same values."""

    name = "Lists Are Equal"
    hyperlink = (
        "https://docs.python.org/3/tutorial/introduction.html#lists",
        "https://docs.python.org/3/reference/expressions.html#comparisons",
    )

    first_list = ListInputSocket(Dynamic, "First List", "The first list.")
    equal = OutputSocket(Boolean, "Equal", "True if they hold the same.")

    def run(self) -> None:
        first, second = self.first_list, self.read("Second List")
        self.equal = _same_values(first, second) if self.read("Order Independent") else first == second

    @classmethod
    def typed(cls, datatype: DataType[Any]) -> list[Any]:
        return [
            ListInputSocket(datatype, "Second List", "The second list."),
            InputSocket(Boolean, "Order Independent", "Whether the order does not matter.", False),
        ]


def _same_values(first: list[Any], second: list[Any]) -> bool:
    """Return whether two lists hold the same values equally often."""
    rest = list(second)
    for value in first:
        if value not in rest:
            return False
        rest.remove(value)
    return not rest
