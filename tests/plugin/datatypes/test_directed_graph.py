"""The Python type of directed graphs."""

from __future__ import annotations

from graphex.plugin.datatypes.directed_graph import DirectedGraphViz


def test_a_graph_remembers_its_root_also_in_a_copy() -> None:
    graph = DirectedGraphViz()
    graph.set_root_node("a")

    assert graph.get_root_node() == "a"
    assert graph.copy().get_root_node() == "a"
    assert DirectedGraphViz().get_root_node() is None
