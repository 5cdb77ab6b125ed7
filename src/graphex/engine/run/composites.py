"""Composite inputs: making their values, the inner ones first."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING, Any

from graphex.engine.run.errors import text_of
from graphex.plugin.composite import CompositeValue
from graphex.plugin.inside import make_composite

if TYPE_CHECKING:
    from graphex.engine.run.view import Runtime
    from graphex.plugin.protocols import Entry


class CompositeInputError(RuntimeError):
    """The value of a graph input could not be made; the text is what the log shows."""

    def __init__(self, name: str, value: CompositeValue, cause: BaseException, *, verbose: bool) -> None:
        found = ", ".join(filter(None, (value.datatype, value.origin)))
        lines = [f'The graph input "{name}" ({found}) could not be made: {text_of(cause)}']
        if verbose:
            lines += traceback.format_exception(cause)
        super().__init__("\n".join(lines).rstrip())
        self.error_type = type(cause).__name__


def construct(runtime: Runtime, entry: Entry, value: CompositeValue) -> Any:
    """Make the value of a composite input and see that it fits; CompositeInputError if that is impossible."""
    made = _construct(runtime, entry.name, value)
    try:
        runtime.registry.datatypes[entry.datatype].assert_type(made, bool(entry.is_list))
    except TypeError as error:
        raise CompositeInputError(entry.name, value, error, verbose=False) from error
    return made


def _construct(runtime: Runtime, name: str, value: CompositeValue) -> Any:
    kind = runtime.registry.composite_inputs.get(value.datatype)
    if kind is None:
        missing = ValueError(f'no plugin makes values of the datatype "{value.datatype}".')
        raise CompositeInputError(name, value, missing, verbose=False)
    own_name = name.rpartition(".")[2]
    runtime.logger.write(f"Processing composite input '{own_name}' of datatype '{value.datatype}'...", "INFO")
    children = {
        key: _construct(runtime, f"{name}.{key}", child) if isinstance(child, CompositeValue) else child
        for key, child in value.values.items()
    }
    try:
        return make_composite(kind, children, runtime).constructInput()
    except (Exception, SystemExit) as error:  # the boundary around a plugin's code
        raise CompositeInputError(name, value, error, verbose=runtime.verbose_errors) from error
