"""The helper for tests of node types."""

from __future__ import annotations

from typing import Any

import pytest

from graphex.nodes.loops import ForLoop
from graphex.nodes.math.arithmetic import AddNumbers
from graphex.nodes.variables import GetVariable, SetNumberVariable
from graphex.plugin import DataType, ListInputSocket, Node, OutputSocket
from graphex.testing import run_node


def test_outputs_and_branches() -> None:
    assert run_node(AddNumbers, {"Numbers": [1, 2]}).outputs == {"Result": 3}
    assert run_node(ForLoop, {"Number of Iterations": 2}).branches == ["Loop Body", "Loop Body", "Completed"]


def test_variables() -> None:
    run = run_node(SetNumberVariable, {"Number To Save": 2}, field="v", variables={"v": 1})

    assert run.outputs == {"Value": 2}


def test_what_does_not_fit_is_an_error() -> None:
    with pytest.raises(ValueError, match="Required: Numbers"):
        run_node(AddNumbers, {})
    with pytest.raises(ValueError, match="Variable 'v' not found"):
        run_node(GetVariable, field="v")


OWN: DataType[Any] = DataType(bytes, "Own Bytes", "Bytes.", "#000000", ["Tests"])


class Joined(Node):
    """Joins bytes."""

    name = "Joined"
    categories = ("Tests",)
    color = "#000000"
    parts = ListInputSocket(OWN, "Parts", "The parts.")
    result = OutputSocket(OWN, "Result", "All of them.")

    def run(self) -> None:
        """Join them."""
        self.result = b"".join(self.parts)


def test_values_of_a_datatype_of_the_plugin_are_taken() -> None:
    assert run_node(Joined, {"Parts": [b"a", b"b"]}).outputs == {"Result": b"ab"}
