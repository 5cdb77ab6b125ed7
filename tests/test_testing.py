"""The helper for tests of node types."""

from __future__ import annotations

import pytest

from graphex.nodes.loops import ForLoop
from graphex.nodes.math.arithmetic import AddNumbers
from graphex.nodes.variables import GetVariable, SetNumberVariable
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
