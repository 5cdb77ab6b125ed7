"""Plots."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import pytest

from graphex.nodes.visualizations import bar_graph, directed_graph
from graphex.testing import run_node

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.plugin.datatypes.directed_graph import DirectedGraphViz


def size_of(image: Path) -> tuple[int, int]:
    """Return width and height of a PNG file."""
    width, height = struct.unpack(">II", image.read_bytes()[16:24])
    return width, height


def grown(*edges: tuple[str, str]) -> DirectedGraphViz:
    graph: DirectedGraphViz = run_node(directed_graph.StartDirectedGraph, {"Start Label": "root"}).outputs[
        "Directed Graph"
    ]
    for old, new in edges:
        inputs = {"Existing Graph": graph, "Existing Node Label": old, "New Node Label": new}
        graph = run_node(directed_graph.AddEdge, inputs).outputs["Directed Graph"]
    return graph


def plot(graph: DirectedGraphViz, image: Path, **changed: Any) -> None:
    inputs = {
        "Existing Graph": graph,
        "Title": "T",
        "Output Filename": str(image),
        "Hierarchical?": False,
        "Radial Hierarchy?": False,
        "Node Size": 1000,
        "Font Size": 10,
        "Spacing Algorithm": "Circular",
        "Label Colors": "#000000",
        "Custom Colors": [],
    }
    run_node(directed_graph.PlotDirectedGraph, inputs | changed)


def test_an_arrow_is_added_to_a_copy() -> None:
    before = grown()

    after = grown(("root", "a"))

    assert list(before.nodes) == ["root"]
    assert list(after.edges) == [("root", "a")]
    assert after.get_root_node() == "root"


@pytest.mark.parametrize("kind", ["Radial Hierarchy?", "Hierarchical?", "Title"])
def test_a_tree_is_drawn(tmp_path: Path, kind: str) -> None:
    plot(
        grown(("root", "a"), ("root", "b"), ("a", "c")), tmp_path / "x.png", **{kind: True if kind != "Title" else "T"}
    )

    assert size_of(tmp_path / "x.png") == (1000, 800)


def test_a_hierarchy_needs_a_tree(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="needs a tree"):
        plot(grown(("root", "a"), ("a", "root")), tmp_path / "x.png", **{"Hierarchical?": True})


def test_a_circle_of_arrows_is_drawn(tmp_path: Path) -> None:
    plot(grown(("root", "a"), ("a", "root")), tmp_path / "x.png")

    assert (tmp_path / "x.png").exists()


def test_a_label_that_no_arrow_leads_to_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="root to stray"):
        plot(grown(("stray", "a"), ("root", "a")), tmp_path / "x.png")


def test_bars_are_drawn_and_the_data_stays(tmp_path: Path) -> None:
    data = {"one": [0.5, 0.25], "two": [1, 0]}
    inputs = {
        "Data to Graph": data,
        "Group Names": ["a", "b"],
        "X-Axis Label (Data)": "x",
        "Y-Axis Label (Categories)": "y",
        "Title": "T",
        "Output Filename": str(tmp_path / "x.png"),
        "Indicator Line": 50,
        "Indicator Label": "half",
        "Annotate Values": True,
        "Convert to %": True,
        "Custom Colors": ["red"],
    }

    run_node(bar_graph.CreateBarGraph, inputs)

    assert size_of(tmp_path / "x.png") == (1800, 900)
    assert data == {"one": [0.5, 0.25], "two": [1, 0]}
