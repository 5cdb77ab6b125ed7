"""The values that are tried on sockets, by what the socket takes."""

from __future__ import annotations

from typing import Any

LONG = {"$": "300 letters"}
HUGE = {"$": "10**400"}
NAN, INFINITE, NEGATIVE = {"$": "nan"}, {"$": "inf"}, {"$": "-inf"}
TREE = {"$": "graph", "edges": [["a", "b"], ["a", "c"], ["b", "d"]]}

CONTAINER: dict[str, Any] = {
    "a": {"b": [1, 2, {"c": "deep"}]},
    "n": 5,
    "s": "text",
    "d": "5.5",
    "t": True,
    "z": None,
    "texts": ["x", "y"],
    "numbers": [1, 2.5],
    "flags": [True, False],
    "parts": [{"a": 1}, {"a": 2}],
    "mixed": ["x", 1, None],
    "dot.ted": 1,
}

WITHOUT_NULL = {key: value for key, value in CONTAINER.items() if key not in {"z", "mixed"}}

PATHS: list[Any] = [
    "", "  ", ".", "./", "..", "./file.txt", "file.txt/", "file.txt/x", "file.txt/.", "dir", "dir/", "dir/.", "dir/..",
    "empty", "missing", "missing/", "missing/x", "link", "link/", "dirlink", "dirlink/", "dangling", "a\0b",
    " file.txt",
    "file.txt ", LONG, "ünïcode", "*", "~nobody/x", "binary.bin", "broken.zip",
]  # fmt: skip
FEW_PATHS: list[Any] = [
    "", "  ", ".", "..", "file.txt/", "file.txt/x", "dir", "dir/", "missing/", "missing/x", "link", "a\0b", LONG,
]  # fmt: skip
TEXTS: list[Any] = ["", "  ", "a\0b", "☃", "-1", "{x}", "[", "a:b"]
QUERIES: list[Any] = [
    "", "  ", ".", "a.", ".a", "a..b", "a.b", "a.b.0", "a.b.-1", "a.b.9", "a.b.-9", "a.b.x", "a.b.1.5", "a.b.2.c", "n",
    "n.x", "s", "s.0", "d", "t", "z", "z.a", "missing", "missing.x", "a.missing", "a.missing.x", "0", "-1", "texts",
    "numbers", "flags", "parts", "mixed", "parts.0.a", "dot.ted", " a ", "a\0b",
]  # fmt: skip
NUMBERS: list[Any] = [0, -1, 1.5, -2.5, 0.5, 10**18, 1e308, INFINITE, NEGATIVE, NAN, HUGE]
PATTERNS: list[Any] = ["", "(", "[", "*", "a{2,1}", "\\", "(?P<x>", "(?z)", "\\1", "[z-a]", "x", "(o)(n)?"]
REPLACEMENTS: list[Any] = ["", "\\1", "\\g<x>", "\\g<0>", "\\", "\\q", "\\g<"]
FORMATS: list[Any] = [
    "", "{}", "{0}", "{1}", "{x}", "{", "}", "{{}}", "{0", "{0!z}", "{0!r}", "{0:d}", "{0:>5}", "{0.x}", "{0[0]}",
    "{} {}", "{0} {}", "{:{}}",
]  # fmt: skip
JSON: list[Any] = [
    "", "  ", "x", "{", "{}", "[]", "[1", "null", "1", '"x"', "{'a': 1}", '{"a": 1,}', '{"a": 1} x', "NaN", "[NaN]",
    '{"a": 1, "a": 2}', "\ufeff{}", '{"a": "\\ud800"}', "[" * 5, "true", '{"a": {"b": null}}', "a\0b",
]  # fmt: skip
YAML: list[Any] = [
    "", "  ", "x", "a: 1", "- a", "{", "a: b: c", "\t", "a: *x", "a: !!python/none x", "!x y", "a: 2020-01-01",
    "a: 1\n---\nb: 2", "? [1]\n: x", "a: &x [*x]", "null", "a\0b", "'", "a: =", "a: <<", "{1: 2}", "%x",
]  # fmt: skip
DATES: list[Any] = [
    "", "  ", "x", "2024-13-45", "2024-02-30", "2024-01-01", "2024-01-01T00:00:00Z", "2024-01-01 00:00 +25:00", "24:61",
    "0000-01-01", "99999-01-01", "1e400", "2024-01-01 00:00 +0100", "1 January 2024", "a\0b", "☃", "1" * 40,
]  # fmt: skip
DATE_FORMATS: list[Any] = ["", "%", "%Q", "%Y", "x", "%Y-%m-%d", "%", "☃", "a\0b", "%s", "%z"]
ZONES: list[Any] = ["", "  ", "UTC", "Nowhere/Land", "x", "../UTC", "/UTC", "a\0b", "Europe/Berlin", LONG, "☃"]
LEVELS: list[Any] = ["", "x", "INFO", "Info", "critical", "image", " info"]
BASES: list[Any] = [
    "",
    "  ",
    "x",
    "0b",
    "0b2",
    "0b101",
    "101",
    "0x1F",
    "1F",
    "0o17",
    "17",
    "9",
    "-0x1",
    "1_0",
    "1.5",
    "☃",
]
URLS: list[Any] = [
    "", "  ", "x", "://", "http://", "http:///x", "ftp://127.0.0.1/x", "http://a..b/",
    "http://" + "a" * 64 + ".invalid/",
    "http://no-such-host.invalid/", "http://127.0.0.1:99999/", "http://127.0.0.1:x/", "http://[::1", "http://☃.invalid/",
    "{REFUSED}/", "{HTTP}/ok", "{HTTP}/json", "{HTTP}/bytes", "{HTTP}/empty", "{HTTP}/closed", "{HTTP}/short",
    "{HTTP}/redirect", "{HTTP}/circle", "{HTTP}/status/404", "{HTTP}/status/500", "{HTTP}/named", " {HTTP}/ok",
    "{HTTP}/ok\n", "127.0.0.1", "https://", "http://exa mple/", "http://.invalid/", "mailto:x", "file:///x", "a\0b",
]  # fmt: skip
HOSTS: list[Any] = [
    "", "  ", "127.0.0.1", "::1", "a..b", ".", "..", ".a", "a" * 64 + ".invalid", "no-such-host.invalid", "☃.invalid",
    "999.1.1.1", "a b", "a\0b", "127.0.0.1:80", "[::1]", "ü" * 70, "-x.invalid", LONG, "http://127.0.0.1",
    "fe80::1%none",
]  # fmt: skip
COLORS: list[Any] = ["", "x", "#12", "#123456", "red", "☃"]
LISTS: list[tuple[str, Any]] = [
    ("String[]", []), ("String[]", ["a"]), ("String[]", ["b", "a", "b"]), ("Number[]", [3, 1, 2]),
    ("Number[]", [NAN, 1]), ("Boolean[]", [True, False]), ("Data Container[]", [{"a": 1}, {"a": 2}]),
    ("Data Container[]", [[1], {}]), ("Directed Graph[]", [TREE]),
]  # fmt: skip
"""Lists for nodes that take any datatype."""

CONTAINERS: list[Any] = [
    {}, [], [1], [[]], {"a": None}, {"a": {}}, CONTAINER, [{"a": 1}], {"": 1}, {"a b": {"c": 1}}, {"$": "number keys"},
    {"$": "date"}, {"$": "not finite"}, ["x"], {"a": [1, 2]}, {"a": ["x", None]},
]  # fmt: skip

TEXT_LISTS: list[Any] = [[], [""], ["  "], ["x"], ["x", "x"], ["☃"], ["a\0b"], ["1", "x"], ["a:b"], ["a:b:c"], ["nan"]]
NUMBER_LISTS: list[Any] = [
    [], [0], [-1], [1.5, 2], [NAN], [INFINITE, NEGATIVE], [HUGE], [1e308, 1e308], [0, 0], [10**18, 1], [INFINITE, 0],
]  # fmt: skip
FLAG_LISTS: list[Any] = [[], [True], [False], [True, False]]
CONTAINER_LISTS: list[Any] = [[], [{}], [[]], [CONTAINER], [{"a": 1}, [1]], [{"$": "date"}], [{"$": "number keys"}]]
GRAPHS: list[Any] = [
    TREE,
    {"$": "graph", "edges": []},
    {"$": "graph", "edges": [["a", "a"]]},
    {"$": "graph", "edges": [["a", "b"], ["b", "a"]]},
    {"$": "graph", "edges": [["a", "b"], ["c", "d"]]},
    {"$": "graph", "edges": [["a", "c"], ["b", "c"], ["a", "b"]]},
]

BY_TYPE: dict[str, list[Any]] = {
    "String": TEXTS,
    "Number": NUMBERS,
    "Boolean": [False, True],
    "Data Container": CONTAINERS,
    "Directed Graph": GRAPHS,
    "String[]": TEXT_LISTS,
    "Number[]": NUMBER_LISTS,
    "Boolean[]": FLAG_LISTS,
    "Data Container[]": CONTAINER_LISTS,
    "Directed Graph[]": [[], [TREE], GRAPHS],
}
GOOD: dict[str, Any] = {
    "String": "text",
    "Number": 2,
    "Boolean": True,
    "Data Container": CONTAINER,
    "Directed Graph": TREE,
    "String[]": ["b", "a"],
    "Number[]": [3, 2],
    "Boolean[]": [True, False],
    "Data Container[]": [{"a": 1}, {"a": 2}],
    "Directed Graph[]": [TREE],
}
