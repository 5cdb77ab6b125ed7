"""Graph inputs and outputs, and graphs that run as nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphex.engine import check_graph
from graphex.graph.format import format_graph
from graphex.graph.model import Graph, GraphInput, GraphOutput
from graphs import START, bind, connect, graph_input, log, node, run

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.graph.model import NodeEntry

NAME = GraphInput("name", "String", default_value="world")
GREETING = GraphOutput("greeting", "String")


def save(path: Path, *nodes: NodeEntry, inputs: tuple[GraphInput, ...] = (NAME,)) -> None:
    """Write a graph that greets."""
    path.write_text(format_graph(Graph("Greets.", (START, *nodes), inputs, (GREETING,))), "utf-8")


GREET = (
    node("Append To String", "append", "start", {"Base String": "hello ", "String To Append": graph_input("name")}),
    node("Set Graph Output", "set", "append", {"Value": connect("append::Result")}, value=" greeting "),
)


def test_inputs_are_read_and_outputs_are_set() -> None:
    done = run(
        node("Get Graph Input", "get", value=" name "),
        node("Set Graph Output", "set", "start", {"Value": connect("get::Value")}, value="greeting"),
        node("End", "end", "set"),
        inputs=(NAME,),
        outputs=(GREETING,),
        values={"name": "Ann"},
    )

    assert done.outcome.outputs == {"greeting": "Ann"}


def test_another_graph_runs_with_values_from_here(tmp_path: Path) -> None:
    save(tmp_path / "greet.gx", *GREET)

    done = run(
        node("Execute Graph", "run", "start", {"name": "Ann"}, value="greet"),
        log("log", "run", connect("run::greeting")),
        root=tmp_path,
    )

    assert done.lines == ["[Execute Graph] Executing graph file: greet", "hello Ann"]


def test_an_input_that_was_added_with_a_default_breaks_no_parent(tmp_path: Path) -> None:
    save(tmp_path / "greet.gx", *GREET)

    done = run(
        node("Execute Graph", "run", "start", {}, value="greet"),
        log("log", "run", connect("run::greeting")),
        root=tmp_path,
    )

    assert done.lines[-1] == "hello world"


def test_errors_of_the_other_graph_are_errors_of_the_node(tmp_path: Path) -> None:
    save(
        tmp_path / "fail.gx", node("Raise Exception", "raise", "start", {"Error Message": "no", "Exception Name": None})
    )

    done = run(node("Execute Graph", "run", "start", {"name": "x"}, value="fail.gx"), root=tmp_path)

    assert done.errors == ["SubGraphRuntimeError"]
    assert "Subgraph '/fail.gx' finished" in str(done.outcome.errors[0])


def test_an_output_that_was_not_set_is_an_error(tmp_path: Path) -> None:
    save(tmp_path / "lazy.gx", node("End", "end", "start"))

    done = run(node("Execute Graph", "run", "start", {"name": "x"}, value="lazy"), root=tmp_path)

    assert done.errors == ["RuntimeError"]


def test_a_graph_that_runs_itself_is_reported_in_one_line(tmp_path: Path) -> None:
    save(tmp_path / "a.gx", node("Execute Graph", "b", "start", {"name": "x"}, value="b"))
    save(tmp_path / "b.gx", node("Execute Graph", "a", "start", {"name": "x"}, value="a"))
    bound = bind(node("Execute Graph", "run", "start", {"name": "x"}, value="a"), root=tmp_path)

    problems = check_graph(bound.subgraph("a"))

    assert [problem.message for problem in problems] == ["The graph runs itself: a.gx -> b.gx -> a.gx"]


def test_a_description_of_the_other_graph_describes_the_node(tmp_path: Path) -> None:
    save(tmp_path / "greet.gx", *GREET)
    bound = bind(node("Execute Graph", "run", "start", {"name": "x"}, value="greet"), root=tmp_path)

    assert bound.shape(bound.get_node("run")).dynamic.description == "Greets."
