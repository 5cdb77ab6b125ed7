"""Output sockets."""

from __future__ import annotations

import pytest

from graphex.plugin import Dynamic, ListVariableOutputSocket, Node, OutputSocket, String, VariableOutputSocket
from graphex.plugin.sockets.outputs import DISABLED
from graphs import node, run, with_nodes


class Saving(Node):
    """Saves what it gives."""

    name = "Saving"
    categories = ("Tests",)
    color = "#000000"
    one = VariableOutputSocket(String, "One", "Saved.")
    several = ListVariableOutputSocket(String, "Several", "Saved.")

    def run(self) -> None:
        """Give two values."""
        self.one, self.several = "a", ["b"]


def test_values_are_saved_in_variables() -> None:
    done = run(node("Saving", "saving", "start"), registry=with_nodes(Saving))

    assert done.runtime.variables == {"One": ("a", String, False), "Several": (["b"], String, True)}


def test_a_socket_says_that_it_saves() -> None:
    assert Saving.one.metadata()["allowsVariable"] is True
    assert OutputSocket(String, "x", "x").metadata().get("allowsVariable") is None


def test_outputs_have_no_field_and_a_datatype() -> None:
    with pytest.raises(ValueError, match="input_field"):
        OutputSocket(String, "x", "x", "y")
    with pytest.raises(ValueError, match="cannot be Dynamic"):
        OutputSocket(Dynamic, "x", "x")


def test_the_mark_of_an_output_without_value_has_a_name() -> None:
    assert repr(DISABLED) == "DISABLED"
