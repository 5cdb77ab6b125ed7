"""Making the values of composite inputs."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from graphex.graph.model import GraphInput
from graphex.plugin import DataContainer, DataType, String
from graphex.plugin.composite import CompositeGraphInput, CompositeValue, subGraphInput
from graphs import built_in, graph_input, log, node, run, wire

INNER: DataType[Any] = DataType(dict, "Inner", "Inner.", "#000000", ["Tests"])


class Inner(CompositeGraphInput):
    """The inner one."""

    datatype = INNER
    text = subGraphInput("Text", String, "A text.")

    def constructInput(self) -> Any:  # noqa: N802 - the name that is called
        """Make it."""
        return {"text": self.text}


class Outer(CompositeGraphInput):
    """The outer one."""

    datatype = DataContainer
    inner = subGraphInput("Inner", INNER, "The inner one.")

    def constructInput(self) -> Any:  # noqa: N802 - the name that is called
        """Make it."""
        assert self._runtime is not None
        self._runtime.logger.info("making")
        return {"inner": self.inner}


def test_values_are_made_the_inner_ones_first() -> None:
    registry = copy.copy(built_in())
    registry.datatypes = {**registry.datatypes, "Inner": INNER}
    registry.composite_inputs = {"Inner": Inner, "Data Container": Outer}
    value = CompositeValue("Data Container", {"Inner": CompositeValue("Inner", {"Text": "x"})})

    done = run(
        node("Data Container To JSON", "json", "start", {"Data Container": graph_input("i"), "Indent": None}),
        log("log", "json", wire("json::JSON String")),
        inputs=(GraphInput("i", "Data Container"),),
        values={"i": value},
        registry=registry,
    )

    assert done.lines == [
        "Processing composite input 'i' of datatype 'Data Container'...",
        "Processing composite input 'Inner' of datatype 'Inner'...",
        "making",
        '{"inner": {"text": "x"}}',
    ]


def test_a_datatype_that_no_plugin_makes_is_an_error() -> None:
    with pytest.raises(ValueError, match='No plugin makes values of the datatype "Widget" for the graph input i'):
        run(
            log("log", "start", "x"),
            inputs=(GraphInput("i", "Data Container"),),
            values={"i": CompositeValue("Widget", {})},
        )
