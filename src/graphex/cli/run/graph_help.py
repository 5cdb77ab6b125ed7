"""Help on graphs: which can be run, and which inputs one of them has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphex.errors import GraphexError
from graphex.graph.load import load_graph
from graphex.graph.model import MISSING
from graphex.masks import HIDDEN
from graphex.runs.given import TYPED_IN
from graphex.workspace.graphs import list_graphs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from graphex.cli.output import Output
    from graphex.graph.model import Graph, GraphInput
    from graphex.runs.input_values import InputValue


def print_graphs(root: Path, output: Output) -> None:
    """List the graphs below the root that can be run from the command line, each with its description."""
    listing = list_graphs(root, what="root")
    output.heading("Graphs")
    rows = [row for graph in listing.graphs if (row := _listed(root, graph.path)) is not None]
    if rows:
        output.columns(rows)
    else:
        output.result(f"There are no graphs below {root}.")
    if listing.stopped:
        output.warning(listing.stopped)
    for folder in listing.closed:
        output.warning(f"Not listed: {folder.path}: {folder.reason}.")


def _listed(root: Path, name: str) -> tuple[str, str] | None:
    try:
        graph = load_graph(root / name)
    except GraphexError as error:
        return (name, f"(cannot be read: {error.message})")
    if not all(entry.datatype in TYPED_IN for entry in graph.inputs):
        return None
    return (name, graph.description.partition("\n")[0])


def print_inputs(graph: Graph, values: Mapping[str, InputValue], output: Output) -> None:
    """Print a table of the inputs of a graph, with their present values; passwords and secrets stay hidden."""
    if graph.description:
        output.result(graph.description)
    if not graph.inputs:
        output.result("The graph has no inputs.")
        return
    output.heading("Graph inputs")
    header = ("Name", "Datatype", "Value", "Accepted", "From", "Description")
    output.columns([header, *(_row(entry, values.get(entry.name)) for entry in graph.inputs)])


def _row(entry: GraphInput, value: InputValue | None) -> Sequence[str]:
    kind = f"{entry.datatype} (List)" if entry.is_list else entry.datatype
    options = entry.enum_options if isinstance(entry.enum_options, list) else []
    accepted = f"({', '.join(str(option) for option in options)})" if options else "ANY"
    description = "" if entry.description in (MISSING, None) else str(entry.description)
    return (
        entry.name,
        kind,
        _shown(value),
        accepted,
        value.origin if value else "",
        " ".join(description.split()),
    )


def _shown(value: InputValue | None) -> str:
    if value is None:
        return "(required)"
    return HIDDEN if value.is_hidden else str(value.value)
