"""The graph of a trial: one node with the values that are tried, as a document that any GraphEx reads."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_LONG = 100
"""Longer texts may be shortened in a message."""
_SPECIAL: dict[str, Callable[[], Any]] = {
    "nan": lambda: math.nan,
    "inf": lambda: math.inf,
    "-inf": lambda: -math.inf,
    "10**400": lambda: 10**400,
    "300 letters": lambda: "x" * 300,
    "number keys": lambda: {1: "a", 2.5: "b", None: "c"},
    "date": lambda: {"a": dt.date(2020, 1, 1), "b": {"c": dt.date(2021, 1, 1)}},
    "not finite": lambda: {"a": math.nan, "b": math.inf},
}
REFUSED: dict[str, Any] = {"refused": True}
"""What happens to a graph that does not run at all."""


@dataclass(frozen=True)
class Trial:
    """One node, its sockets with their datatypes (`String`, `Number[]`, …), and the values that they are given."""

    node: str
    kind: str
    sockets: Mapping[str, str]
    values: Mapping[str, Any]
    field: Any = None
    output: str = "Value"
    graph: Mapping[str, Any] | None = None


def trials(
    name: str, entry: Mapping[str, Any], flows: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[list[Any], Trial]]:
    """Read the trials of a node type from a table, each with the row where its outcome stands last."""
    sets, kind, field = entry["sets"], entry["kind"], entry.get("field")
    output = entry.get("output", "Value")
    for row in entry.get("fields", []):
        yield row, Trial(name, kind, sets[0]["sockets"], sets[0]["good"], row[0], output)
    for group in sets:
        for row in group["trials"]:
            values = group["good"] if row[0] is None else {**group["good"], row[0]: row[1]}
            yield row, Trial(name, kind, group["sockets"], values, field, output)
    for row, graph in zip(entry.get("flows", []), flows, strict=True):
        yield row, Trial(name, kind, {}, {}, None, output, graph)


def live(trial: Trial, places: Mapping[str, str], graph_type: Callable[..., Any]) -> dict[str, Any]:
    """Return the values of a trial as a run takes them."""
    return {name: value_of(written, places, graph_type) for name, written in trial.values.items()}


def outcome(errors: Sequence[Any], values: Mapping[str, Any], files: list[str]) -> dict[str, Any]:
    """Describe how a trial ended: the error as graphs catch it, facts of its message, and what happened to files."""
    found: dict[str, Any] = {}
    if errors:
        error = getattr(errors[0], "exception", errors[0])
        if type(error).__name__ == "GraphValidationError":
            return REFUSED
        found = {"error": type(error).__name__, "says": facts(str(error), values)}
    if files:
        found["files"] = files
    return {part: value for part, value in found.items() if value != []}


def value_of(written: Any, places: Mapping[str, str], graph_type: Callable[..., Any]) -> Any:
    """Return what a written value stands for; `graph_type` makes a directed graph."""
    if isinstance(written, str):
        return re.sub(r"\{[A-Z]{4,}\}", lambda found: places.get(found[0], found[0]), written)
    if isinstance(written, list):
        return [value_of(item, places, graph_type) for item in written]
    if isinstance(written, dict) and "$" in written:
        name = written["$"]
        return _graph(graph_type, written["edges"]) if name == "graph" else _SPECIAL[name]()
    return written


def document(trial: Trial) -> dict[str, Any]:
    """Write the graph of a trial; values come from graph inputs of the same names."""
    if trial.graph is not None:
        return dict(trial.graph)
    node: dict[str, Any] = {"name": trial.node, "id": "n", "xy": "0,0"}
    if trial.field is not None:
        node["fieldValue"] = trial.field
    entries = [_socket(name, trial.values.get(name)) for name in trial.sockets]
    nodes = [{"name": "Graph Start", "id": "s", "xy": "0,0"}]
    if trial.kind == "action" and trial.node != "Graph Start":
        entries.append({"name": "_backward", "connections": ["s::_forward"]})
    node["inputs"] = entries
    if trial.node != "Graph Start":
        nodes.append(node)
    if trial.kind in {"data", "generator", "cast"}:
        nodes.append(_consumer(trial.output))
    inputs = [
        {"name": name, "datatype": kind.removesuffix("[]"), **({"isList": True} if kind.endswith("[]") else {})}
        for name, kind in trial.sockets.items()
        if trial.values.get(name) is not None
    ]
    return {"nodes": nodes, "inputs": inputs}


def _socket(name: str, value: Any) -> dict[str, Any]:
    return {"name": name} if value is None else {"name": name, "graphInputName": name}


def _consumer(output: str) -> dict[str, Any]:
    sockets = [
        {"name": "List", "connections": [f"n::{output}"]},
        {"name": "Separator", "fieldValue": ","},
        {"name": "_backward", "connections": ["s::_forward"]},
    ]
    return {"name": "List to String", "id": "c", "xy": "0,0", "inputs": sockets}


def _graph(graph_type: Callable[..., Any], edges: list[list[str]]) -> Any:
    graph = graph_type()
    for first, second in edges:
        graph.add_edge(first, second)
    if edges:
        graph.set_root_node(edges[0][0])
    return graph


def facts(message: str, values: Mapping[str, Any]) -> list[str]:
    """Find what graphs may read in a message: the number of a system error, an exit code, and the values tried."""
    found = re.findall(r"^\[Errno \d+\]", message)
    found += [f"code {number}" for number in re.findall(r"code[: ](-?\d+)", message)]
    texts = [item for value in values.values() for item in (value if isinstance(value, list) else [value])]
    told = {text for text in texts if isinstance(text, str) and 1 < len(text.strip()) < _LONG}
    return sorted({*found, *(text for text in told if "127.0.0.1" not in text and text in message)})
