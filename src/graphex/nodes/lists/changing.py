"""Making lists from others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from graphex.nodes.lists.topic import ListNode, TypedListNode, value_socket
from graphex.plugin import (
    Boolean,
    Dynamic,
    InputSocket,
    ListInputSocket,
    ListOutputSocket,
    Number,
    OptionalInputSocket,
    OutputSocket,
    String,
)

if TYPE_CHECKING:
    from graphex.plugin import DataType


class BuildListString(ListNode):
    """Gives a list of texts that is typed in, or joined from what is connected."""

    name = "Build List (String)"
    categories = ["Lists", "Create", "String"]
    color = "#198219"
    hyperlink = ("https://docs.python.org/3/tutorial/introduction.html#lists",)

    list_to_build = ListInputSocket(String, "List to Build", "The texts.")
    list_ = ListOutputSocket(String, "List", "The list.")

    def run(self) -> None:
        self.list_ = self.list_to_build


class BuildListNumber(ListNode):
    """Gives a list of numbers that is typed in, or joined from what is connected."""

    name = "Build List (Number)"
    categories = ["Lists", "Create", "Number"]
    color = "#288CF0"
    hyperlink = ("https://docs.python.org/3/tutorial/introduction.html#lists",)

    list_to_build = ListInputSocket(Number, "List to Build", "The numbers.")
    list_ = ListOutputSocket(Number, "List", "The list.")

    def run(self) -> None:
        self.list_ = self.list_to_build


class BuildListBoolean(ListNode):
    """Gives a list of Booleans that is typed in, or joined from what is connected."""

    name = "Build List (Boolean)"
    categories = ["Lists", "Create", "Boolean"]
    color = "#B93232"
    hyperlink = ("https://docs.python.org/3/tutorial/introduction.html#lists",)

    list_to_build = ListInputSocket(Boolean, "List to Build", "The Booleans.")
    list_ = ListOutputSocket(Boolean, "List", "The list.")

    def run(self) -> None:
        self.list_ = self.list_to_build


class AppendToList(TypedListNode):
    """Adds a value to the end of a list."""

    name = "Append To List"
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#more-on-lists",)

    list_ = ListInputSocket(Dynamic, "List", "The list, which stays as it is.")

    def run(self) -> None:
        self.set_output_socket_value("New List", [*self.list_, self.read("Value")])

    @classmethod
    def typed(cls, datatype: DataType[Any]) -> list[Any]:
        return [value_socket(datatype), ListOutputSocket(datatype, "New List", "The list with the value at its end.")]


class ExtendList(TypedListNode):
    """Adds all values of a list to the end of another."""

    name = "Extend List"
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#more-on-lists",)

    list_ = ListInputSocket(Dynamic, "List", "The list to begin with, which stays as it is.")

    def run(self) -> None:
        self.set_output_socket_value("New List", [*self.list_, *self.read("Values To Append")])

    @classmethod
    def typed(cls, datatype: DataType[Any]) -> list[Any]:
        return [
            ListInputSocket(datatype, "Values To Append", "The list whose values are added."),
            ListOutputSocket(datatype, "New List", "Both lists, one after the other."),
        ]


class InsertInList(TypedListNode):
    """Puts a value into a list."""

    name = "Insert In List"
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#more-on-lists",)

    list_ = ListInputSocket(Dynamic, "List", "The list, which stays as it is.")
    index = InputSocket(
        Number, "Index", "Where to put the value: before this position, from 0; negative numbers count from the end."
    )

    def run(self) -> None:
        changed, position = list(self.list_), int(self.index)
        # As slices have it: what is beyond an end is at that end, however large the number.
        changed[position:position] = [self.read("Value")]
        self.set_output_socket_value("New List", changed)

    @classmethod
    def typed(cls, datatype: DataType[Any]) -> list[Any]:
        return [value_socket(datatype), ListOutputSocket(datatype, "New List", "The list with the value in it.")]


class ListPop(TypedListNode):
    """Takes a value out of a list."""

    name = "List Pop"
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#more-on-lists",)

    list_ = ListInputSocket(Dynamic, "List", "The list, which stays as it is.")
    index = InputSocket(Number, "Index", "The position of the value, from 0; negative numbers count from the end.", -1)

    def run(self) -> None:
        rest = list(self.list_)
        self.set_output_socket_value("Value", rest.pop(int(self.index)))
        self.set_output_socket_value("List", rest)

    @classmethod
    def typed(cls, datatype: DataType[Any]) -> list[Any]:
        return [
            OutputSocket(datatype, "Value", "The value that was taken out."),
            ListOutputSocket(datatype, "List", "The list without it."),
        ]


class ListSlice(TypedListNode):
    """Cuts a part out of a list."""

    name = "List Slice"
    hyperlink = ("https://docs.python.org/3/tutorial/introduction.html#lists",)

    list_ = ListInputSocket(Dynamic, "List", "The list, which stays as it is.")
    start_index = OptionalInputSocket(
        Number, "Start Index", "The first position of the part; without a number, the beginning."
    )
    end_index = OptionalInputSocket(
        Number, "End Index", "The first position after the part; without a number, the end."
    )

    def run(self) -> None:
        found = self.list_
        start, end = self.start_index, self.end_index
        part = found[None if start is None else int(start) : None if end is None else int(end)]
        self.set_output_socket_value("Slice", part)
        self.set_output_socket_value("Original List", found)

    @classmethod
    def typed(cls, datatype: DataType[Any]) -> list[Any]:
        return [
            ListOutputSocket(datatype, "Slice", "The part."),
            ListOutputSocket(datatype, "Original List", "The whole list."),
        ]


class ReverseList(TypedListNode):
    """Turns a list round."""

    name = "Reverse List"
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#more-on-lists",)

    list_ = ListInputSocket(Dynamic, "List", "The list, which stays as it is.")

    def run(self) -> None:
        self.set_output_socket_value("New List", self.list_[::-1])

    @classmethod
    def typed(cls, datatype: DataType[Any]) -> list[Any]:
        return [ListOutputSocket(datatype, "New List", "The list from the last value to the first.")]


class SortList(TypedListNode):
    """Sorts a list, the least value first."""

    name = "Sort List"
    hyperlink = ("https://docs.python.org/3/howto/sorting.html",)

    list_ = ListInputSocket(Dynamic, "List", "The list, which stays as it is.")
    natural_sort = InputSocket(
        Boolean,
        "Natural Sort?",
        "Whether digits in texts count as numbers, so that file2 comes before file10, and case does not matter.",
    )

    def run(self) -> None:
        values = self.list_
        self.set_output_socket_value("New List", sorted(values, key=_natural if self.natural_sort else None))

    @classmethod
    def typed(cls, datatype: DataType[Any]) -> list[Any]:
        return [ListOutputSocket(datatype, "New List", "The sorted list.")]


def _natural(value: Any) -> tuple[Any, ...]:
    """Return what a value is sorted by: its text, with digits as numbers and case aside."""
    # Split at runs of digits, every second part is a number; an empty text before a leading one keeps the order.
    parts = re.split(r"(\d+)", str(value).casefold())
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)
