"""The error of a node: which node failed where, with its block of text for the log."""

from __future__ import annotations

import base64
import sys
import traceback
from typing import TYPE_CHECKING, Any

from graphex.plugin.exceptions import (
    INDENT,
    LoopBreakException,
    LoopContinueException,
    NodeFailure,
    ProgramEnd,
    SubGraphRuntimeError,
    ThreadedRunTimeError,
)

if TYPE_CHECKING:
    from graphex.engine.run.threads import NodeThread
    from graphex.plugin.node import Node

_PREVIOUS = 5  # so many of the nodes before the failing one are listed
_BAR = "│ "
_MESSAGE = 20_000  # characters: a container of megabytes in a message helps nobody


class NodeRuntimeError(NodeFailure):
    """A node of a run failed.

    The text is the block that the log shows. `exception` is what the node raised.
    """

    def __init__(  # noqa: PLR0917 - plugins call it so
        self,
        runtime: Any,
        node: Node,
        exception: BaseException,
        is_deferred: bool = False,
        thread: NodeThread | None = None,
        verbose_info: bool = False,
    ) -> None:
        super().__init__(exception)
        self.runtime = runtime
        self.node = node
        self.exception = exception
        self.is_deferred = is_deferred
        self.thread = thread
        self.verbose_info = verbose_info
        self.graph_name: str = runtime.graph.name

    @property
    def error_type(self) -> str:  # type: ignore[override]  # worked out when it is asked for
        """The class name of what the node raised, which Try / Catch compares."""
        return type(self.exception).__name__

    @property
    def message(self) -> str:  # type: ignore[override]  # likewise
        """What the node's exception says, with secrets masked and without the middle of a long text."""
        return shortened(self._hidden(text_of(self.exception)))

    def _hidden(self, text: str) -> str:
        hidden: str = self.runtime.emitter.hidden(text)
        return hidden

    @property
    def error_link(self) -> str:
        """The place of the node in a form that the editor opens: name, id and file in base64."""
        where = f"{self.node.name}+{self.node.id}+{self.graph_name.removeprefix('/')}"
        return f"errorLink://{base64.b64encode(where.encode()).decode('ascii')}"

    @property
    def stack_summary(self) -> str:
        """The traceback of the node's own code."""
        return self._hidden("".join(traceback.format_exception(self.exception)).rstrip())

    def __str__(self) -> str:
        return self.formatted()

    def formatted(self) -> str:
        """Return the block of text that the log shows."""
        node = self.node
        thread = f" ({self._hidden(self.thread.label)})" if self.thread else ""
        lines = [f"Node: {node.name}{thread}"]
        if self.verbose_info:
            lines += [f"ID: {node.id}", f"Previous Nodes: {self._previous()}"]
        message = self.message.rstrip("\n")
        if "\n" in message:
            lines += ["Message: ", *(INDENT + line for line in message.split("\n"))]
        else:
            lines.append(f"Message: {message}")
        lines += [f"Error Type: {self._hidden(self.error_type)}{' (Deferred)' if self.is_deferred else ''}"]
        lines += [f"Error Link: {self.error_link}"]
        if self.verbose_info:
            lines += self.stack_summary.split("\n")
        return "\n".join([f"Node [{node.name} ({node.id})] failed.", *(_BAR + line for line in lines)])

    def azure_issue(self) -> str | None:
        """Return the pipeline command that reports the error, or None for errors that only carry others."""
        if isinstance(self.exception, SubGraphRuntimeError | ThreadedRunTimeError):
            return None
        message = " ".join(part for line in self.message.split("\n") if (part := line.strip()))
        return f"##vso[task.logissue type=error]{self._hidden(self.error_type)}: {message}"

    def _previous(self) -> str:
        """Return the nodes that led to the failing one, as the links of the graph have them."""
        steps = self.runtime.plan.predecessors(self.node.id, _PREVIOUS)
        chain = " -> ".join(f"[{step.name} ({step.id})]" for step in steps)
        return f"{chain} --> [{self.node.name} ({self.node.id})]" if chain else f"[{self.node.name} ({self.node.id})]"


def text_of(error: BaseException) -> str:
    """Return what an error says; a plugin's exception may fail to say it."""
    try:
        return _in_words(str(error))
    except Exception as failure:  # noqa: BLE001 - the boundary around a plugin's code
        return f"({type(error).__name__} without text: {type(failure).__name__})"


def shortened(text: str) -> str:
    """Leave out the middle of a long message: it begins with what went wrong and ends with where."""
    if len(text) <= _MESSAGE:
        return text
    return f"{text[: _MESSAGE // 2]}\n… ({len(text):,} characters in all)\n{text[-_MESSAGE // 2 :]}"


def _in_words(text: str) -> str:
    """Replace the advice of Python that an author of graphs cannot follow."""
    if "sys.set_int_max_str_digits" not in text:
        return text
    return f"A number with more than {sys.get_int_max_str_digits():,} digits can be neither written nor read as a text."


PASSED_ON = (NodeRuntimeError, KeyboardInterrupt, ProgramEnd, GeneratorExit, LoopBreakException, LoopContinueException)
"""What goes through nodes unwrapped: known errors, the end of the program, and leaving loops."""


def interrupted(error: BaseException) -> bool:
    """Return whether an error is the end of the program rather than a failure, also inside a sub-graph."""
    return isinstance(error, KeyboardInterrupt | ProgramEnd)
