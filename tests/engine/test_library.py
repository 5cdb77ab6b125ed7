"""The graphs below a root."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphex.engine import GraphLibrary, GraphRuntime, NodeRuntimeError, RunOptions, check_graph, compile_plan
from graphex.engine.check.nesting import Nesting
from graphex.engine.events import types as events
from graphex.engine.events.wants import Wants
from graphex.errors import GraphexError
from graphex.graph.format import format_graph
from graphex.graph.model import Graph
from graphs import START, Reader, built_in, log, node

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.engine import BoundGraph, Outcome
    from graphex.graph.model import NodeEntry

GRAPH = "nodes:\n  - {name: Graph Start, id: s}\n"


def library(root: Path) -> GraphLibrary:
    (root / "sub").mkdir()
    (root / "a.gx").write_text(GRAPH)
    (root / "sub" / "B.GX").write_text(GRAPH)
    return GraphLibrary(root, built_in())


def test_a_graph_is_read_once(tmp_path: Path) -> None:
    graphs = library(tmp_path)
    first = graphs.subgraph(" a ")
    (tmp_path / "a.gx").write_text("broken: [")

    assert graphs.subgraph("a.gx") is first
    assert first.name == "/a.gx"
    assert graphs.subgraph("sub/B.GX").name == "/sub/B.GX"
    assert first.root == tmp_path.resolve()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "No graph file path provided"),
        ("gone", "gone.gx is not a file below the root directory"),
        ("../outside", "is not contained within the root directory"),
        ("link", "is not contained within the root directory"),
        ("folder", "is a directory"),
        ("/etc/passwd", "is not contained within the root directory"),
    ],
)
def test_what_cannot_be_read_is_one_error(tmp_path: Path, name: str, message: str) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "outside.gx").write_text(GRAPH)
    (root / "folder.gx").mkdir()
    (root / "link.gx").symlink_to(tmp_path / "outside.gx")

    with pytest.raises(GraphexError, match=message) as raised:
        GraphLibrary(root, built_in()).subgraph(name)

    assert raised.value.hint


def test_a_path_from_the_folder_of_the_graph_is_corrected(tmp_path: Path) -> None:
    parent = library(tmp_path).subgraph("sub/B.GX")
    (tmp_path / "sub" / "u.gx").write_text(GRAPH)

    with pytest.raises(GraphexError, match=r"u\.gx is not a file below the root directory") as raised:
        parent.subgraph("u")

    assert raised.value.hint == "Paths of graphs start at the root: write sub/u.gx."


def nested(root: Path, depth: int, *innermost: NodeEntry) -> BoundGraph:
    """Write graphs that run one inside the other, and give the outer one."""
    for number in range(depth - 1):
        runs = (node("Execute Graph", "run", "start", value=f"g{number + 1}"), log("log", "run", f"after {number}"))
        (root / f"g{number}.gx").write_text(format_graph(Graph(nodes=(START, *runs))))
    (root / f"g{depth - 1}.gx").write_text(format_graph(Graph(nodes=(START, *innermost))))
    return GraphLibrary(root, built_in()).subgraph("g0")


def run_all(graph: BoundGraph, *, wants_nodes: bool = False) -> tuple[Outcome, Reader]:
    reader = Reader(Wants(nodes=wants_nodes, values=wants_nodes))
    runtime = GraphRuntime(compile_plan(graph), {}, events=reader, options=RunOptions())
    return runtime.run(), reader


@pytest.mark.parametrize(("depth", "wants_nodes"), [(200, True), (1000, False)])
def test_deeply_nested_graphs_are_checked_and_run(tmp_path: Path, depth: int, *, wants_nodes: bool) -> None:
    graph = nested(tmp_path, depth, log("log", "start", "innermost"))

    problems = check_graph(graph)
    outcome, reader = run_all(graph, wants_nodes=wants_nodes)

    assert problems == []
    assert outcome.status == "succeeded"
    logged = [line for line in reader.lines if not line.startswith("[Execute Graph]")]
    assert logged == ["innermost", *(f"after {number}" for number in reversed(range(depth - 1)))]


def test_graphs_that_are_nested_deeper_are_refused(tmp_path: Path) -> None:
    (problem,) = check_graph(nested(tmp_path, 1001, log("log", "start", "innermost")))

    assert problem.code == "subgraph"
    assert "more than 1,000 deep" in problem.message


def test_a_problem_of_the_innermost_graph_is_found(tmp_path: Path) -> None:
    (problem,) = check_graph(nested(tmp_path, 200, log("log", "start", None)))

    assert "socket 'String'" in problem.message


def test_an_error_of_the_innermost_graph_reaches_the_outer_one(tmp_path: Path) -> None:
    raising = node("Raise Exception", "raise", "start", {"Error Message": "so deep", "Exception Name": None})

    outcome, reader = run_all(nested(tmp_path, 200, raising), wants_nodes=True)

    (error,) = outcome.errors
    assert isinstance(error, NodeRuntimeError)
    assert error.error_type == "SubGraphRuntimeError"
    assert reader.of(events.NodeFailed)[0].message == "so deep"
    assert isinstance(reader.events[-1], events.RunFinished)


def write_doubling(root: Path) -> None:
    """Write graphs of which each runs the next one twice."""
    for number in range(30):
        twice = [
            node("Execute Graph", "first", "start", value=f"g{number + 1}"),
            node("Execute Graph", "second", "first", value=f"g{number + 1}"),
        ]
        (root / f"g{number}.gx").write_text(format_graph(Graph(nodes=(START, *twice))))
    (root / "g30.gx").write_text(format_graph(Graph(nodes=(START, log("log", "start", "x")))))


def test_a_graph_that_many_others_run_is_looked_at_once(tmp_path: Path) -> None:
    write_doubling(tmp_path)
    graphs = GraphLibrary(tmp_path, built_in())

    assert Nesting().height(graphs.subgraph("g0")) == 31
    assert check_graph(graphs.subgraph("g0")) == []


def write_circles(root: Path) -> None:
    """Write graphs that run one another."""
    for name, other in (("a", "b"), ("b", "c"), ("c", "b"), ("d", "e"), ("e", "d")):
        graph = Graph(nodes=(START, node("Execute Graph", "run", "start", value=other)))
        (root / f"{name}.gx").write_text(format_graph(graph))


def test_graphs_that_run_each_other_have_no_height(tmp_path: Path) -> None:
    write_circles(tmp_path)
    graphs = GraphLibrary(tmp_path, built_in())

    assert [Nesting().height(graphs.subgraph(name)) for name in "abcd"] == [None] * 4
    assert "runs itself: b.gx -> c.gx -> b.gx" in check_graph(graphs.subgraph("b"))[0].message
