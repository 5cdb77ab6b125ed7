"""A second interpreter of graphs, as plain as the description of the engine: what the plan is compared with.

It walks the document itself and recurses wherever a node runs a branch; nothing is compiled, cached or fast.
"""

from __future__ import annotations

import functools
import math
import operator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graphex.graph.model import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from graphex.graph.model import NodeEntry, SocketEntry

_LISTS = {"Numbers", "Errors to Catch", "List to Iterate"}
_DISABLED = object()


class NodeError(Exception):
    """A node failed: the name of the error's class, and the node."""

    def __init__(self, error_type: str, node_id: str) -> None:
        super().__init__(error_type, node_id)
        self.error_type = error_type
        self.node_id = node_id


class _LeaveError(Exception):
    """A node leaves a turn of a loop, or the loop."""

    def __init__(self, error_type: str, node_id: str) -> None:
        super().__init__(error_type, node_id)
        self.failure = NodeError(error_type, node_id)


class _BreakError(_LeaveError):
    pass


class _ContinueError(_LeaveError):
    pass


def _whole(number: float) -> float:
    return int(number) if float(number).is_integer() else number


@dataclass
class NaiveRun:
    """A run of a graph: what it logs, the nodes in the order of their work, the errors it ends with, its variables."""

    entries: Sequence[NodeEntry]
    lines: list[str] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    values: dict[tuple[str, str], Any] = field(default_factory=dict)
    deferred: list[NodeEntry] = field(default_factory=list)
    deferred_errors: list[NodeError] = field(default_factory=list)

    def run(self) -> NaiveRun:
        """Run from the start node to the end of deferred work."""
        with self._reported():
            self._execute(next(entry for entry in self.entries if entry.name == "Graph Start"))
        self._report_deferred()
        while self.deferred:
            with self._reported():
                self._branch(self.deferred.pop(), "Deferred Nodes")
            self._report_deferred()
        return self

    @contextmanager
    def _reported(self) -> Iterator[None]:
        try:
            yield
        except NodeError as failure:
            self.errors.append((failure.error_type, failure.node_id))
        except _LeaveError as leave:
            self.errors.append((leave.failure.error_type, leave.failure.node_id))

    def _report_deferred(self) -> None:
        self.errors += [(failure.error_type, failure.node_id) for failure in self.deferred_errors]
        self.deferred_errors.clear()

    def _execute(self, entry: NodeEntry) -> None:
        for key in [key for key in self.values if key[0] == entry.id]:
            del self.values[key]
        if entry.name not in _DATA:
            self.order.append(entry.id)
        try:
            for socket in entry.inputs:
                for node_id in dict.fromkeys(connection.node_id for connection in socket.connections):
                    producer = self._entry(node_id)
                    if producer.name in _DATA:
                        self._execute(producer)
            if entry.name in _DATA:
                self.order.append(entry.id)
                self._set(entry, "Cast To" if " To " in entry.name else "Value", _DATA[entry.name](self, entry))
            else:
                _ACTIONS[entry.name](self, entry)
        except (NodeError, _LeaveError):
            raise
        except Exception as error:
            raise NodeError(type(error).__name__, entry.id) from error

    def _branch(self, entry: NodeEntry, name: str) -> None:
        for follower in self.entries:
            for socket in follower.inputs:
                if socket.name == "_backward":
                    for connection in socket.connections:
                        if (connection.node_id, connection.socket) == (entry.id, name):
                            self._execute(follower)

    def _entry(self, node_id: str) -> NodeEntry:
        return next(entry for entry in self.entries if entry.id == node_id)

    # Values

    def _set(self, entry: NodeEntry, output: str, value: Any) -> None:
        self.values[entry.id, output] = value

    def _read(self, entry: NodeEntry, name: str) -> Any:
        socket = next(socket for socket in entry.inputs if socket.name == name)
        if socket.field_value is not MISSING:
            return socket.field_value
        if isinstance(socket.variable_name, str):
            value = self._variable(socket.variable_name)
            return [value] if name in _LISTS and not isinstance(value, list) else value
        return self._connected(socket, is_list=name in _LISTS)

    def _connected(self, socket: SocketEntry, *, is_list: bool) -> Any:
        if not socket.connections:
            return None
        found = [self._output(connection.node_id, connection.socket) for connection in socket.connections]
        if not is_list:
            return found[0]
        return [item for value in found for item in (value if isinstance(value, list) else [value])]

    def _output(self, node_id: str, name: str) -> Any:
        value = self.values.get((node_id, name), _DISABLED)
        if value is _DISABLED:
            raise RuntimeError(f"{node_id} has no {name}")
        return value

    def _variable(self, name: str) -> Any:
        if name not in self.variables:
            raise RuntimeError(f"no variable {name}")
        return self.variables[name]

    # Actions

    def _start(self, entry: NodeEntry) -> None:
        self._branch(entry, "_forward")

    def _log(self, entry: NodeEntry) -> None:
        self.lines.append(self._read(entry, "String"))
        self._branch(entry, "_forward")

    def _set_variable(self, entry: NodeEntry) -> None:
        kind = entry.name.removeprefix("Set Variable (").removesuffix(")")
        self.variables[entry.field_value] = value = self._read(entry, f"{kind} To Save")
        self._set(entry, "Value", value)
        self._branch(entry, "_forward")

    def _append(self, entry: NodeEntry) -> None:
        value = self._read(entry, "Number To Append")
        new = [*self.variables.get(entry.field_value, []), value]
        self.variables[entry.field_value] = new
        self._set(entry, "New List", new)
        self._branch(entry, "_forward")

    def _add(self, entry: NodeEntry) -> None:
        self._set(entry, "Result", _whole(functools.reduce(operator.add, self._read(entry, "Numbers"), 0)))
        self._branch(entry, "_forward")

    def _divide(self, entry: NodeEntry) -> None:
        dividend, divisor = self._read(entry, "Dividend"), self._read(entry, "Divisor")
        self._set(entry, "Result", _whole(dividend / divisor) if divisor else math.nan)
        self._branch(entry, "_forward")

    def _less(self, entry: NodeEntry) -> None:
        self._set(entry, "Result", self._read(entry, "Lesser Number") < self._read(entry, "Greater Number"))
        self._branch(entry, "_forward")

    def _if_else(self, entry: NodeEntry) -> None:
        self._branch(entry, "If True" if self._read(entry, "Condition") else "If False")

    def _if_else_finally(self, entry: NodeEntry) -> None:
        self._if_else(entry)
        self._branch(entry, "Finally")

    def _if_true(self, entry: NodeEntry) -> None:
        if self._read(entry, "Condition"):
            self._branch(entry, "If True")

    def _if_false_finally(self, entry: NodeEntry) -> None:
        if not self._read(entry, "Condition"):
            self._branch(entry, "If False")
        self._branch(entry, "Finally")

    def _sequence(self, entry: NodeEntry) -> None:
        for event in ("First Event", "Second Event"):
            self._branch(entry, event)

    # Loops

    def _turn(self, entry: NodeEntry) -> bool:
        """Run the body once; return whether the loop goes on."""
        try:
            self._branch(entry, "Loop Body")
        except _ContinueError:
            return True
        except _BreakError:
            return False
        return True

    def _completed(self, entry: NodeEntry, *, disabled: str | None = "Index") -> None:
        if disabled:
            self._set(entry, disabled, _DISABLED)
        self._branch(entry, "Completed")

    def _for_loop(self, entry: NodeEntry) -> None:
        for index in range(int(self._read(entry, "Number of Iterations"))):
            self._set(entry, "Index", index)
            if not self._turn(entry):
                break
        self._completed(entry)

    def _ranged_for_loop(self, entry: NodeEntry) -> None:
        first, step = self._read(entry, "First Index"), self._read(entry, "Increment") or 1
        index = first
        while index <= self._read(entry, "Last Index"):
            self._set(entry, "Index", index)
            if not self._turn(entry):
                break
            index += step
        self._completed(entry)

    def _infinite_loop(self, entry: NodeEntry) -> None:
        index = 0
        while True:
            self._set(entry, "Index", index)
            if not self._turn(entry):
                break
            index += 1
        self._completed(entry)

    def _for_each(self, entry: NodeEntry) -> None:
        for index, value in enumerate(self._read(entry, "List to Iterate")):
            self._set(entry, "Index", index)
            self._set(entry, "Value", value)
            if not self._turn(entry):
                break
        self._completed(entry, disabled=None)

    def _retry_loop(self, entry: NodeEntry) -> None:
        self._set(entry, "Attempt Number", 0)
        error: Exception | None = None
        for attempt in range(1, int(self._read(entry, "Maximum Attempts")) + 1):
            self._set(entry, "Attempt Number", attempt)
            error = self._attempt(entry)
            self._branch(entry, "After Attempt")
            if error is None:
                break
        if error is not None:
            if self._read(entry, "Raise Error"):
                raise error
            self._branch(entry, "On Failure")
        self._branch(entry, "Completed")

    def _attempt(self, entry: NodeEntry) -> Exception | None:
        try:
            self._branch(entry, "Attempt Body")
        except _BreakError:
            return None
        except _ContinueError:
            return RuntimeError("Loop Continue")
        except NodeError as failure:
            return failure
        return None

    def _break(self, entry: NodeEntry) -> None:
        raise _BreakError("LoopBreakException", entry.id)

    def _continue(self, entry: NodeEntry) -> None:
        raise _ContinueError("LoopContinueException", entry.id)

    # Errors and deferred work

    def _raise(self, entry: NodeEntry) -> None:
        raise NodeError(self._read(entry, "Exception Name") or "RuntimeError", entry.id)

    def _defer_exception(self, entry: NodeEntry) -> None:
        self.deferred_errors.append(NodeError(self._read(entry, "Exception Name") or "RuntimeError", entry.id))
        self._branch(entry, "_forward")

    def _defer(self, entry: NodeEntry) -> None:
        self.deferred.append(entry)
        self._branch(entry, "Continue")

    def _try_and_catch(self, entry: NodeEntry) -> None:
        try:
            self._branch(entry, "Try")
        except NodeError as failure:
            wanted = self._read(entry, "Errors to Catch")
            if wanted and failure.error_type not in wanted:
                raise
            self._branch(entry, "Catch")

    def _try_catch(self, entry: NodeEntry) -> None:
        self._try_and_catch(entry)
        self._branch(entry, "Continue")

    def _try_catch_finally(self, entry: NodeEntry) -> None:
        try:
            self._try_and_catch(entry)
        finally:
            self._branch(entry, "Finally")

    def _try_finally(self, entry: NodeEntry) -> None:
        try:
            self._branch(entry, "Try")
        finally:
            self._branch(entry, "Finally")

    def _cast(self, entry: NodeEntry) -> Any:
        return _CASTS[entry.name](self._read(entry, "Cast From"))

    def _field(self, entry: NodeEntry) -> Any:
        return entry.field_value

    def _get_variable(self, entry: NodeEntry) -> Any:
        return self._variable(entry.field_value)


_CASTS: dict[str, Callable[[Any], Any]] = {
    "Number To String": str,
    "Number To Boolean": bool,
    "String To Number": float,
    "String To Boolean": bool,
    "Boolean To Number": int,
    "Boolean To String": str,
}
_DATA: dict[str, Callable[[NaiveRun, NodeEntry], Any]] = {
    **dict.fromkeys(_CASTS, NaiveRun._cast),
    "New Number": NaiveRun._field,
    "New String": NaiveRun._field,
    "Get Variable": NaiveRun._get_variable,
    "Empty List (Number)": lambda *_: [],
}
_ACTIONS: dict[str, Callable[[NaiveRun, NodeEntry], None]] = {
    "Graph Start": NaiveRun._start,
    "Log (Print)": NaiveRun._log,
    "Set Variable (Number)": NaiveRun._set_variable,
    "Set Variable (String)": NaiveRun._set_variable,
    "Append To List Variable (Number)": NaiveRun._append,
    "Add Numbers": NaiveRun._add,
    "Divide Numbers": NaiveRun._divide,
    "Less Than": NaiveRun._less,
    "If / Else": NaiveRun._if_else,
    "If / Else / Finally": NaiveRun._if_else_finally,
    "If True": NaiveRun._if_true,
    "If False / Finally": NaiveRun._if_false_finally,
    "Sequence (2)": NaiveRun._sequence,
    "For Loop": NaiveRun._for_loop,
    "Ranged For Loop": NaiveRun._ranged_for_loop,
    "Infinite Loop": NaiveRun._infinite_loop,
    "For Each": NaiveRun._for_each,
    "Retry Loop": NaiveRun._retry_loop,
    "Loop Break": NaiveRun._break,
    "Loop Continue": NaiveRun._continue,
    "Raise Exception": NaiveRun._raise,
    "Defer Exception": NaiveRun._defer_exception,
    "Defer": NaiveRun._defer,
    "Try / Catch": NaiveRun._try_catch,
    "Try / Catch / Finally": NaiveRun._try_catch_finally,
    "Try / Finally": NaiveRun._try_finally,
}
