"""Bar graphs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphex.nodes.visualizations.topic import PlotNode, drawing
from graphex.plugin import (
    Boolean,
    DataContainer,
    InputSocket,
    ListInputSocket,
    Number,
    OptionalInputSocket,
    String,
)

if TYPE_CHECKING:
    from graphex.plugin.datatypes import Container


class CreateBarGraph(PlotNode):
    """Draws numbers as groups of bars to an image file."""

    name = "Create Bar Graph"

    data_to_graph = InputSocket(
        DataContainer, "Data to Graph", "The numbers: each category with a list of one number per group."
    )
    group_names = ListInputSocket(String, "Group Names", "The names of the groups, in the order of the numbers.")
    x_axis_label_data = InputSocket(String, "X-Axis Label (Data)", "What the numbers are.")
    y_axis_label_categories = InputSocket(String, "Y-Axis Label (Categories)", "What the categories are.")
    title = InputSocket(String, "Title", "The title above the picture.")
    output_filename = InputSocket(
        String, "Output Filename", "The image file; its extension decides the kind.", "bar_graph.png"
    )
    indicator_line = OptionalInputSocket(
        Number, "Indicator Line", "Where a line is drawn across all bars; none without a number."
    )
    indicator_label = OptionalInputSocket(String, "Indicator Label", "The name of the line.")
    annotate_values = InputSocket(Boolean, "Annotate Values", "Whether each bar has its number beside it.")
    convert_to = InputSocket(
        Boolean, "Convert to %", "Whether the numbers are shares of 1 that are shown as percent.", False
    )
    custom_colors = ListInputSocket(
        String, "Custom Colors", "The colours of the groups; over again if there are too few."
    )

    def run(self) -> None:
        factor = 100 if self.convert_to else 1
        data = {
            str(name): [number * factor for number in numbers]
            for name, numbers in _categories(self.data_to_graph).items()
        }
        groups = self.group_names
        if not groups:
            raise ValueError("A bar graph needs the name of at least one group.")
        rows = [[data[name][position] for name in data] for position in range(len(groups))]
        with drawing(self.title, self.output_filename, inches=(12, 6), dots_per_inch=150) as axes:
            self._bars(axes, list(data), dict(zip(groups, rows, strict=True)))
            axes.set_xlabel(self.x_axis_label_data)
            axes.set_ylabel(self.y_axis_label_categories)
            if self.indicator_line is not None:
                axes.axvline(self.indicator_line, color="black", linestyle="--", label=self.indicator_label or None)
            axes.legend()

    def _bars(self, axes: Any, names: list[str], rows: dict[str, list[float]]) -> None:
        """Draw the bars of each group a little below those of the one before."""
        height = 0.8 / max(len(rows), 1)
        colors, sign = self.custom_colors, "%" if self.convert_to else ""
        for number, (group, values) in enumerate(rows.items()):
            places = [place + number * height for place in range(len(names))]
            color = colors[number % len(colors)] if colors else None
            bars = axes.barh(places, values, height, label=group, color=color)
            if self.annotate_values:
                axes.bar_label(bars, labels=[f"{value:g}{sign}" for value in values])
        middle = height * (len(rows) - 1) / 2
        axes.set_yticks([place + middle for place in range(len(names))], labels=names)
        axes.invert_yaxis()


def _categories(data: Container) -> dict[Any, list[float]]:
    if not isinstance(data, dict):
        raise TypeError("A bar graph needs categories with their numbers, but got a list.")
    return data
