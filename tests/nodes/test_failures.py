"""How each node type fails, compared with what the existing product does.

`failures/recorded.json` holds thousands of trials of all node types: an empty text, a number out of range, a missing
file, a malformed date, and how they end there. `failures/record.py` records them. Where this product does something
else on purpose, `failures/deviations.json` says what, and why in the words of the reference page.
"""

from __future__ import annotations

import gc
import json
import os
import socket
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from graphex.engine import GraphLibrary, GraphRuntime, RunOptions, check_graph, compile_plan
from graphex.graph.parse import parse_graph
from graphex.plugin.datatypes.directed_graph import DirectedGraphViz
from graphs import Reader, built_in
from nodes.failures import play, sandbox
from nodes.failures.flows import FLOWS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FILES = Path(__file__).parent / "failures"
RECORDED: dict[str, Any] = json.loads((FILES / "recorded.json").read_text("utf-8"))
DEVIATIONS: dict[str, Any] = json.loads((FILES / "deviations.json").read_text("utf-8"))
DIFFERENCES = Path(__file__).parents[2] / "docs" / "reference" / "differences.md"

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="what the system says of files was recorded on Linux"),
    # Hundreds of trials in each test.
    pytest.mark.timeout(900),
    # A library leaves a socket to the collector when a time-out is no number.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def may_ping() -> bool:
    """Return whether this user may send raw packets, which a ping is."""
    try:
        socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP).close()
    except OSError:
        return False
    return True


NAMES = sorted(RECORDED) if may_ping() else sorted(RECORDED.keys() - {"Network Ping"})


@pytest.fixture(scope="module")
def places() -> Iterator[dict[str, str]]:
    """Serve what trials ask for."""
    with sandbox.servers() as found:
        yield found
    # What libraries left to the collector is collected here, where it is no error, and not in a test of something else.
    gc.collect()


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sandbox.Sandbox]:
    """Stand in a directory with odd files."""
    before = Path.cwd()
    yield sandbox.Sandbox(tmp_path_factory.mktemp("failures") / "outer")
    os.chdir(before)


def outcome(trial: play.Trial, ground: sandbox.Sandbox, places: Mapping[str, str]) -> dict[str, Any]:
    """Run a trial."""
    document = parse_graph(json.dumps(play.document(trial)), source="trial.gx")
    bound = GraphLibrary(ground.work, built_in()).bind(document, "/trial.gx")
    if check_graph(bound):
        return play.REFUSED
    values = play.live(trial, places, DirectedGraphViz)
    given = {name: value for name, value in values.items() if value is not None}
    runtime = GraphRuntime(compile_plan(bound), given, events=Reader(), options=RunOptions(level="CRITICAL"))
    with warnings.catch_warnings():
        # What libraries say of odd values, such as a font without a sign.
        warnings.simplefilter("ignore")
        errors = runtime.run().errors
    return play.outcome(errors, values, ground.changes())


def deviations(name: str, ground: sandbox.Sandbox, places: Mapping[str, str]) -> list[list[Any]]:
    """Return the trials of a node type that end otherwise than recorded, with how they do."""
    entry = RECORDED[name]
    found = []
    for row, trial in play.trials(name, entry, FLOWS.get(name, [])):
        now = outcome(trial, ground, places)
        if not same(row[-1], now):
            found.append([*row[:-1], now])
    return found


def same(recorded: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Return whether a trial ended as recorded; messages may say more."""
    told = set(recorded.get("says", [])) <= set(now.get("says", []))
    return told and all(recorded.get(part) == now.get(part) for part in ("refused", "error", "files"))


@pytest.mark.parametrize("name", NAMES)
def test_a_node_fails_as_recorded(name: str, ground: sandbox.Sandbox, places: dict[str, str]) -> None:
    expected = [row for reason in DEVIATIONS.get(name, {}).values() for row in reason]

    found = deviations(name, ground, places)

    assert sorted(map(json.dumps, found)) == sorted(map(json.dumps, expected))


def test_each_node_type_is_tried() -> None:
    assert set(RECORDED) == set(built_in().nodes)


def test_each_deviation_has_its_reason_on_the_reference_page() -> None:
    page = DIFFERENCES.read_text("utf-8")
    reasons = {reason for node in DEVIATIONS.values() for reason in node}

    assert {reason for reason in reasons if reason not in page} == set()
