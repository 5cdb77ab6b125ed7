"""Directed graphs: labels joined by arrows."""

from __future__ import annotations

from graphex.nodes.visualizations.layout import layout_of
from graphex.nodes.visualizations.topic import DirectedGraphNode, drawing
from graphex.plugin import (
    Boolean,
    DirectedGraph,
    EnumInputSocket,
    InputSocket,
    ListInputSocket,
    Number,
    String,
    VariableOutputSocket,
)


class StartDirectedGraph(DirectedGraphNode):
    """Begins a directed graph with one label."""

    name = "Start Directed Graph"

    start_label = InputSocket(String, "Start Label", "The label, from which the graph grows.")
    directed_graph = VariableOutputSocket(DirectedGraph, "Directed Graph", "The graph.")

    def run(self) -> None:
        # Needs networkx, which not every installation has.
        from graphex.plugin.datatypes.directed_graph import DirectedGraphViz  # noqa: PLC0415

        graph = DirectedGraphViz()
        graph.add_node(self.start_label)
        graph.set_root_node(self.start_label)
        self.directed_graph = graph


class AddEdge(DirectedGraphNode):
    """Adds an arrow from one label of a directed graph to another; both are added if they are not there."""

    name = "Add Edge/Connection to Directed Graph"

    existing_graph = InputSocket(DirectedGraph, "Existing Graph", "The graph, which stays as it is.")
    existing_node_label = InputSocket(String, "Existing Node Label", "The label where the arrow begins.")
    new_node_label = InputSocket(String, "New Node Label", "The label where the arrow ends.")
    directed_graph = VariableOutputSocket(DirectedGraph, "Directed Graph", "A copy of the graph with the arrow.")

    def run(self) -> None:
        graph = self.existing_graph.copy()
        graph.add_edge(self.existing_node_label, self.new_node_label)
        self.directed_graph = graph


class PlotDirectedGraph(DirectedGraphNode):
    """Draws a directed graph to an image file."""

    name = "Plot Directed Graph"
    hyperlink = ("https://networkx.org/documentation/stable/reference/drawing.html#module-networkx.drawing.layout",)

    existing_graph = InputSocket(DirectedGraph, "Existing Graph", "The graph.")
    title = InputSocket(String, "Title", "The title above the picture.")
    output_filename = InputSocket(
        String, "Output Filename", "The image file; its extension decides the kind.", "directed_graph.png"
    )
    hierarchical = InputSocket(
        Boolean,
        "Hierarchical?",
        "Whether the labels stand in rows by their distance from the first one; the graph must be a tree.",
        True,
    )
    radial_hierarchy = InputSocket(
        Boolean, "Radial Hierarchy?", "Whether they stand in circles instead; it counts before the rows.", True
    )
    node_size = InputSocket(Number, "Node Size", "The size of the dots.", 1000)
    font_size = InputSocket(Number, "Font Size", "The size of the labels.", 10)
    spacing_algorithm = EnumInputSocket(
        String,
        "Spacing Algorithm",
        "How the labels are placed without a hierarchy.",
        ["Arf", "Circular", "ForceAtlas2", "Planar", "Random", "Shell", "Spring", "Spectral", "Spiral"],
        "Spring",
    )
    label_colors = InputSocket(String, "Label Colors", "The colour of the labels.", "#000000")
    custom_colors = ListInputSocket(
        String,
        "Custom Colors",
        "The colours of the dots, by their distance from the first label; over again if there are too few.",
    )

    def run(self) -> None:
        graph = self.existing_graph
        places, depths = layout_of(graph, self._layout())
        colors = self.custom_colors or ["#1f78b4"]
        with drawing(self.title, self.output_filename, inches=(10, 8), dots_per_inch=100) as axes:
            # Needs networkx, which not every installation has.
            import networkx as nx  # noqa: PLC0415

            nx.draw(
                graph,
                places,
                ax=axes,
                with_labels=True,
                node_size=self.node_size,
                font_size=self.font_size,
                font_color=self.label_colors,
                node_color=[colors[depths[label] % len(colors)] for label in graph],
            )

    def _layout(self) -> str:
        if self.radial_hierarchy:
            return "Radial"
        if self.hierarchical:
            return "Hierarchical"
        chosen = self.spacing_algorithm
        # A text from elsewhere may be written in any case.
        return type(self).spacing_algorithm.member(chosen) or chosen
