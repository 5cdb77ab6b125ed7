"""Times `python -m graphex run` on generated graphs, beside the existing product: `python benchmarks/runs.py --help`.

Both run alternately, each in its own process; the table has medians. A run counts only if it says what it should.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_SECONDS: Final = 900
_LOOP: Final = 100_000
_LINES: Final = 5000


class Graph:
    """Writes a graph node by node."""

    def __init__(self) -> None:
        self.nodes: list[dict[str, Any]] = []
        self.parts: dict[str, Any] = {}
        self.last = self.add("Graph Start")

    def add(self, name: str, after: str | None = None, *, field: Any = None, **sockets: Any) -> str:
        """Add a node and give its id; a socket is a value, or the outputs that feed it, written `>node::output`."""
        node_id = f"N-{len(self.nodes)}"
        entries = [_socket(key.replace("_", " "), value) for key, value in sockets.items()]
        if after is not None:
            source = after if "::" in after else f"{after}::_forward"
            entries.append({"name": "_backward", "connections": [source]})
        node: dict[str, Any] = {"name": name, "id": node_id, "inputs": entries}
        if field is not None:
            node["fieldValue"] = field
        self.nodes.append(node)
        return node_id

    def log(self, after: str, source: str) -> None:
        """Log a number that a node gives."""
        text = self.add("Number To String", Cast_From=[source])
        self.add("Log (Print)", after, String=[f">{text}::Cast To"], Level="info")

    def write(self, path: Path) -> None:
        """Write the file; JSON is YAML."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"nodes": self.nodes, **self.parts}, indent=1), "utf-8")


def _socket(name: str, value: Any) -> dict[str, Any]:
    if isinstance(value, list) and value and all(isinstance(item, str) and item.startswith(">") for item in value):
        return {"name": name, "connections": [item[1:] for item in value]}
    return {"name": name} if value is None else {"name": name, "fieldValue": value}


def startup(directory: Path) -> str:
    """One log line."""
    graph = Graph()
    graph.add("Log (Print)", graph.last, String="hello", Level="info")
    graph.write(directory / "main.gx")
    return "hello"


def loop(directory: Path) -> str:
    """100,000 turns: read a variable, add, set it."""
    graph = Graph()
    first = graph.add("Set Variable (Number)", graph.last, field="total", Number_To_Save=0)
    turns = graph.add("For Loop", first, Number_of_Iterations=_LOOP)
    read = graph.add("Get Variable", field="total")
    added = graph.add("Add Numbers", f"{turns}::Loop Body", Numbers=[f">{read}::Value", f">{turns}::Index"])
    graph.add("Set Variable (Number)", added, field="total", Number_To_Save=[f">{added}::Result"])
    graph.log(f"{turns}::Completed", f">{read}::Value")
    graph.write(directory / "main.gx")
    return str(_LOOP * (_LOOP - 1) // 2)


def chain(directory: Path, length: int = 400) -> str:
    """400 nodes in a straight line, each fed by the one before."""
    graph = Graph()
    one = graph.add("New Number", field=1)
    last = graph.add("Add Numbers", graph.last, Numbers=[f">{one}::Value"])
    for _ in range(length - 1):
        last = graph.add("Add Numbers", last, Numbers=[f">{last}::Result", f">{one}::Value"])
    graph.log(last, f">{last}::Result")
    graph.write(directory / "main.gx")
    return str(length)


def long_chain(directory: Path) -> str:
    """20,000 nodes in a straight line."""
    return chain(directory, 20_000)


def growing_list(directory: Path) -> str:
    """A list variable that grows by 1,000 appends."""
    graph = Graph()
    turns = graph.add("For Loop", graph.last, Number_of_Iterations=1000)
    graph.add(
        "Append To List Variable (Number)", f"{turns}::Loop Body", field="items", Number_To_Append=[f">{turns}::Index"]
    )
    read = graph.add("Get Variable", field="items")
    size = graph.add("Get List Size", f"{turns}::Completed", List=[f">{read}::Value"])
    graph.log(size, f">{size}::List Size")
    graph.write(directory / "main.gx")
    return "1000"


def subgraph(directory: Path) -> str:
    """A graph with one input and one output, run 1,000 times."""
    child = Graph()
    given = child.add("Get Graph Input", field="n")
    added = child.add("Add Numbers", child.last, Numbers=[f">{given}::Value", f">{given}::Value"])
    child.add("Set Graph Output", added, field="twice", Value=[f">{added}::Result"])
    child.parts = {
        "inputs": [{"name": "n", "datatype": "Number"}],
        "outputs": [{"name": "twice", "datatype": "Number"}],
    }
    child.write(directory / "lib" / "twice.gx")
    graph = Graph()
    turns = graph.add("For Loop", graph.last, Number_of_Iterations=1000)
    called = graph.add("Execute Graph", f"{turns}::Loop Body", field="lib/twice", n=[f">{turns}::Index"])
    graph.add("Set Variable (Number)", called, field="last", Number_To_Save=[f">{called}::twice"])
    read = graph.add("Get Variable", field="last")
    graph.log(f"{turns}::Completed", f">{read}::Value")
    graph.write(directory / "main.gx")
    return "1998"


def text_lines(directory: Path) -> str:
    """5,000 lines: match a regular expression, branch, append to a list."""
    (directory / "in.log").write_text("".join(f"{n} {'ERR' if n % 3 == 0 else 'ok'} x\n" for n in range(_LINES)))
    graph = Graph()
    read = graph.add("Read File into String", graph.last, File_Path="in.log")
    parts = graph.add("Split String", read, String=[f">{read}::File Contents"], Delimiter=None, **{"Max Split": -1})
    each = graph.add("For Each", parts, **{"List to Iterate": [f">{parts}::Split"]})
    flags = {"Multiline": True, "Ignore Case": False, "Dot-All": False}
    match = graph.add("String Matches Regex", f"{each}::Loop Body", String=[f">{each}::Value"], Regex="^ERR$", **flags)
    found = graph.add("If True", match, Condition=[f">{match}::Result"])
    graph.add(
        "Append To List Variable (String)", f"{found}::If True", field="errors", String_To_Append=[f">{each}::Value"]
    )
    errors = graph.add("Get Variable", field="errors")
    size = graph.add("Get List Size", f"{each}::Completed", List=[f">{errors}::Value"])
    graph.log(size, f">{size}::List Size")
    graph.write(directory / "main.gx")
    return str(-(-_LINES // 3))


WORKLOADS: Final[Mapping[str, Callable[[Path], str]]] = {
    "start": startup,
    "loop of 100,000 turns": loop,
    "chain of 400 nodes": chain,
    "chain of 20,000 nodes": long_chain,
    "list of 1,000 appends": growing_list,
    "sub-graph run 1,000 times": subgraph,
    "5,000 lines of text": text_lines,
}


@dataclass(frozen=True, slots=True)
class Figures:
    """What one run took: seconds, and the most memory in MB."""

    seconds: float
    memory: float


def measure(python: str, directory: Path, expected: str) -> Figures | None:
    """Run the graph of a directory once; None if it does not say what it should."""
    command = [python, "-m", "graphex", "run", "-f", "main.gx"]
    started = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, cwd=directory, stdout=output, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        output.seek(0)
        said = output.read().decode("utf-8", "replace")
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode or expected not in said:
        return None
    return Figures(seconds, used.ru_maxrss / 1024)


def compare(names: Sequence[str], pythons: Sequence[str], repeat: int) -> list[list[str]]:
    """Measure each workload with each interpreter, one after the other, and give the rows of the table."""
    rows = []
    for name in names:
        with tempfile.TemporaryDirectory() as place:
            # In a process of its own: a child's peak of memory is never below that of the process that starts it.
            with ProcessPoolExecutor(1) as writer:
                expected = writer.submit(WORKLOADS[name], Path(place)).result()
            found: list[list[Figures | None]] = [[] for _ in pythons]
            for _ in range(repeat):
                for number, python in enumerate(pythons):
                    found[number].append(measure(python, Path(place), expected))
        rows.append([name, *_cells([[each for each in runs if each is not None] for runs in found])])
    return rows


def _cells(found: Sequence[Sequence[Figures]]) -> list[str]:
    seconds = [statistics.median(run.seconds for run in runs) if runs else None for runs in found]
    memory = [statistics.median(run.memory for run in runs) if runs else None for runs in found]
    cells = [f"{each:.2f} s" if each is not None else "fails" for each in seconds]
    cells += [f"{each:.0f} MB" if each is not None else "-" for each in memory]
    if len(found) > 1:
        ours, theirs = seconds[0], seconds[1]
        cells.append(f"{theirs / ours:.1f}x" if ours and theirs else "-")
    return cells


def plain_loop() -> float:
    """Return the seconds that plain Python takes for the work of the loop, with a dictionary for the variable."""
    started = time.perf_counter()
    variables = {"total": 0}
    for index in range(_LOOP):
        variables["total"] = sum([variables["total"], index])
    return time.perf_counter() - started


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description="Time `graphex run` on generated graphs.")
    parser.add_argument("--against", metavar="PYTHON", help="an interpreter with the existing product")
    parser.add_argument("--only", action="append", choices=sorted(WORKLOADS), help="only this workload (repeatable)")
    parser.add_argument("--repeat", type=int, default=3, help="how often each is run (3)")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS * 10, _SECONDS * 10))
    pythons = [sys.executable, *([options.against] if options.against else [])]
    head = ["graph", "GraphEx"] + (["existing"] if options.against else [])
    head += ["memory"] + (["existing", "faster"] if options.against else [])
    rows = compare(options.only or list(WORKLOADS), pythons, options.repeat)
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print(f"\nplain Python: the loop takes {plain_loop():.3f} s")


if __name__ == "__main__":
    main()
