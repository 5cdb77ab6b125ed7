"""Plans against a naive interpreter of the same graphs, for graphs of any shape."""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphex.engine import check_graph
from graphex.engine.events import types as events
from graphex.engine.run.errors import NodeRuntimeError
from graphex.graph.model import MISSING
from graphs import START, bind, connect, log, node, run, variable
from naive_interpreter import NaiveRun

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphex.graph.model import NodeEntry, SocketEntry
    from graphs import Run

EXAMPLES = int(os.environ.get("GRAPHEX_TEST_GRAPHS", "200"))

# By kind of statement: its branches, and the link output on which the rest of the block follows; where there is none,
# there is no rest.
KINDS: dict[str, tuple[tuple[str, ...], str | None]] = {
    "Log (Print)": ((), "_forward"),
    "Set Variable (Number)": ((), "_forward"),
    "Set bound": ((), "_forward"),
    "Set Variable (String)": ((), "_forward"),
    "Append To List Variable (Number)": ((), "_forward"),
    "Add Numbers": ((), "_forward"),
    "Divide Numbers": ((), "_forward"),
    "Less Than": ((), "_forward"),
    "Defer Exception": ((), "_forward"),
    "Raise Exception": ((), None),
    "Loop Break": ((), None),
    "Loop Continue": ((), None),
    "If / Else": (("If True", "If False"), None),
    "If / Else / Finally": (("If True", "If False"), "Finally"),
    "If True": (("If True",), None),
    "If False / Finally": (("If False",), "Finally"),
    "Sequence (2)": (("First Event", "Second Event"), None),
    "For Loop": (("Loop Body",), "Completed"),
    "Ranged For Loop": (("Loop Body",), "Completed"),
    "Infinite Loop": (("Loop Body",), "Completed"),
    "For Each": (("Loop Body",), "Completed"),
    "Retry Loop": (("Attempt Body", "After Attempt", "On Failure"), "Completed"),
    "Defer": (("Deferred Nodes",), "Continue"),
    "Try / Catch": (("Try", "Catch"), "Continue"),
    "Try / Catch / Finally": (("Try", "Catch"), "Finally"),
    "Try / Finally": (("Try",), "Finally"),
}
SIMPLE = sorted(kind for kind, (branches, _) in KINDS.items() if not branches)
COMPOUND = sorted(kind for kind, (branches, _) in KINDS.items() if branches)
# The outputs that other nodes read, by the kind of value they have.
OUTPUTS = {
    "Set Variable (Number)": ("number", "Value"),
    "Set bound": ("bound", "Value"),
    "Set Variable (String)": ("text", "Value"),
    "Append To List Variable (Number)": ("list", "New List"),
    "Add Numbers": ("number", "Result"),
    "Divide Numbers": ("number", "Result"),
    "Less Than": ("truth", "Result"),
    "For Loop": ("number", "Index"),
    "Ranged For Loop": ("number", "Index"),
    "Infinite Loop": ("number", "Index"),
    "For Each": ("number", "Value"),
    "Retry Loop": ("number", "Attempt Number"),
}
ERRORS = ("Alpha", "Beta", "RuntimeError", "ZeroDivisionError")


@dataclass
class Statement:
    """A node that is to be made, with the blocks of its branches."""

    kind: str
    blocks: tuple[tuple[Statement, ...], ...] = ()
    id: str = ""


def blocks(depth: int) -> st.SearchStrategy[tuple[Statement, ...]]:
    kinds = st.sampled_from([*SIMPLE, "Log (Print)", "Log (Print)"]).map(Statement)
    if depth:
        kinds |= st.sampled_from(COMPOUND).flatmap(
            lambda kind: st.tuples(*[blocks(depth - 1)] * len(KINDS[kind][0])).map(lambda own: Statement(kind, own))
        )
    return st.lists(kinds, min_size=1, max_size=4).map(tuple)


class Writer:
    """Writes the nodes of statements; what they read is drawn when all outputs are known."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any], block: tuple[Statement, ...]) -> None:
        self.nodes: list[NodeEntry] = []
        self.data: list[NodeEntry] = []
        self._draw = draw
        self._count = 0
        self._outputs: dict[str, list[str]] = defaultdict(list)
        self._earlier: dict[str, list[str]] = defaultdict(list)
        self._name(block)
        self._write(block, self._begin())

    def _name(self, block: tuple[Statement, ...]) -> None:
        for statement in block:
            self._count += 1
            statement.id = f"s{self._count}"
            self._know(self._outputs, statement)
            for own in statement.blocks:
                self._name(own)
            if KINDS[statement.kind][1] is None:
                return

    def _know(self, outputs: dict[str, list[str]], statement: Statement) -> None:
        if statement.kind in OUTPUTS:
            kind, name = OUTPUTS[statement.kind]
            outputs[kind].append(f"{statement.id}::{name}")

    def _begin(self) -> str:
        """Set some of the variables first."""
        after = "all::First Event"
        for name, setter in SETTERS.items():
            if self._pick(True, True, True, False):
                self.nodes.append(setter(f"first-{name}", after))
                after = f"first-{name}::_forward"
        return after

    def _write(self, block: tuple[Statement, ...], after: str) -> None:
        for statement in block:
            branches, rest = KINDS[statement.kind]
            name, sockets, value = STATEMENTS[statement.kind](self)
            self.nodes.append(node(name, statement.id, after, sockets, *[value] if value else []))
            self._know(self._earlier, statement)
            for branch, own in zip(branches, statement.blocks, strict=True):
                is_endless = statement.kind == "Infinite Loop"
                self._write(own, self._write_end(statement.id) if is_endless else f"{statement.id}::{branch}")
            if rest is None:
                return
            after = f"{statement.id}::{rest}"

    def _write_end(self, loop: str) -> str:
        """Let a loop end after some turns; returns where its body begins."""
        turns = {"Lesser Number": connect(f"{loop}::Index"), "Greater Number": self._pick(0, 1, 2)}
        self.nodes += [
            node("Less Than", f"{loop}-less", f"{loop}::Loop Body", turns),
            node("If / Else", f"{loop}-if", f"{loop}-less", {"Condition": connect(f"{loop}-less::Result")}),
            node("Loop Break", f"{loop}-break", f"{loop}-if::If False"),
        ]
        return f"{loop}-if::If True"

    # Sources

    def _pick(self, *choices: Any) -> Any:
        return self._draw(st.sampled_from(choices))

    def _any_of(self, *sources: Callable[[], Any]) -> Any:
        return self._draw(st.sampled_from(sources))()

    def _feed(self, name: str, sockets: dict[str, Any] | None = None, value: Any = None) -> str:
        """Make a node without links and name its output."""
        made = node(name, f"d{len(self.data)}", None, sockets, *[value] if value is not None else [])
        self.data.append(made)
        return _output_of(made)

    def _shared(self, kind: str, otherwise: Any) -> Any:
        """Read a node without links that feeds others as well, if there is one."""
        found = self._without_links(kind)
        return connect(self._pick(*found)) if found else otherwise

    def _without_links(self, kind: str) -> list[str]:
        ends = {"number": ("To Number", "New Number"), "truth": ("To Boolean",), "text": ("To String",)}[kind]
        return [_output_of(made) for made in self.data if made.name.endswith(ends) or made.field_value == kind]

    def _output(self, kind: str, otherwise: Any) -> Any:
        """Read a node with links, mostly one that comes before."""
        found = self._earlier[kind]
        if self._draw(st.integers(0, 9)) == 0:
            found = self._outputs[kind]
        return connect(self._pick(*found)) if found else otherwise

    def number(self, depth: int = 2) -> Any:
        """Draw where a number comes from."""
        sources: list[Callable[[], Any]] = [
            lambda: self._pick(-1, 0, 1, 3, 0.5),
            lambda: variable("number"),
            lambda: self._output("number", 2),
            lambda: connect(self._feed("New Number", value=self._pick(4, 0.25))),
            lambda: self._shared("number", 5),
            lambda: self._shared("number", 6),
            lambda: connect(self._feed("Get Variable", value="number")),
        ]
        if depth:
            sources += [
                lambda: connect(self._feed("Boolean To Number", {"Cast From": self.truth(depth - 1)})),
                lambda: connect(self._feed("String To Number", {"Cast From": self._pick("7", "1e3", "no number")})),
            ]
        return self._any_of(*sources)

    def bound(self) -> Any:
        """Draw where a number of few turns comes from, which other nodes may change meanwhile."""
        return self._any_of(
            lambda: self._pick(0, 1, 2, 2.7),
            lambda: variable("bound"),
            lambda: self._output("bound", 1),
            lambda: connect(self._feed("Get Variable", value="bound")),
        )

    def truth(self, depth: int = 2) -> Any:
        """Draw where a truth value comes from."""
        sources: list[Callable[[], Any]] = [
            lambda: self._pick(True, False),
            lambda: self._output("truth", True),
            lambda: self._shared("truth", False),
        ]
        if depth:
            sources += [
                lambda: connect(self._feed("Number To Boolean", {"Cast From": self.number(depth - 1)})),
                lambda: connect(self._feed("String To Boolean", {"Cast From": self.text(depth - 1)})),
            ]
        return self._any_of(*sources)

    def text(self, depth: int = 2) -> Any:
        """Draw where a text comes from."""
        sources: list[Callable[[], Any]] = [
            lambda: self._pick("a", "b"),
            lambda: variable("text"),
            lambda: self._output("text", "c"),
            lambda: self._shared("text", "d"),
        ]
        if depth:
            number = lambda: connect(self._feed("Number To String", {"Cast From": self.number(depth - 1)}))  # noqa: E731 - one of several
            sources += [
                number,
                number,
                lambda: connect(self._feed("Boolean To String", {"Cast From": self.truth(depth - 1)})),
            ]
        return self._any_of(*sources)

    def numbers(self) -> Any:
        """Draw where a list of numbers comes from."""
        found = [*self._earlier["number"], *self._earlier["list"], *self._without_links("number")]
        if not found or self._pick(True, False, False):
            return self._draw(st.lists(st.sampled_from([1, 2, 0.5]), max_size=2))
        return connect(*self._draw(st.lists(st.sampled_from(found), min_size=1, max_size=3, unique=True)))

    def lists(self) -> Any:
        """Draw which lists are joined."""
        found = self._earlier["list"]
        drawn = self._draw(st.lists(st.sampled_from(found), max_size=2, unique=True)) if found else []
        return connect(*drawn or [self._feed("Empty List (Number)")])

    def error(self) -> dict[str, Any]:
        """Draw what a node fails with."""
        return {"Error Message": "failed", "Exception Name": self._pick(None, "Alpha", "Beta")}

    def caught(self) -> dict[str, Any]:
        """Draw which errors are caught."""
        return {"Errors to Catch": self._draw(st.lists(st.sampled_from(ERRORS), max_size=2))}

    def retried(self) -> dict[str, Any]:
        """Draw how often something is attempted."""
        return {"Maximum Attempts": self._pick(0, 1, 2, 3), "Raise Error": self._pick(True, False)}

    def ranged(self) -> dict[str, Any]:
        """Draw what a loop counts."""
        return {"First Index": self.bound(), "Last Index": self.bound(), "Increment": self._pick(0, 1, 2, 0.5)}

    def turns(self) -> Any:
        """Draw a number of few turns that is written in the graph."""
        return self._pick(0, 1, 2, 2.5)


def _output_of(made: NodeEntry) -> str:
    return f"{made.id}::{'Cast To' if ' To ' in made.name else 'Value'}"


def setter(name: str, kind: str, value: Any) -> Callable[[str, str], NodeEntry]:
    return lambda node_id, after: node(f"Set Variable ({kind})", node_id, after, {f"{kind} To Save": value}, name)


SETTERS = {
    "number": setter("number", "Number", 1),
    "bound": setter("bound", "Number", 2),
    "text": setter("text", "String", "t"),
}
# The name of the node that a statement is, its sockets, its field.
STATEMENTS: dict[str, Callable[[Writer], tuple[str, dict[str, Any], str]]] = {
    **{kind: lambda _, kind=kind: (kind, {}, "") for kind in KINDS},  # type: ignore[misc]  # a default is no parameter
    "Set bound": lambda draw: ("Set Variable (Number)", {"Number To Save": draw.turns()}, "bound"),
    "Set Variable (Number)": lambda draw: ("Set Variable (Number)", {"Number To Save": draw.number()}, "number"),
    "Set Variable (String)": lambda draw: ("Set Variable (String)", {"String To Save": draw.text()}, "text"),
    "Append To List Variable (Number)": lambda draw: (
        "Append To List Variable (Number)",
        {"Number To Append": draw.number()},
        "list",
    ),
    "Log (Print)": lambda draw: ("Log (Print)", {"String": draw.text(), "Level": "info"}, ""),
    "Add Numbers": lambda draw: ("Add Numbers", {"Numbers": draw.numbers()}, ""),
    "Divide Numbers": lambda draw: ("Divide Numbers", {"Dividend": draw.number(), "Divisor": draw.number()}, ""),
    "Less Than": lambda draw: ("Less Than", {"Lesser Number": draw.number(), "Greater Number": draw.number()}, ""),
    "If / Else": lambda draw: ("If / Else", {"Condition": draw.truth()}, ""),
    "If / Else / Finally": lambda draw: ("If / Else / Finally", {"Condition": draw.truth()}, ""),
    "If True": lambda draw: ("If True", {"Condition": draw.truth()}, ""),
    "If False / Finally": lambda draw: ("If False / Finally", {"Condition": draw.truth()}, ""),
    "For Loop": lambda draw: ("For Loop", {"Number of Iterations": draw.bound()}, ""),
    "Ranged For Loop": lambda draw: ("Ranged For Loop", draw.ranged(), ""),
    "For Each": lambda draw: ("For Each", {"List to Iterate": draw.lists()}, ""),
    "Retry Loop": lambda draw: ("Retry Loop", draw.retried(), ""),
    "Defer": lambda _: ("Defer", {"Name": None}, ""),
    "Raise Exception": lambda draw: ("Raise Exception", draw.error(), ""),
    "Defer Exception": lambda draw: ("Defer Exception", draw.error(), ""),
    "Try / Catch": lambda draw: ("Try / Catch", draw.caught(), ""),
    "Try / Catch / Finally": lambda draw: ("Try / Catch / Finally", draw.caught(), ""),
}


class Drawn(list["NodeEntry"]):
    """Nodes, which a failing test shows a line each."""

    def __repr__(self) -> str:
        return "\n".join(["the nodes:", *map(_line, self)])


def _line(entry: NodeEntry) -> str:
    sources = {socket.name: _source(socket) for socket in entry.inputs}
    return f"  {entry.id}: {entry.name} {entry.field_value!r} {sources}"


def _source(socket: SocketEntry) -> Any:
    connected = [f"{connection.node_id}::{connection.socket}" for connection in socket.connections]
    return connected or next(
        (source for source in (socket.field_value, socket.variable_name) if source is not MISSING), None
    )


@st.composite
def graphs(draw: Callable[[st.SearchStrategy[Any]], Any]) -> Drawn:
    """Make the nodes of a graph that has no problems, though it may well fail."""
    writer = Writer(draw, draw(blocks(3)))
    # Each variable is set somewhere, as a graph without problems must have it.
    places = ("all::Second Event", *(f"last-{name}::_forward" for name in SETTERS))
    last = [make(f"last-{name}", after) for (name, make), after in zip(SETTERS.items(), places, strict=False)]
    sequence = node("Sequence (2)", "all", "start")
    end = log("last", "last-text", "the end")
    return Drawn([sequence, *writer.nodes, *last, end, *draw(st.permutations(writer.data))])


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(graphs())
def test_a_plan_does_what_a_naive_interpreter_does(nodes: Drawn) -> None:
    assert check_graph(bind(*nodes)) == []
    expected = NaiveRun([START, *nodes]).run()

    done = run(*nodes)
    observed = run(*nodes, wants_nodes=True)

    assert outcome_of(done) == outcome_of(observed) == outcome_of(expected)
    assert [event.node for event in observed.reader.of(events.NodeStarted)] == expected.order


def outcome_of(done: Run | NaiveRun) -> str:
    """Return what a run logged, the errors that it ended with, and its variables."""
    if isinstance(done, NaiveRun):
        return repr((done.lines, done.errors, done.variables))
    errors = [error for error in done.outcome.errors if isinstance(error, NodeRuntimeError)]
    assert len(errors) == len(done.outcome.errors)
    # What nodes say of their own accord, such as of a division by zero, begins with their name.
    lines = [line for line in done.lines if not line.startswith("[")]
    variables = {name: value for name, (value, _, _) in done.runtime.variables.items()}
    return repr((lines, [(error.error_type, error.node.id) for error in errors], variables))
