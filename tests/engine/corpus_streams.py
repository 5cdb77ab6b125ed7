"""Runs recorded graphs with `--json` and prints what each wrote: `python corpus_streams.py CORPUS NAME...`.

Each runs in a process that is forked from this one, which has the product loaded already.
"""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import sys
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

SECONDS = 60
NO_RUN = frozenset({"-o", "--validate_only", "-h", "--help", "-v"})


def load_runner(corpus: Path) -> ModuleType:
    """Load the program that runs recorded graphs."""
    spec = importlib.util.spec_from_file_location("run_corpus", corpus / "run_corpus.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def streams(runner: Any, directory: str) -> Iterator[str]:
    """Run the steps of a recorded graph that run it, and yield what each wrote to standard output."""
    case, _ = runner.load(directory)
    box = runner.Sandbox(directory, case)
    server = runner.LoopbackServer() if case.get("http_server") else None
    try:
        port = server.__enter__().port if server else None
        box.finish_setup()
        for step in case.get("steps") or [case]:
            if step.get("mode", "run") != "run" or NO_RUN.intersection(step.get("args", ())):
                continue
            words = [runner.fill(word, box, port) for word in step.get("args", ())]
            place = Path(box.box, step.get("cwd", "."))
            yield _run(["run", *words, "--json"], place, runner.environment(box, case), step.get("stdin") or "")
    finally:
        if server:
            server.__exit__(None, None, None)
        box.close()


def _run(words: list[str], place: Path, environment: dict[str, str], typed: str) -> str:
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as written, tempfile.TemporaryFile() as said:
        given.write(typed.encode())
        given.seek(0)
        child = os.fork()
        if not child:
            _become(words, place, environment, (given.fileno(), written.fileno(), said.fileno()))
        os.waitpid(child, 0)
        written.seek(0)
        return written.read().decode()


def _become(words: list[str], place: Path, environment: dict[str, str], streams: tuple[int, int, int]) -> None:
    """Be the command from here on; never returns."""
    code = 70
    try:
        os.setsid()
        signal.alarm(SECONDS)
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
        os.chdir(place)
        os.environ.clear()
        os.environ.update(environment)
        tempfile.tempdir = None
        sys.argv = ["graphex", *words]
        from graphex.cli.app import main  # noqa: PLC0415 - loaded before the fork

        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001 - the boundary of a process
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def main() -> None:
    """Print one line of JSON for each run: the name of the graph, and what the run wrote."""
    import graphex.cli.app  # noqa: PLC0415 - once, for all that are forked
    import graphex.cli.run.command  # noqa: F401, PLC0415 - likewise

    corpus = Path(sys.argv[1])
    runner = load_runner(corpus)
    for name in sys.argv[2:]:
        for stream in streams(runner, str(corpus / "cases" / name)):
            sys.stdout.write(json.dumps({"name": name, "stream": stream}) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
