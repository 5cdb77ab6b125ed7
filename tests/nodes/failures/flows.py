"""Whole graphs for the node types whose failures depend on the nodes around them."""

from __future__ import annotations

from typing import Any

_JOIN = {"Merge Forked State": True, "Raise Error?": True}
_THREAD = {"Fork": True, "Is Daemon": False, "Buffer Logs": False, "Pool": None, "Max Pool Workers": None}


def connect(source: str) -> dict[str, Any]:
    """Connect a socket to an output, written `node::output`."""
    return {"connections": [source]}


def node(
    name: str, node_id: str, after: str | None, sockets: dict[str, Any] | None = None, field: Any = None
) -> dict[str, Any]:
    """Write a node of a graph: what it follows, its sockets with values or connections, its field."""
    entries = [_entry(socket, value) for socket, value in (sockets or {}).items()]
    if after:
        entries.append({"name": "_backward", "connections": [after if "::" in after else f"{after}::_forward"]})
    written = {"name": name, "id": node_id, "xy": "0,0", "inputs": entries}
    return written if field is None else {**written, "fieldValue": field}


def _entry(socket: str, value: Any) -> dict[str, Any]:
    if value is None:
        return {"name": socket}
    return {"name": socket, **(value if isinstance(value, dict) else {"fieldValue": value})}


def graph(*nodes: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """Join nodes to a graph; the start is added."""
    return {"nodes": [{"name": "Graph Start", "id": "s", "xy": "0,0"}, *nodes], **parts}


def _failing(node_id: str, after: str, name: str | None = None) -> dict[str, Any]:
    return node("Raise Exception", node_id, after, {"Error Message": "broken", "Exception Name": name})


def _set(kind: str, node_id: str, after: str, socket: str, value: Any) -> dict[str, Any]:
    return node(kind, node_id, after, {socket: value}, "v")


def _text(node_id: str, after: str, value: Any) -> dict[str, Any]:
    return node("Append Newline To String", node_id, after, {"String": value})


def _variables() -> dict[str, list[dict[str, Any]]]:
    text = _set("Set Variable (String)", "n", "s", "String To Save", "x")
    number = _set("Set Variable (Number)", "m", "n", "Number To Save", 5)
    return {
        "Set Variable (Number)": [graph(text, number)],
        "Set List Variable (String)": [
            graph(text, _set("Set List Variable (String)", "m", "n", "String List To Save", ["x"]))
        ],
        "Append To List Variable (String)": [
            graph(text, _set("Append To List Variable (String)", "m", "n", "String To Append", "y"))
        ],
        "Append To List Variable (Number)": [
            graph(
                _set("Set List Variable (String)", "n", "s", "String List To Save", ["x"]),
                _set("Append To List Variable (Number)", "m", "n", "Number To Append", 5),
            )
        ],
        "Get Variable": [
            graph(_text("n", "s", connect("g::Value")), _set("Set Variable (String)", "m", "n", "String To Save", "x"),
                  node("Get Variable", "g", None, None, "v")),
        ],
    }  # fmt: skip


def _errors() -> dict[str, list[dict[str, Any]]]:
    caught = {"Errors to Catch": ["Mine"]}
    other = {"Errors to Catch": ["mine", "Mine (Deferred)", "Exception"]}
    flows: dict[str, list[dict[str, Any]]] = {
        "Defer": [graph(node("Defer", "n", "s", {"Name": None}), _failing("f", "n::Deferred Nodes", "Mine"))],
        "Try / Finally": [graph(node("Try / Finally", "n", "s"), _failing("f", "n::Try", "Mine"))],
    }
    for name in ("Try / Catch", "Try / Catch / Finally"):
        flows[name] = [
            graph(node(name, "n", "s", catches), _failing("f", "n::Try", "Mine")) for catches in (caught, other)
        ]
        flows[name].append(
            graph(node(name, "n", "s", caught), _failing("f", "n::Try", "Mine"), _failing("g", "n::Catch", "Other"))
        )
    flows["Try / Catch / Finally"].append(
        graph(
            node("Try / Catch / Finally", "n", "s", other),
            _failing("f", "n::Try", "Mine"),
            _failing("g", "n::Finally", "Last"),
        )
    )
    return flows


def _loops() -> dict[str, list[dict[str, Any]]]:
    retry = {"Maximum Attempts": 2, "Raise Error": True}
    empty = node("Max Number", "n", "s", {"Numbers": []})
    return {
        "Retry Loop": [
            graph(node("Retry Loop", "n", "s", retry), _failing("f", "n::Attempt Body", "Mine")),
            graph(
                node("Retry Loop", "n", "s", {**retry, "Raise Error": False}), _failing("f", "n::Attempt Body", "Mine")
            ),
            graph(node("Retry Loop", "n", "s", retry), node("Loop Continue", "f", "n::Attempt Body")),
        ],
        "For Loop": [
            graph(node("For Loop", "n", "s", {"Number of Iterations": 1}), _failing("f", "n::Loop Body", "Mine")),
            graph(
                node("For Loop", "n", "s", {"Number of Iterations": 1}),
                node("Ceiling of Number", "c", "n::Completed", {"Number": connect("n::Index")}),
            ),
        ],
        "Ranged For Loop": [
            graph(
                node("Ranged For Loop", "n", "s", {"First Index": 3, "Last Index": 1, "Increment": step}),
                _failing("f", "n::Loop Body", "Mine"),
            )
            for step in (1, -1)
        ],
        "Max Number": [graph(empty, node("Ceiling of Number", "c", "n", {"Number": connect("n::Max Number")}))],
        "Loop Break": [
            graph(node("If True", "n", "s", {"Condition": True}), node("Loop Break", "b", "n::If True")),
        ],
        "Ceiling of Number": [
            graph(
                node("Ceiling of Number", "n", "s", {"Number": connect("later::Result")}),
                node("Add Numbers", "later", "n", {"Numbers": [1]}),
            )
        ],
    }


def _threads() -> dict[str, list[dict[str, Any]]]:
    failing = (node("Start Thread", "n", "s", _THREAD), _failing("f", "n::Thread Body", "Mine"))
    pooled = [
        (
            node("Start Thread", "n", "s", {**_THREAD, "Pool": "p", "Max Pool Workers": first}),
            _text("one", "n::Thread Body", "x"),
            node("Start Thread", "m", "n::Next", {**_THREAD, "Pool": "p", "Max Pool Workers": second}),
            _text("two", "m::Thread Body", "x"),
        )
        for first, second in ((-1, -1), (0, 0), (1, 2), (None, 1))
    ]
    return {
        "Start Thread": [graph(*failing), *(graph(*nodes) for nodes in pooled)],
        "Join Thread": [
            graph(*failing, node("Join Thread", "j", "n::Next", {**_JOIN, "Thread ID": number}))
            for number in (0, 1, -1)
        ],
        "Join All Threads": [graph(*failing, node("Join All Threads", "j", "n::Next", _JOIN))],
        "Join Threads In Pool": [
            graph(
                node("Start Thread", "n", "s", {**_THREAD, "Pool": "p"}),
                _failing("f", "n::Thread Body", "Mine"),
                node("Join Threads In Pool", "j", "n::Next", {**_JOIN, "Pool": "p"}),
            )
        ],
    }


def _each() -> dict[str, list[dict[str, Any]]]:
    each = {"Max Workers": -1, "Join Threads": True, "Is Daemon": False, "Buffer Logs": False, **_JOIN}
    source = node("Build List (String)", "l", "s", {"List to Build": ["a", "b"]})
    items = connect("l::List")
    return {
        "Threaded For Each": [
            graph(
                source,
                node("Threaded For Each", "n", "l", {"List to Iterate": items, **each}),
                _text("t", "n::Loop Body", connect("n::Value")),
            ),
            graph(
                source,
                node("Threaded For Each", "n", "l", {"List to Iterate": items, **each}),
                _failing("t", "n::Loop Body", "Mine"),
            ),
        ],
    }


def _subgraphs() -> dict[str, list[dict[str, Any]]]:
    return {
        "Execute Graph": [
            graph(node("Execute Graph", "n", "s", None, "failing")),
            graph(node("Execute Graph", "n", "s", None, "silent"), _text("t", "n", connect("n::out"))),
        ],
    }


FLOWS: dict[str, list[dict[str, Any]]] = {
    **_variables(),
    **_errors(),
    **_loops(),
    **_threads(),
    **_each(),
    **_subgraphs(),
}
