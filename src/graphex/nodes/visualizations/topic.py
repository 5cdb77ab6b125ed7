"""What the nodes of plots have in common: looks, and drawing to a file."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from graphex.plugin import Node
from graphex.plugin.colors import COLOR_VIS

if TYPE_CHECKING:
    from collections.abc import Iterator


class PlotNode(Node, is_template=True):
    """The looks of the nodes of this topic."""

    categories = ["Visualizations"]
    color = COLOR_VIS


class DirectedGraphNode(Node, is_template=True):
    """The looks of the nodes of directed graphs."""

    categories = ["Visualizations", "Directed Graph"]
    color = COLOR_VIS


@contextlib.contextmanager
def drawing(title: str, filename: str, *, inches: tuple[float, float], dots_per_inch: int) -> Iterator[Any]:
    """Yield axes to draw on, and write the picture to a file at the end."""
    try:
        # Takes a second to load, and belongs to an extra.
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
        from matplotlib.figure import Figure  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "Plots need matplotlib, which is not installed. Install it with: pip install 'graphex[plots]'",
            name="matplotlib",
        ) from error
    figure = Figure(figsize=inches)
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    yield axes
    axes.set_title(title)
    figure.savefig(filename, dpi=dots_per_inch)
