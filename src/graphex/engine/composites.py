"""Composite inputs: making their values, the inner ones first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphex.plugin.composite import CompositeValue

if TYPE_CHECKING:
    from graphex.engine.values import Values


def construct(runtime: Values, name: str, value: CompositeValue) -> Any:
    """Make the value of a composite input with the class that a plugin registered for its datatype."""
    kind = runtime.registry.composite_inputs.get(value.datatype)
    if kind is None:
        raise ValueError(f'No plugin makes values of the datatype "{value.datatype}" for the graph input {name}.')
    own_name = name.rpartition(".")[2]
    runtime.logger.write(f"Processing composite input '{own_name}' of datatype '{value.datatype}'...", "INFO")
    children = {
        key: construct(runtime, f"{name}.{key}", child) if isinstance(child, CompositeValue) else child
        for key, child in value.values.items()
    }
    # Plugins read the run from their class.
    kind._runtime = runtime  # type: ignore[assignment]  # the protocol, seen from a plugin
    return kind(children).constructInput()
