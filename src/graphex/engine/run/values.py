"""The values of a run: node instances, variables, graph inputs and outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphex.engine.events import types as events

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphex.engine.events.emitter import Emitter
    from graphex.plugin.datatypes import DataType
    from graphex.plugin.node import Node


class Values:
    """What the nodes of a run read and write."""

    def __init__(self, emitter: Emitter, scope: str) -> None:
        self.scope = scope
        """The nodes on the way to the graph, if it runs as a node itself."""
        self.nodes: dict[str, Node] = {}
        """By id, the last instance of each node that has run."""
        self.variables: dict[str, tuple[Any, DataType[Any], bool]] = {}
        self.inputs: dict[str, tuple[Any, DataType[Any], bool, bool]] = {}
        self.outputs: dict[str, tuple[Any, DataType[Any], bool]] = {}
        self._emitter = emitter
        self._wants = emitter.wants

    def fork(self) -> Values:
        """Copy variables and outputs; nodes, which belong to a run, are copied by it."""
        copy = Values(self._emitter, self.scope)
        copy.inputs = self.inputs
        copy.variables, copy.outputs = dict(self.variables), dict(self.outputs)
        return copy

    def merge(self, changed: Values, original: Values) -> None:
        """Take over the variables and outputs that were set since the original was copied."""
        _merge(self.variables, changed.variables, original.variables)
        _merge(self.outputs, changed.outputs, original.outputs)

    def set_variable(self, name: str, datatype: DataType[Any], is_list: bool, value: Any) -> None:
        """Set a variable; RuntimeError if it exists with another datatype or list flag."""
        known = self.variables.get(name)
        if known is not None:
            if known[1] is not datatype:
                problem = f"Variable already exists as a different DataType ({known[1].name})"
                raise RuntimeError(f'Failed to set Variable "{name}": {problem}')
            if known[2] is not is_list:
                problem = f"Variable already exists with a different List-value ({known[2]})"
                raise RuntimeError(f'Failed to set Variable "{name}": {problem}')
        if not datatype.check_type(value, is_list):
            raise datatype.mismatch(value, is_list=is_list)
        self.variables[name] = (value, datatype, is_list)
        if self._wants.values:
            self._emitter.emit(
                events.VariableSet,
                name=name,
                datatype=datatype.name,
                is_list=is_list,
                value=self._emitter.preview(value),
                scope=self.scope,
            )

    def get_variable(self, name: str) -> tuple[Any, DataType[Any], bool]:
        """Return value, datatype and list flag of a variable; RuntimeError if it is not set."""
        try:
            return self.variables[name]
        except KeyError:
            raise RuntimeError(f'No Variable exists with name "{name}"') from None

    def get_input(self, name: str) -> tuple[Any, DataType[Any], bool, bool]:
        """Return value, datatype, list flag and password flag of a graph input."""
        try:
            return self.inputs[name]
        except KeyError:
            raise RuntimeError(f'No Graph Input exists with name "{name}"') from None

    def set_output(self, name: str, datatype: DataType[Any], is_list: bool, value: Any) -> None:
        """Set a graph output."""
        datatype.assert_type(value, is_list)
        self.outputs[name] = (value, datatype, is_list)
        if not self.scope or self._wants.values:
            shown, truncated = self._emitter.json_value(value)
            self._emitter.emit(
                events.Output,
                name=name,
                datatype=datatype.name,
                is_list=is_list,
                value=shown,
                truncated=truncated,
                scope=self.scope,
            )

    def get_output(self, name: str) -> tuple[Any, DataType[Any], bool]:
        """Return value, datatype and list flag of a graph output; RuntimeError if it is not set."""
        try:
            return self.outputs[name]
        except KeyError:
            raise RuntimeError(f'No Graph Output exists with name "{name}"') from None


def _merge(into: dict[str, Any], changed: Mapping[str, Any], original: Mapping[str, Any]) -> None:
    into.update({name: value for name, value in changed.items() if original.get(name) is not value})
