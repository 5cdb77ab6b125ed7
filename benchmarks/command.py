"""The command line of the benchmark: choose the subjects, measure, print."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.existing import NotInstalledError, install_existing
from benchmarks.figures import Record
from benchmarks.following import measure_following
from benchmarks.front import measure_front
from benchmarks.handshakes import measure_handshakes
from benchmarks.machine import describe_machine, loop_in_use
from benchmarks.memory import measure_memory
from benchmarks.processes import RunningServer, running_server
from benchmarks.report import as_json, format_facts, format_table
from benchmarks.starting import measure_starts
from benchmarks.subjects import (
    Subject,
    bare_subject,
    clean_environment,
    create_pair,
    existing_subject,
    graphex_subject,
    hide_uvloop,
)
from benchmarks.throughput import ASSET_ROUTE, JSON_ROUTE, PAGE_ROUTE, Route, measure_requests

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from benchmarks.figures import Metric


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    rounds: int
    seconds: float
    handshakes_in_memory: int = 400
    looks: int = 9
    idle_connections: int = 300


WHOLE: Final = Plan(rounds=7, seconds=3)
QUICK: Final = Plan(rounds=3, seconds=1)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure what the arguments ask for, and print it."""
    options = _parser().parse_args(argv)
    chosen = QUICK if options.quick else WHOLE
    plan = Plan(options.rounds or chosen.rounds, options.seconds or chosen.seconds)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        directory = Path(name)
        subjects = _subjects(options, directory)
        existing = next((one for one in subjects if one.name == "existing"), None)
        facts = describe_machine(loop=loop_in_use(uvloop_hidden=options.asyncio), existing=existing)
        record = measure_all(subjects, plan, directory)
    print(f"{format_facts(facts)}\nrounds: {plan.rounds}, {plan.seconds:g} s of load each\n")
    print(format_table(record.series))
    if options.json:
        document = json.dumps(as_json(facts, record.series), indent=2, ensure_ascii=False)
        options.json.write_text(f"{document}\n", "utf-8")
    return 0


def measure_all(subjects: Sequence[Subject], plan: Plan, directory: Path) -> Record:
    """Measure everything: starts first, then servers that stay up and take turns under load."""
    record = Record()
    _say("First answers …")
    measure_starts(record, subjects, plan.rounds)
    _say("Changed certificates …")
    measure_following(record, subjects, plan.rounds)
    with ExitStack() as stack:
        servers: dict[str, RunningServer] = {}
        for subject in subjects:
            folder = directory / subject.name
            folder.mkdir()
            servers[subject.name] = stack.enter_context(running_server(subject, folder))
        _say("Memory …")
        record.add_rounds(subjects, 1, lambda one: measure_memory(servers[one.name], plan.idle_connections))
        for route, paths in _paths(subjects):
            _say(f"{route.title} …")
            measured = [subject for subject in subjects if subject.name in paths]
            load = partial(_load, servers=servers, route=route, paths=paths, seconds=plan.seconds)
            record.add_rounds(measured, plan.rounds, load)
        _say("Handshakes …")
        record.add_rounds(subjects, plan.rounds, lambda one: measure_handshakes(servers[one.name], plan.seconds))
    measure_front(
        record, directory / "front", rounds=plan.rounds, handshakes=plan.handshakes_in_memory, looks=plan.looks
    )
    return record


def _load(
    subject: Subject, *, servers: Mapping[str, RunningServer], route: Route, paths: Mapping[str, str], seconds: float
) -> dict[Metric, float]:
    return measure_requests(servers[subject.name], route, paths[subject.name], seconds)


def _paths(subjects: Iterable[Subject]) -> Iterable[tuple[Route, dict[str, str]]]:
    """Yield each kind of answer with the address that each subject has it at."""
    everyone = list(subjects)
    yield JSON_ROUTE, {one.name: one.json_path for one in everyone}
    yield ASSET_ROUTE, {one.name: one.asset_path for one in everyone if one.asset_path}
    yield PAGE_ROUTE, {one.name: one.page_path for one in everyone if one.page_path}


def _subjects(options: argparse.Namespace, directory: Path) -> list[Subject]:
    environment = clean_environment(hide_uvloop(directory / "hidden") if options.asyncio else None)
    subjects = [
        graphex_subject(sys.executable, environment),
        bare_subject(sys.executable, environment, create_pair(directory)),
    ]
    if options.without_existing:
        return subjects
    try:
        python = options.existing or install_existing(directory / "existing-environment")
    except NotInstalledError as error:
        _say(f"The existing product is left out: {error}")
        return subjects
    return [*subjects, existing_subject(python)]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds: under two minutes")
    parser.add_argument("--rounds", type=int, metavar="N", help="rounds of everything")
    parser.add_argument("--seconds", type=float, metavar="S", help="length of one load")
    parser.add_argument("--asyncio", action="store_true", help="hide uvloop from GraphEx and the bare application")
    parser.add_argument("--existing", metavar="PYTHON", help="Python of an environment that holds mitre-graphex")
    parser.add_argument("--without-existing", action="store_true", help="leave the existing product out")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every single value there")
    return parser


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)
