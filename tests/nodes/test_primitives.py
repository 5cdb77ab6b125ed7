"""Values that are typed into a node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from graphex.nodes import primitives
from graphex.testing import run_node

if TYPE_CHECKING:
    from graphex.plugin import Node


@pytest.mark.parametrize(
    ("node_type", "value"),
    [
        (primitives.NewString, "x"),
        (primitives.NewNumber, 3.5),
        (primitives.NewNumber, -2),
        (primitives.NewBoolean, True),
    ],
)
def test_the_value_of_the_field_is_given(node_type: type[Node], value: Any) -> None:
    assert run_node(node_type, field=value).outputs == {"Value": value}


@pytest.mark.parametrize(("node_type", "value"), [(primitives.NewNumber, "3"), (primitives.NewString, 3)])
def test_a_field_of_another_kind_is_an_error(node_type: type[Node], value: Any) -> None:
    with pytest.raises(TypeError, match="Field 'Value'"):
        run_node(node_type, field=value)
