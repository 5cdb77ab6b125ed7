"""The nodes of lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from graphex.nodes.lists import asking, changing
from graphex.testing import run_node

if TYPE_CHECKING:
    from graphex.plugin import Node


@pytest.mark.parametrize(
    ("node_type", "inputs", "output", "expected"),
    [
        (changing.BuildListString, {"List to Build": ["a"]}, "List", ["a"]),
        (changing.BuildListNumber, {"List to Build": [1, 2.5]}, "List", [1, 2.5]),
        (changing.BuildListBoolean, {"List to Build": [True]}, "List", [True]),
        (changing.AppendToList, {"List": [1], "Value": 2}, "New List", [1, 2]),
        (changing.ExtendList, {"List": [1], "Values To Append": [2, 3]}, "New List", [1, 2, 3]),
        (changing.InsertInList, {"List": [1, 2], "Index": -1, "Value": 9}, "New List", [1, 9, 2]),
        (changing.InsertInList, {"List": [1], "Index": 99, "Value": 9}, "New List", [1, 9]),
        (changing.ListPop, {"List": [1, 2], "Index": -1}, "Value", 2),
        (changing.ListPop, {"List": [1, 2], "Index": -1}, "List", [1]),
        (changing.ListSlice, {"List": [1, 2, 3], "Start Index": 1, "End Index": None}, "Slice", [2, 3]),
        (changing.ListSlice, {"List": [1, 2], "Start Index": None, "End Index": -9}, "Slice", []),
        (changing.ReverseList, {"List": [1, 2]}, "New List", [2, 1]),
        (changing.SortList, {"List": [2, 1], "Natural Sort?": False}, "New List", [1, 2]),
        (changing.SortList, {"List": ["f10", "F9", "f2"], "Natural Sort?": True}, "New List", ["f2", "F9", "f10"]),
        (changing.SortList, {"List": [10, -5, -10, 9.5], "Natural Sort?": True}, "New List", [9.5, 10, -5, -10]),
        (changing.SortList, {"List": ["b", "1", "a2", ""], "Natural Sort?": True}, "New List", ["", "1", "a2", "b"]),
        (asking.GetListSize, {"List": [1, 2]}, "List Size", 2),
        (asking.GetListItem, {"List": ["a", "b"], "Index": -1.0}, "Value", "b"),
        (asking.ListContains, {"List": [1, 2], "Value": 2.0}, "Index", 1),
        (asking.ListContains, {"List": [1], "Value": 2}, "Contained in List?", False),
        (asking.ListContainsAll, {"List": ["a"], "Values": []}, "All in List?", True),
        (asking.ListContainsAny, {"List": ["a"], "Values": []}, "Any in List?", False),
        (asking.ListContainsAny, {"List": [1], "Values": [1]}, "Any in List?", True),
        (asking.ListIndexOf, {"List": [1, 2, 1], "Start Index": 1, "End Index": None, "Value": 1}, "Index", 2),
        (asking.ListIndexOf, {"List": [1, 2], "Start Index": None, "End Index": 1, "Value": 2}, "Index", -1),
        (asking.ListsAreEqual, {"First List": [1, 2], "Second List": [2, 1], "Order Independent": True}, "Equal", True),
        (
            asking.ListsAreEqual,
            {"First List": [1, 1], "Second List": [1, 2], "Order Independent": True},
            "Equal",
            False,
        ),
        (asking.ListsAreEqual, {"First List": [1], "Second List": [1.0], "Order Independent": False}, "Equal", True),
    ],
)
def test_results(node_type: type[Node], inputs: dict[str, Any], output: str, expected: Any) -> None:
    assert run_node(node_type, inputs).outputs[output] == expected


@pytest.mark.parametrize(
    ("node_type", "inputs"),
    [(asking.GetListItem, {"List": [1], "Index": 1}), (changing.ListPop, {"List": [1], "Index": 5})],
)
def test_a_position_outside_is_an_error(node_type: type[Node], inputs: dict[str, Any]) -> None:
    with pytest.raises(IndexError):
        run_node(node_type, inputs)


def test_inputs_are_never_changed() -> None:
    given = [3, 1, 2]

    run_node(changing.SortList, {"List": given, "Natural Sort?": False})
    run_node(changing.ListPop, {"List": given, "Index": 0})

    assert given == [3, 1, 2]
