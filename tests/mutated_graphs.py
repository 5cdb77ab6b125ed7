"""Graphs with random damage, and what becomes of them; as a program, the outcomes of many as JSON.

It runs as a process of its own, because damage may make a graph that wants all memory or does not end.
"""

from __future__ import annotations

import copy
import json
import os
import random
import resource
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from graphex.engine import GraphLibrary, GraphRuntime, RunOptions, check_graph, compile_plan
from graphex.engine.run.errors import NodeRuntimeError
from graphex.errors import GraphexError
from graphex.graph.model import MISSING
from graphs import Reader, built_in

CASES = Path(__file__).parent / "corpus" / "cases"
# These reach outside: a damaged path could name anything.
UNSAFE_CATEGORIES = {"Archives", "Files", "Network", "Pathing", "Visualizations"}
UNSAFE_NAMES = {"Log Image", "Run Sub Proccess"}
# What a mistake of ours would look like, rather than one of the graph.
OUR_MISTAKES = {"AttributeError", "NameError", "UnboundLocalError", "RecursionError", "SystemError"}
SECONDS = 2.0
PIECES = [b":", b"-", b"[", b"{", b"&a ", b"*a", b"\t", b"\0", b"\xff", b"!!x ", b"  ", b"\n", b"'", b'"', b"|", b"9"]
VALUES: list[Any] = [None, True, 0, -1, 2.5, 1e308, float("nan"), 10**30]
VALUES += ["", "x", "Number", "start::_forward", [], [1, "a"], {}, {"a": []}]
TEXTS = ["7", "é", "(a+)+$", "a" * 5000, "{{ x }}", "{{ [0] * 10**9 }}", "\n", "[1, 2", "2026-02-30"]


def is_safe(name: str) -> bool:
    """Return whether a node touches nothing outside the run."""
    node_type = built_in().nodes.get(name)
    if node_type is None:
        return True
    return not UNSAFE_CATEGORIES & set(node_type.categories) and name not in UNSAFE_NAMES


def safe_files() -> list[Path]:
    """Return the graphs of the corpus that touch nothing outside a run."""
    names = [f"name: {name}\n" for name in built_in().nodes if not is_safe(name)]
    texts = {path: path.read_text("utf-8", errors="replace") for path in sorted(CASES.rglob("*.gx"))}
    return [path for path, text in texts.items() if not any(name in text for name in names)]


class Mutator:
    """Damages graphs, the same way for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - the same damage each time
        self._files = safe_files()
        self._names = [name for name in built_in().nodes if is_safe(name)]

    def next(self) -> bytes:
        """Make one more damaged graph."""
        content = self._random.choice(self._files).read_bytes()
        return self._bytes(content) if self._random.random() < 1 / 5 else self._structure(content)

    def _bytes(self, content: bytes) -> bytes:
        changed = bytearray(content)
        for _ in range(self._random.randint(1, 5)):
            place = self._random.randrange(len(changed) + 1)
            changed[place : place + self._random.randint(0, 6)] = self._random.choice(PIECES)
        return bytes(changed)

    def _structure(self, content: bytes) -> bytes:
        try:
            document = yaml.safe_load(content)
        except (yaml.YAMLError, UnicodeDecodeError):
            return self._bytes(content)
        for _ in range(self._random.choice([1, 1, 2])):
            self._change(document)
        return yaml.safe_dump(document, sort_keys=False, allow_unicode=True).encode()

    def _change(self, document: Any) -> None:
        places = list(_places(document))
        if not places:
            return
        written = [(parent, own) for parent, own in places if own in {"fieldValue", "defaultValue"}]
        if written and self._random.random() < 1 / 2:
            self._replace_alike(*self._random.choice(written))
            return
        holder, key = self._random.choice(places)
        others = [parent[own] for parent, own in places if own == key] or [None]
        match self._random.randrange(6):
            case 0:
                del holder[key]
            case 1:
                holder[key] = copy.deepcopy(self._random.choice(VALUES))
            case 2:
                # Another value from the same place elsewhere: wrong in subtler ways.
                holder[key] = copy.deepcopy(self._random.choice(others))
            case 3:
                holder[key] = self._random.choice(self._names)
            case 4 if isinstance(holder, list):
                holder.append(copy.deepcopy(holder[key]))
            case _:
                named = [parent for parent, own in places if own == "name" and "id" in parent]
                if named:
                    self._random.choice(named)["name"] = self._random.choice(self._names)

    def _replace_alike(self, holder: Any, key: Any) -> None:
        """Put another value of the same kind in a place, which makes graphs that run differently."""
        kinds = (str,) if isinstance(holder[key], str) else (type(holder[key]), int)
        holder[key] = copy.deepcopy(self._random.choice([one for one in [*VALUES, *TEXTS] if isinstance(one, kinds)]))


def _places(value: Any) -> Any:
    """Yield every container with each of its keys."""
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from _places(value[key])


def outcome_of(content: bytes, directory: Path) -> str:
    """Load, check and, if nothing is wrong, run a graph; say in a word how that ended."""
    (directory / "main.gx").write_bytes(content)
    try:
        bound = GraphLibrary(directory, built_in()).load(directory / "main.gx")
    except GraphexError as refusal:
        return "unreadable" if refusal.hint else f"unexplained: {refusal}"
    defaults = {entry.name: entry.default_value for entry in bound.inputs if entry.default_value is not MISSING}
    problems = check_graph(bound, provided=set(defaults))
    assert all(problem.message and problem.hint for problem in problems)
    json.dumps([problem.as_json() for problem in problems])
    if problems:
        return "problems"
    if not all(is_safe(entry.name) for entry in bound.nodes):
        return "unsafe"
    outcome = GraphRuntime(compile_plan(bound), defaults, events=Reader(), options=RunOptions()).run()
    failures = [error for error in outcome.errors if isinstance(error, NodeRuntimeError)]
    mistakes = [failure.formatted() for failure in failures if failure.error_type in OUR_MISTAKES]
    return mistakes[0] if mistakes else outcome.status


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def main(seed: int, count: int, directory: Path) -> None:
    """Damage so many graphs; whatever ends badly is kept in the directory."""
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
    signal.signal(signal.SIGALRM, _interrupt)
    os.chdir(directory)
    mutator, outcomes = Mutator(seed), Counter[str]()
    for number in range(count):
        content = mutator.next()
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
        try:
            outcome = outcome_of(content, directory)
        except BaseException as error:  # noqa: BLE001 - this is what is looked for
            outcome = f"{type(error).__name__}: {error}"[:2000]
            (directory / f"bad-{number}.gx").write_bytes(content)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        outcomes[outcome] += 1
    sys.stdout.write(json.dumps({"outcomes": outcomes}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
