"""The values of a run."""

from __future__ import annotations

import pytest

from graphex.engine.events import types as events
from graphex.engine.events.emitter import Emitter
from graphex.engine.events.wants import Wants
from graphex.engine.run.values import Values
from graphex.masks import Mask
from graphex.plugin import Number, String
from graphs import Reader


def values_for(reader: Reader, scope: str = "") -> Values:
    """Make values of which a reader hears."""
    emitter = Emitter(reader, hidden=Mask(["hunter2"]), hidden_in_log=Mask())
    emitter.open(run="r", graph="/main.gx")
    return Values(emitter, scope)


def test_variables_keep_their_datatype_and_list_flag() -> None:
    values = values_for(Reader())
    values.set_variable("v", Number, False, 1)

    assert values.get_variable("v") == (1, Number, False)
    with pytest.raises(RuntimeError, match="different DataType"):
        values.set_variable("v", String, False, "x")
    with pytest.raises(RuntimeError, match="different List-value"):
        values.set_variable("v", Number, True, [1])
    with pytest.raises(TypeError):
        values.set_variable("v", Number, False, "x")


def test_what_is_not_there_is_an_error() -> None:
    values = values_for(Reader())

    with pytest.raises(RuntimeError, match="No Variable exists"):
        values.get_variable("gone")
    with pytest.raises(RuntimeError, match="No Graph Input exists"):
        values.get_input("gone")
    with pytest.raises(RuntimeError, match="No Graph Output exists"):
        values.get_output("gone")


def test_an_output_is_told_as_json_without_secrets() -> None:
    reader = Reader()
    values = values_for(reader)

    values.set_output("o", String, True, ["a", "hunter2"])
    values.set_output("large", String, False, "x" * 100_000)

    small, large = reader.of(events.Output)
    assert (small.value, small.truncated, small.is_list) == (["a", "******"], False, True)
    assert (large.value[:3], large.truncated) == ("xxx", True)
    assert values.get_output("large")[0] == "x" * 100_000


@pytest.mark.parametrize(("wants", "told"), [(Wants(), 0), (Wants(nodes=True), 0), (Wants(values=True), 2)])
def test_variables_and_outputs_of_inner_graphs_are_told_on_demand(wants: Wants, told: int) -> None:
    reader = Reader(wants)
    values = values_for(reader, "ExecuteGraph-0")

    values.set_variable("v", Number, False, 1)
    values.set_output("o", Number, False, 1)

    assert len(reader.events) == 1 + told


def test_a_fork_has_variables_and_outputs_of_its_own_until_it_is_merged() -> None:
    values = values_for(Reader())
    values.set_variable("kept", Number, False, 1)
    values.set_variable("changed", Number, False, 1)
    fork, original = values.fork(), values.fork()

    fork.set_variable("changed", Number, False, 2)
    fork.set_output("new", Number, False, 3)
    values.set_variable("kept", Number, False, 4)
    before = (values.get_variable("changed")[0], "new" in values.outputs)
    values.merge(fork, original)

    assert before == (1, False)
    assert {name: value[0] for name, value in values.variables.items()} == {"kept": 4, "changed": 2}
    assert values.get_output("new")[0] == 3
