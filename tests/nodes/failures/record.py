"""Records what the existing product does in each trial: run with its Python, on a table without results.

    PYTHON record.py TABLE RESULTS

Each trial runs in a process of its own with a limit of time; what does not end is left out.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import signal
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

sys.path.insert(0, str(Path(__file__).parents[2]))

from nodes.failures import play, sandbox
from nodes.failures.flows import FLOWS

_SECONDS = 8
_MEMORY = 4 * 1024**3
_ROWS = 5
"""So deep lie the rows: nodes, parts, sets, parts of a set, trials."""
_ALONE = {"Create Bar Graph", "Plot Directed Graph"}
"""Their library keeps what a failed trial has drawn."""
_ENDLESS = {"endless": True}


def main(table: str, results: str) -> None:
    """Run all trials of a table and write what happened beside each."""
    written = Path(results).absolute()
    plan = json.loads(Path(table).read_text("utf-8"))
    product: Any = importlib.import_module("graphex")
    importlib.import_module("matplotlib.pyplot")
    with tempfile.TemporaryDirectory() as directory, sandbox.servers() as places:
        ground = sandbox.Sandbox(Path(directory) / "outer")
        # The product lists the graphs below its root once, when it starts.
        registry = product.GraphRegistry(str(ground.work))
        registry.register_defaults()
        registry.register_dynamics()
        for name, entry in plan.items():
            rows, trials = zip(*play.trials(name, entry, FLOWS.get(name, [])), strict=True)
            outcomes: list[Any] = []
            while len(outcomes) < len(trials):
                end = len(outcomes) + 1 if name in _ALONE else len(trials)
                batch = trials[len(outcomes) : end]
                outcomes += _forked(batch, lambda trial: _result(product, registry, ground, trial, places))
                ground.lay()
            for row, outcome in zip(rows, outcomes, strict=True):
                row.append(outcome)
            print(name, file=sys.stderr, flush=True)  # noqa: T201 - progress of a script
    written.write_text(_written(plan), "utf-8")


def _written(plan: dict[str, Any]) -> str:
    """Write a table with a trial on each line, without those that did not end."""
    for entry in plan.values():
        for group in entry["sets"]:
            group["trials"] = [row for row in group["trials"] if row[-1] != _ENDLESS]
    return _lines(plan, _ROWS) + "\n"


def _lines(value: Any, depth: int) -> str:
    """Write JSON with one line for each part down to a depth."""
    if depth == 0 or not value or not isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "[\n" + ",\n".join(_lines(item, depth - 1) for item in value) + "\n]"
    parts = (f"{json.dumps(name, ensure_ascii=False)}: {_lines(item, depth - 1)}" for name, item in value.items())
    return "{\n" + ",\n".join(parts) + "\n}"


def _forked(trials: Sequence[play.Trial], run: Callable[[play.Trial], Any]) -> list[Any]:
    """Run trials in a process of their own, until the first that does not end."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _run_all(trials, run, writing)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        outcomes = [json.loads(line) for line in pipe]
    os.waitpid(child, 0)
    return outcomes if len(outcomes) == len(trials) else [*outcomes, _ENDLESS]


def _run_all(trials: Sequence[play.Trial], run: Callable[[play.Trial], Any], writing: int) -> None:
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    for trial in trials:
        signal.alarm(_SECONDS)
        try:
            result = run(trial)
        except BaseException:  # noqa: BLE001 - whatever the other product does with a graph that it does not take
            result = play.REFUSED
        os.write(writing, f"{json.dumps(result)}\n".encode())


def _result(
    product: Any, registry: Any, ground: sandbox.Sandbox, trial: play.Trial, places: dict[str, str]
) -> dict[str, Any]:
    os.chdir(ground.work)
    graph = registry.load_graph(json.dumps(play.document(trial)), "/trial.gx")
    values = play.live(trial, places, product.DirectedGraphViz)
    logger = product.GraphexLogger(level="CRITICAL")
    runtime = product.GraphRuntime(graph, logger, {name: v for name, v in values.items() if v is not None})
    errors = runtime.run()
    return play.outcome(errors, values, ground.changes())


if __name__ == "__main__":
    main(*sys.argv[1:])
