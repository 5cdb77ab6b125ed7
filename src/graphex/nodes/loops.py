"""Loops: running a branch again and again."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from graphex.plugin import (
    Boolean,
    Dynamic,
    DynamicInputTemplateNode,
    Flow,
    InputSocket,
    LinkOutputSocket,
    ListInputSocket,
    Node,
    NodeDynamicAttributes,
    Number,
    OutputSocket,
    String,
)
from graphex.plugin.colors import COLOR_CONTROL_FLOW
from graphex.plugin.exceptions import LoopBreakException, LoopContinueException, NodeFailure

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from graphex.plugin import GraphView
    from graphex.plugin.protocols import Entry

_TUTORIAL = "https://docs.python.org/3/tutorial"
_BODY = "What runs once per turn."
_COMPLETED = "Where execution goes on after the last turn, or after Loop Break."


class _Loop(Node, is_template=True, include_forward_link=False):
    categories = ["Control Flow"]
    color = COLOR_CONTROL_FLOW
    turn_branch = "Loop Body"

    def turns(self, turns: Iterable[Any]) -> Flow:
        """Run the body once per turn; Loop Continue ends a turn, Loop Break the loop."""
        for _ in turns:
            try:
                yield "Loop Body"
            except LoopContinueException:
                continue
            except LoopBreakException:
                break
        return None


class ForLoop(_Loop, include_forward_link=False):
    """Runs a branch a number of times, then goes on."""

    name = "For Loop"
    hyperlink = (f"{_TUTORIAL}/controlflow.html#the-range-function",)

    iterations = InputSocket(
        Number, "Number of Iterations", "How often; fractions are cut off. It is read once, at the start.", 10
    )
    body = LinkOutputSocket("Loop Body", _BODY)
    index = OutputSocket(Number, "Index", "The number of the turn, from 0.")
    completed = LinkOutputSocket("Completed", _COMPLETED)

    def run(self) -> None:
        self.disable_output_socket("Index")

    def flow(self) -> Flow:
        # Written out rather than by `turns`, as Infinite Loop is: the loops that run millions of times.
        for index in range(int(self.iterations)):
            self.index = index
            try:
                yield "Loop Body"
            except LoopContinueException:
                continue
            except LoopBreakException:
                break
        self.disable_output_socket("Index")
        return "Completed"


class InfiniteLoop(_Loop, include_forward_link=False):
    """Runs a branch again and again, until Loop Break or an error."""

    name = "Infinite Loop"
    hyperlink = ("https://docs.python.org/3/reference/compound_stmts.html#while",)

    body = LinkOutputSocket("Loop Body", _BODY)
    index = OutputSocket(Number, "Index", "The number of the turn, from 0.")
    completed = LinkOutputSocket("Completed", "Where execution goes on after Loop Break.")

    def run(self) -> None:
        self.disable_output_socket("Index")

    def flow(self) -> Flow:
        for index in count():
            self.index = index
            try:
                yield "Loop Body"
            except LoopContinueException:
                continue
            except LoopBreakException:
                break
        self.disable_output_socket("Index")
        return "Completed"


class RangedForLoop(_Loop, include_forward_link=False):
    """Runs a branch for each number from a first up to a last one, both included, then goes on."""

    name = "Ranged For Loop"
    hyperlink = (f"{_TUTORIAL}/controlflow.html#the-range-function",)

    first = InputSocket(Number, "First Index", "Where to begin.", 0)
    last = InputSocket(Number, "Last Index", "Where to end; it is read again before each turn.", 10)
    increment = InputSocket(Number, "Increment", "What is added after each turn; 0 counts as 1.", 1)
    body = LinkOutputSocket("Loop Body", _BODY)
    index = OutputSocket(Number, "Index", "The number of the turn: the first index, then one increment more each time.")
    completed = LinkOutputSocket("Completed", _COMPLETED)

    def run(self) -> None:
        self.disable_output_socket("Index")

    def flow(self) -> Flow:
        yield from self.turns(self._indices())
        self.disable_output_socket("Index")
        return "Completed"

    def _indices(self) -> Generator[float, None, None]:
        index, step = self.first, self.increment or 1
        while index <= self.last:
            self.index = index
            yield index
            index += step


class _DynamicLoop(DynamicInputTemplateNode, is_template=True, include_forward_link=False):
    categories = ["Control Flow"]
    color = COLOR_CONTROL_FLOW
    turn_branch = "Loop Body"


class ForEach(_DynamicLoop, include_forward_link=False):
    """Runs a branch for each item of a list, then goes on."""

    name = "For Each"
    hyperlink = (f"{_TUTORIAL}/controlflow.html#for-statements",)

    items = ListInputSocket(Dynamic, "List to Iterate", "The list whose items are gone through; it is read once.")

    def run(self) -> None:
        self.disable_output_socket("Value")
        self.disable_output_socket("Index")

    def flow(self) -> Flow:
        for index, item in enumerate(self.items):
            self.set_output_socket_value("Value", item)
            self.set_output_socket_value("Index", index)
            try:
                yield "Loop Body"
            except LoopContinueException:
                continue
            except LoopBreakException:
                break
        return "Completed"

    @classmethod
    def dynamic_attributes(cls, graph: GraphView, instance_metadata: Entry) -> NodeDynamicAttributes:
        datatype = cls.get_datatype("List to Iterate", graph, instance_metadata)
        if datatype is None:
            return NodeDynamicAttributes()
        return NodeDynamicAttributes(
            [
                ListInputSocket(datatype, "List to Iterate", cls.items.description),
                LinkOutputSocket("Loop Body", _BODY),
                OutputSocket(datatype, "Value", "The item of the turn; after the loop, the last one."),
                OutputSocket(Number, "Index", "The position of the item, from 0; after the loop, the last one."),
                LinkOutputSocket("Completed", _COMPLETED),
            ]
        )


class ListCompressionLoop(_DynamicLoop, include_forward_link=False):
    """Goes through several lists at once, item by item, to the end of the shortest; then goes on."""

    name = "List Compression Loop"
    allows_new_inputs = True

    def run(self) -> None:
        for name in self._step.shape.data_outputs:
            self.disable_output_socket(name)

    def flow(self) -> Flow:
        lists = self.input_names()
        turns = min((len(self.read(name)) for name in lists), default=0)
        for index in range(turns):
            self.set_output_socket_value("Index", index)
            for name in lists:
                self.set_output_socket_value(f"{name} Value", self.read(name)[index])
            try:
                yield "Loop Body"
            except LoopContinueException:
                continue
            except LoopBreakException:
                break
        self.disable_output_socket("Index")
        return "Completed"

    @classmethod
    def dynamic_attributes(cls, graph: GraphView, instance_metadata: Entry) -> NodeDynamicAttributes:
        sockets: list[Any] = [
            LinkOutputSocket("Loop Body", _BODY),
            OutputSocket(Number, "Index", "The number of the turn, from 0."),
            LinkOutputSocket("Completed", _COMPLETED),
        ]
        for socket in instance_metadata.get("inputs") or ():
            name = socket["name"]
            if name == "_backward":
                continue
            datatype = cls.get_datatype(name, graph, instance_metadata)
            sockets.append(ListInputSocket(datatype or Dynamic, name, "One of the lists; it is read at each turn."))
            if datatype is not None:
                sockets.append(OutputSocket(datatype, f"{name} Value", f"The item of {name} at this turn."))
        return NodeDynamicAttributes(sockets)


class RetryLoop(_Loop, include_forward_link=False):
    """Runs a branch until it succeeds, or has failed so many times; then goes on."""

    name = "Retry Loop"
    turn_branch = "Attempt Body"
    hyperlink = (f"{_TUTORIAL}/controlflow.html#for-statements", f"{_TUTORIAL}/errors.html#handling-exceptions")

    maximum = InputSocket(Number, "Maximum Attempts", "How often at most; fractions are cut off.", 1)
    raise_error = InputSocket(
        Boolean, "Raise Error", "Whether the last error ends the graph if no attempt succeeds.", True
    )
    body = LinkOutputSocket(
        "Attempt Body", "What is attempted. Loop Break ends it as a success, Loop Continue as a failure."
    )
    after = LinkOutputSocket("After Attempt", "What runs after each attempt, such as a pause.")
    attempt = OutputSocket(Number, "Attempt Number", "The number of the attempt, from 1.")
    success = OutputSocket(Boolean, "Success", "Whether the last attempt succeeded.")
    error_message = OutputSocket(String, "Error Message", "The error of the last attempt; empty after a success.")
    on_failure = LinkOutputSocket("On Failure", "What runs if no attempt succeeded and errors are not raised.")
    completed = LinkOutputSocket("Completed", "Where execution goes on.")

    def run(self) -> None:
        self.attempt, self.success, self.error_message = 0, False, ""

    def flow(self) -> Flow:
        error: Exception | None = None
        for number in range(1, int(self.maximum) + 1):
            self.attempt, error = number, None
            try:
                yield "Attempt Body"
            except LoopBreakException:
                pass
            except LoopContinueException:
                error = RuntimeError("Loop Continue")
            except NodeFailure as failure:
                error = failure
            self.success, self.error_message = error is None, str(error or "")
            yield "After Attempt"
            if error is None:
                break
        if error is not None:
            if self.raise_error:
                raise error
            self.error_message = str(error)
            yield "On Failure"
        return "Completed"


class LoopBreak(Node, include_forward_link=False):
    """Ends the nearest loop around it."""

    name = "Loop Break"
    categories = ["Control Flow"]
    color = COLOR_CONTROL_FLOW
    hyperlink = (f"{_TUTORIAL}/controlflow.html#break-and-continue-statements-and-else-clauses-on-loops",)

    def run(self) -> None:
        raise LoopBreakException


class LoopContinue(Node, include_forward_link=False):
    """Ends this turn of the nearest loop around it; the next turn follows."""

    name = "Loop Continue"
    categories = ["Control Flow"]
    color = COLOR_CONTROL_FLOW
    hyperlink = (f"{_TUTORIAL}/controlflow.html#break-and-continue-statements-and-else-clauses-on-loops",)

    def run(self) -> None:
        raise LoopContinueException
