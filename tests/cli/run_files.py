"""Graph files for tests of the commands that run and check them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphex.graph.format import format_graph
from graphex.graph.model import Graph, GraphInput, GraphOutput, NodeEntry
from graphs import START, connect, graph_input, log, node

if TYPE_CHECKING:
    from pathlib import Path

NAME = GraphInput("Name", "String", default_value="world", description="Whom to greet.")


def write(path: Path, *nodes: NodeEntry, **parts: Any) -> None:
    """Write a graph that starts with these nodes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(format_graph(Graph(parts.pop("description", ""), (START, *nodes), **parts)), "utf-8")


def write_greeting(path: Path, *, inputs: tuple[GraphInput, ...] = (NAME,)) -> None:
    """Write a graph that logs a greeting and gives it as its output."""
    write(
        path,
        node("Append To String", "join", "start", {"Base String": "Hello ", "String To Append": graph_input("Name")}),
        log("log", "join", connect("join::Result")),
        node("Set Graph Output", "set", "log", {"Value": connect("join::Result")}, value="greeting"),
        description="Greets.",
        inputs=inputs,
        outputs=(GraphOutput("greeting", "String"),),
    )


def write_failing(path: Path) -> None:
    """Write a graph that fails."""
    write(path, node("Raise Exception", "raise", "start", {"Error Message": "oh no", "Exception Name": "Mine"}))


def write_broken(path: Path) -> None:
    """Write a graph with two problems."""
    write(path, log("a", "start", 5), log("b", "a", None))
