"""The node types that every datatype brings."""

from __future__ import annotations

from graphex.plugin import Number, String
from graphex.testing import run_node


def test_a_cast_of_one_value_and_of_a_list() -> None:
    one, several = Number.create_cast_nodes(String)

    assert run_node(one, {"Cast From": 1}).outputs == {"Cast To": "1"}
    assert run_node(several, {"Cast From": [1, 2.5]}).outputs == {"Cast To": ["1", "2.5"]}


def test_an_empty_list_is_a_new_one() -> None:
    (empty,) = String.create_list_nodes()

    assert run_node(empty).outputs == {"Value": []}
    assert [node.name for node in String.create_nodes()][-1] == "Empty List (String)"
