"""What is tried on which node type.

In `tests`, `python -m nodes.failures.plan TABLE` writes the table without results, and `record.py` fills it in.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphex.engine import GraphLibrary
from graphex.graph.model import MISSING, Graph, GraphInput, NodeEntry, SocketEntry
from graphex.plugin import Dynamic
from graphs import built_in
from nodes.failures import values as v
from nodes.failures.flows import FLOWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from graphex.plugin import Node
    from graphex.plugin.registry import Registry

# What sockets take whose datatype does not say it, by a part of their name, and a good value for them.
_BY_NAME: list[tuple[str, str, list[Any], Any]] = [
    ("String", "Archive File Path", v.PATHS, "archive.zip"),
    ("String", "Directory Path", v.PATHS, "made"),
    ("String", "Output Directory", v.PATHS, "out"),
    # Each of these is a picture, which takes a while.
    ("String", "Output Filename", v.FEW_PATHS, "picture.png"),
    ("String", "Axis Label", ["", "☃"], "text"),
    ("String", "Title", ["", "☃"], "text"),
    ("String", "Indicator Label", ["", "☃"], None),
    ("String", "Destination", v.PATHS, "target"),
    ("String", "Path", v.PATHS, "file.txt"),
    ("String", "Pattern", [*v.PATHS, "**", "[", "[a", "*.txt", "dir/*", "?"], "*.txt"),
    ("String", "Certificate", v.PATHS, None),
    ("String", "Query", v.QUERIES, "s"),
    ("String", "Location", v.QUERIES, "s"),
    ("String[]", "Locations", [[], *([query] for query in v.QUERIES), ["s", "s"], ["a", "a.b"]], ["s"]),
    ("String", "Regex", v.PATTERNS, "o(n)"),
    ("String", "Replacement", v.REPLACEMENTS, "x"),
    ("String", "Base String", v.FORMATS, "{}"),
    ("String", "Level", v.LEVELS, "info"),
    ("String", "JSON String", v.JSON, '{"a": 1}'),
    ("String", "YAML String", v.YAML, "a: 1"),
    ("String", "Date String", v.DATES, "2024-01-01"),
    ("String", "Date Format", v.DATE_FORMATS, None),
    ("String", "Timezone", v.ZONES, "UTC"),
    ("String", "Binary String", v.BASES, "0b101"),
    ("String", "Octal String", v.BASES, "0o17"),
    ("String", "Hexidecimal String", v.BASES, "0x1F"),
    ("String", "URL", v.URLS, "{HTTP}/ok"),
    ("String", "Host name", v.HOSTS, "127.0.0.1"),
    ("String", "Target", v.HOSTS, "127.0.0.1"),
    ("String", "Source Address", v.HOSTS, None),
    ("String", "Interface", ["", "x", "lo", "a\0b", "☃", v.LONG], None),
    ("Number", "TTL", v.NUMBERS, None),
    ("String", "IP", v.HOSTS, "127.0.0.1"),
    ("String", "Hash Function Name", ["", "x", "SHA256", "md5", "sha3_256", "sha-256", "new", "shake_128"], "sha256"),
    ("String", "Label Colors", v.COLORS, "#000000"),
    ("String[]", "Custom Colors", [[], *([color] for color in v.COLORS)], []),
    ("String", "Spacing Algorithm", ["Spring", "spring", "Planar"], "Circular"),
    ("String", "Method", ["", "get", "GET", "HEAD", "TRACE", "PUT", "x", "GET "], "GET"),
    ("Number", "Timeout", [0, -1, 0.5, v.NAN, v.INFINITE, v.HUGE, None], 5),
    ("Number", "Indent", [None, *v.NUMBERS[:8]], None),
]

# Good values where neither datatype nor name finds one.
_GOOD: dict[str, dict[str, Any]] = {
    "Create Bar Graph": {
        "Data to Graph": {"x": [1, 2], "y": [3, 4]}, "Group Names": ["g", "h"], "Indicator Line": None,
        "Indicator Label": None, "Annotate Values": False,
    },
    "Log Image": {"Path to File": "file.txt", "Base64 String": None},
    "Network HTTP Request": {
        "Body": None, "Headers": None, "Cookies": None, "Auth Username": None, "Auth Password": None,
    },
    "Network HTTP Download": {"Path": "new.bin"},
    "Write String to File": {"File Path": "new.txt"},
    "Decompress (Unzip) Archive": {"Password": None},
    "Compress (Zip) File": {"Archive File Path": "new.zip", "File Path to Add": "file.txt"},
    "Data Container From Key/Value Pairs": {"String": "a: b"},
    "Create JSON String": {"Key:Value Pairs": ["a:b"]},
    "Run Sub Proccess": {"Command": "echo a"},
    "Format & Log (Print)": {"String": "{}"},
    "Format & Log (Print) (1)": {"String": "{}"},
    "Data Container Format String": {"String": "{data:s}"},
    "Format Unix Timestamp": {"Unix Time": 5, "Date Format": "%Y"},
    "Sleep": {"Seconds": 0},
    "Raise Exception": {"Exception Name": None},
    "Defer Exception": {"Exception Name": None},
    "Debug Breakpoint (Log)": {"End Program": False},
    "Start Thread": {"Pool": None, "Max Pool Workers": None},
    "Get Data Container Number Value": {"Query": "n"},
    "Test Data Container Has Number Value": {"Query": "n"},
    "Get Data Container Keys": {"Query": "a"},
    "Get Nested Data Container": {"Query": "a", "Ignore Dot Notation?": None},
    "Set Nested Data Container": {"Location": "new", "Ignore Dot Notation?": None},
    "Add List to Data Container": {"Location": "new", "Ignore Dot Notation?": None},
    "Get Nested Data Container List": {"Query": "parts"},
    "Get String List from Data Container": {"Location": "texts"},
    "Get Number List from Data Container": {"Location": "numbers"},
    "Get Boolean List from Data Container": {"Location": "flags"},
    "Get Data Container List from Data Container": {"Location": "parts"},
    "Extract Data Container Items": {"Data Container": v.WITHOUT_NULL},
    "Data Container Move Value": {"From Location": "s", "To Location": "new"},
    "Find Data Container": {"Location": "a", "Value": "1"},
    "Arccos of Number": {"Number": 0.5},
    "Arcsin of Number": {"Number": 0.5},
    "Raise Number to Power": {"Base Number": 2, "Exponent": 2},
    "Plot Directed Graph": {"Hierarchical?": False, "Radial Hierarchy?": False},
    "String To Number": {"Cast From": "5"},
    "String (List) To Number (List)": {"Cast From": ["5", "6"]},
    "Join Thread": {"Thread ID": 0},
    "Threaded For Each": {"Max Workers": None},
}  # fmt: skip

_NAMES: list[Any] = ["", "  ", " name ", "☃", 5]
_VERBS = ("Set", "Set List", "Append To List")

# What the fields of nodes are tried with.
_FIELDS: dict[str, list[Any]] = {
    "New Number": [1.5, "x", True, 10**30],
    "New String": [5, True, ""],
    "New Boolean": ["x", 0],
    "Comment": ["", "x"],
    "Execute Graph": ["", "  ", "missing", "../x", "child", "child.gx", "dir", "/child.gx", "file.txt"],
    "Get Graph Input": ["", "missing"],
    "Set Graph Output": ["", "missing"],
    "Get Variable": ["", "missing"],
    "Named Format String": ["", "x", "{", "}", "\\{x\\}", "{{", 5],
    **{f"{verb} Variable{kind}": _NAMES for verb in _VERBS for kind in ("", " (Boolean)", " (Number)", " (String)")},
}

_FIELD_DEFAULTS = {name: "name" for name in _FIELDS if "Variable" in name} | {"Execute Graph": "child"}

# Further values for one socket.
_MORE: dict[tuple[str, str], list[Any]] = {
    ("Run Sub Proccess", "Command"): [
        "", "  ", "exit 3", "echo out; echo err >&2; exit 7", "no-such-command-x", "kill -9 $$", "a\0b",
        "printf 'a\\377b'",
        "echo ☃", "exit 256", "'", "cat file.txt",
    ],
    ("Parse Date String", "Date Format"): ["%Y-%m-%d", "%Y", "%Q"],
    ("String To Number", "Cast From"): [" 5 ", "1_0", "0x1F", "1e400", "inf", "1,5", "٣", ""],
    ("Slice Substring", "Starting Index"): [-9, 9],
    ("Data Container Format String", "String"): ["{data:missing}", "{data:}", "{data}", "{ DATA : s }", "{data:a.b.9}"],
    ("Data Container From Key/Value Pairs", "String"): ["x", "a", ":", "a:", ": b", "a: b\n\nc", "a: 1\na: 2"],
    ("Network HTTP Request", "Headers"): [{"X": "a\nb"}, {"X Y": "1"}, {"": "x"}, {"X": "☃"}, {"X": 1}],
    ("Network HTTP Request", "Auth Username"): ["u"],
    ("Network HTTP Request", "Auth Password"): ["p"],
    ("Raise Exception", "Exception Name"): ["", "  ", "KeyError", "a b", "a\0b", "☃", "1", "Exception"],
    ("Defer Exception", "Exception Name"): ["", "  ", "KeyError", "a b", "1"],
    ("Log Image", "Base64 String"): ["", "x", "aGk=", "☃"],
    ("Format & Log (Print)", "String"): v.FORMATS,
    ("Format & Log (Print) (1)", "String"): v.FORMATS,
}  # fmt: skip

# Nodes whose first socket is tried once more with another choice of what to do about failures.
_AGAIN: dict[str, dict[str, Any]] = {
    "DNS Forward Lookup": {"Raise Errors": False},
    "DNS Reverse Lookup": {"Raise Errors": False},
    "Delete Path": {"Recursive": False},
    "Find Data Container": {"Error If Not Found": False},
    "Network HTTP Request": {"Error On Failure": False},
    "Run Sub Proccess": {"Fail on Error?": False},
    "Write String to File": {"Append?": False},
}

# Values that a machine, or the patience of people, does not stand.
_LEFT_OUT: dict[str, set[str]] = {
    "Sleep": {"1.5", "0.5"},
    # What the version of Python, or of a library, makes of them.
    "Unicode Number to String": {"1000000000000000000", "1e+308", '{"$": "10**400"}'},
    "Plot Directed Graph": {"1000000000000000000", "1e+308", '{"$": "inf"}'},
    "String Regex Replace": {'{"$": "-inf"}'},
    "Copy Path": {'".."'},
    "Move Path": {'".."'},
    "Delete Path": {'".."'},
}


def table(registry: Registry) -> dict[str, dict[str, Any]]:
    """Return what is tried on each node type: its sockets, good values for them, and what replaces one of them."""
    return {name: _entry(name, registry.nodes[name], registry) for name in sorted(registry.nodes)}


def _entry(name: str, node_type: type[Node], registry: Registry) -> dict[str, Any]:
    field = node_type.get_field()
    entry: dict[str, Any] = {"kind": node_type.node_type.value}
    if field is not None:
        entry["field"] = _FIELD_DEFAULTS.get(name, field.default_value)
        entry["fields"] = [[value] for value in _FIELDS.get(name, [])]
    if node_type.node_type.value in {"generator", "data", "cast"}:
        entry["output"] = next(iter(node_type.shape().data_outputs), "Value")
    shapes = list(_typed(node_type, registry)) if _open(node_type) else [_static(node_type)]
    entry["sets"] = [_set(name, sockets, whole=number == 0) for number, sockets in enumerate(shapes)]
    if name in _AGAIN:
        entry["sets"].append(_set(name, shapes[0], whole=False, other=_AGAIN[name]))
    entry["flows"] = [[] for _ in FLOWS.get(name, [])]
    return {part: value for part, value in entry.items() if value != []}


def _static(node_type: type[Node]) -> dict[str, str]:
    return {socket.name: _kind(socket) for socket in node_type.data_inputs()}


def _kind(socket: Any) -> str:
    return f"{socket.datatype.name}{'[]' if socket.is_list else ''}"


def _open(node_type: type[Node]) -> bool:
    return any(socket.datatype is Dynamic for socket in node_type.data_inputs())


def _typed(node_type: type[Node], registry: Registry) -> Iterator[dict[str, str]]:
    """Yield the sockets that a node has once its open socket is fed by each of the datatypes."""
    opened = next(socket for socket in node_type.data_inputs() if socket.datatype is Dynamic)
    for datatype in ("String", "Number", "Boolean", "Data Container", "Directed Graph"):
        entry = SocketEntry(opened.name, graph_input_name="given")
        node = NodeEntry(node_type.name, "n", inputs=(entry,), field_value="name")
        given = GraphInput("given", datatype, opened.is_list or MISSING)
        bound = GraphLibrary(Path(), registry).bind(Graph(nodes=(node,), inputs=(given,)), "/x.gx")
        yield {s.name: _kind(s) for s in bound.shape(node).inputs.values() if not s.is_link}


def _rule(socket: str, kind: str) -> tuple[list[Any], Any] | None:
    return next(((tried, good) for wanted, part, tried, good in _BY_NAME if wanted == kind and part in socket), None)


def _good(name: str, socket: str, kind: str) -> Any:
    given = _GOOD.get(name, {})
    if socket in given:
        return given[socket]
    rule = _rule(socket, kind)
    return rule[1] if rule else v.GOOD.get(kind)


def _set(name: str, sockets: dict[str, str], *, whole: bool, other: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the trials of one set of sockets; those whose datatype is the same in all sets are tried in one only."""
    good = {socket: _good(name, socket, kind) for socket, kind in sockets.items()} | dict(other or {})
    trials: list[list[Any]] = [[None, None]]
    for socket, kind in sockets.items():
        rule = _rule(socket, kind)
        tried = [*(rule[0] if rule else v.BY_TYPE.get(kind, [])), *_MORE.get((name, socket), [])]
        if whole or socket == next(iter(sockets)):
            trials += [[socket, value] for value in _distinct(tried) if _stands(name, value) and value != good[socket]]
    return {"sockets": sockets, "good": good, "trials": trials}


def _distinct(values: Iterable[Any]) -> Iterator[Any]:
    seen = set()
    for value in values:
        if repr(value) not in seen:
            seen.add(repr(value))
            yield value


def _stands(name: str, value: Any) -> bool:
    return repr(value).replace("'", '"') not in _LEFT_OUT.get(name, set())


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(table(built_in())), "utf-8")
