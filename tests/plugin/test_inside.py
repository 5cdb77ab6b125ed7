"""The inside of nodes."""

from __future__ import annotations

from typing import Any

import pytest

from graphex.plugin import Number, String
from graphex.plugin.composite import CompositeGraphInput, subGraphInput
from graphex.plugin.inside import copy_for, given_values, make_composite, output_reader, values_of
from graphs import Run, node, run


@pytest.fixture
def done() -> Run:
    """Run a graph with a loop, whose index is disabled at the end."""
    return run(
        node("Add Numbers", "add", "start", {"Numbers": [1, 2]}),
        node("For Loop", "loop", "add", {"Number of Iterations": 1}),
    )


def test_the_values_of_a_node_are_those_that_it_assigned(done: Run) -> None:
    added = done.runtime.get_node("add")

    assert values_of(added) == given_values(added) == {"Result": 3}
    assert "Index" in values_of(done.runtime.get_node("loop"))
    assert given_values(done.runtime.get_node("loop")) == {}


def test_an_output_is_read_from_the_last_instance_of_its_node(done: Run) -> None:
    assert output_reader("add", "Result")(done.runtime) == 3
    with pytest.raises(RuntimeError, match="does not have a value"):
        output_reader("add", "Other")(done.runtime)
    with pytest.raises(RuntimeError, match="flagged as disabled"):
        output_reader("loop", "Index")(done.runtime)


def test_a_copy_has_values_of_its_own_and_belongs_to_another_run(done: Run) -> None:
    other = run(node("Add Numbers", "add", "start", {"Numbers": [5]})).runtime
    original = done.runtime.get_node("add")

    copy = copy_for(original, other)
    copy.set_output_socket_value("Result", 9)

    assert (values_of(original), values_of(copy)) == ({"Result": 3}, {"Result": 9})
    assert copy._runtime is other
    assert original._runtime is done.runtime


class Knowing(CompositeGraphInput):
    """Looks at its run before it is asked to."""

    datatype = Number
    text = subGraphInput("Text", String, "A text.")

    def __init__(self, values: Any = None) -> None:
        super().__init__(values)
        self.seen = self._runtime

    def constructInput(self) -> Any:  # noqa: N802 - the name that is called
        """Return what was seen."""
        return self.seen, self.text


def test_a_composite_input_knows_its_run_from_the_beginning(done: Run) -> None:
    made = make_composite(Knowing, {"Text": "x"}, done.runtime)

    assert made.constructInput() == (done.runtime, "x")
    assert Knowing._runtime is None
