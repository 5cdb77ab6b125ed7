"""The built-in datatypes, and their casts to one another."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any, TypeAlias

from graphex.plugin import colors
from graphex.plugin.datatypes.definition import DataType

if TYPE_CHECKING:
    from graphex.plugin.datatypes.checks import Check

Container: TypeAlias = "dict[Any, Any] | list[Any]"


class _DirectedGraphType(DataType[Any]):
    """The datatype of directed graphs, whose Python type is imported when it is asked for."""

    def get_type(self) -> Any:
        # networkx takes longer to load than most runs, and belongs to an extra.
        from graphex.plugin.datatypes.directed_graph import DirectedGraphViz  # noqa: PLC0415

        return DirectedGraphViz

    def _make_check(self) -> Check:
        def accepts(value: object) -> bool:
            # Where the module is not loaded, no value of its type exists.
            return "graphex.plugin.datatypes.directed_graph" in sys.modules and isinstance(value, self.get_type())

        return accepts


String: DataType[str] = DataType(str, "String", "Text.", colors.COLOR_STRING, ["Data"])
Number: DataType[float] = DataType(
    int | float, "Number", "A whole or fractional number.", colors.COLOR_NUMBER, ["Data"]
)
Boolean: DataType[bool] = DataType(bool, "Boolean", "True or false.", colors.COLOR_BOOLEAN, ["Data"])
Dynamic: DataType[Any] = DataType(
    Any,
    "Dynamic",
    "A value of any datatype; what is connected decides.",
    colors.COLOR_DYNAMIC_DATATYPE,
    ["Data"],
)
DataContainer: DataType[Container] = DataType(
    dict | list,
    "Data Container",
    "Data with structure, as in JSON and YAML files: names with values, and lists, nested as deep as needed.",
    colors.COLOR_DATA_CONTAINER,
    ["Data"],
    dict,
)
DirectedGraph: DataType[Any] = _DirectedGraphType(
    None,
    "Directed Graph",
    "Labels joined by arrows, to be plotted.",
    colors.COLOR_DIRECTED_GRAPH_VIZ,
    ["Data"],
)


@DataContainer.cast(to=String)
def _container_text(container: Container) -> str:
    return json.dumps(container, indent=4, default=str)


Number.cast(to=String)(str)
Number.cast(to=Boolean)(bool)
String.cast(to=Number)(float)
String.cast(to=Boolean)(bool)
Boolean.cast(to=Number)(int)
Boolean.cast(to=String)(str)
DataContainer.cast(to=Boolean)(bool)
DirectedGraph.cast(to=String)(str)
