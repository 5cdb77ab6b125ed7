"""Whatever a machine refuses: commands do their work or say one clear sentence, and are never at fault themselves."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import ssl
import subprocess
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest

from e2e.conditions import (
    CLOSED_FOLDERS,
    CLOSED_PLACES,
    HANDED_OVER,
    PLACES,
    STREAMS,
    Condition,
    possible,
    skip_unless_possible,
)
from e2e.pairs import write_own
from e2e.server import COMMAND, end_group, environment
from patience import until
from ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the conditions are made by a shell")

SECONDS = 90
GRAPH = """
nodes:
- name: Graph Start
  id: start
  xy: 0,0
- name: Log (Print)
  id: log
  xy: 0,0
  inputs:
  - name: String
    fieldValue: It ran.
  - name: Level
    fieldValue: info
  - name: _backward
    connections: [start::_forward]
"""
WRITING_GRAPH = GRAPH.replace("Log (Print)", "Write String to File").replace(
    "name: Level\n    fieldValue: info",
    "name: File Path\n    fieldValue: ran.txt\n  - name: Append?\n    fieldValue: false",
)
COMMANDS = {
    "run": ("run", "hello.gx"),
    "certs renew": ("certs", "renew"),
    "trust": ("trust", "--dry-run"),
}
MORE_COMMANDS = {
    "certs check": ("certs", "check"),
    "certs show": ("certs", "show"),
    "certs path": ("certs", "path"),
}


@dataclass(frozen=True)
class Ending:
    """What became of a command: whether it answered over HTTPS, how it ended, and what it said."""

    answered: bool
    code: int | None
    stdout: str
    stderr: str


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pair of our own, made once."""
    directory = tmp_path_factory.mktemp("pair")
    write_own(directory)
    return directory


@pytest.fixture
def place(tmp_path: Path, pair: Path) -> Iterator[Path]:
    """A directory with a pair and a graph, that can be removed whatever became of it."""
    directory = tmp_path / "place"
    directory.mkdir()
    (directory / "home").mkdir()
    shutil.copy2(pair / "cert.pem", directory)
    shutil.copy2(pair / "key.pem", directory)
    (directory / "hello.gx").write_text(GRAPH)
    yield directory
    directory.chmod(0o700)


def variables(place: Path) -> dict[str, str]:
    """Return the environment of a command: a home of its own, and no measuring, which writes files where it is."""
    inherited = environment(HOME=str(place / "home"))
    return {name: value for name, value in inherited.items() if not name.startswith("COV")}


def ended(condition: Condition, *args: str, place: Path) -> Ending:
    """Run a command to its end in a condition."""
    skip_unless_possible(condition, place)
    done = subprocess.run(
        condition.command(*COMMAND, *args),
        cwd=place,
        env=variables(place),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        start_new_session=True,
        timeout=SECONDS,
        check=False,
    )
    return Ending(False, done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))


def served(condition: Condition, place: Path) -> Ending:
    """Start a server in a condition, wait until it answers or has ended, and end it."""
    skip_unless_possible(condition, place)
    port, out, err = free_port(), place.with_name("stdout"), place.with_name("stderr")
    with out.open("wb") as stdout, err.open("wb") as stderr:
        process = subprocess.Popen(
            condition.command(*COMMAND, "serve", "--host", "127.0.0.1", "-p", str(port), "-s", "."),
            cwd=place,
            env=variables(place),
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
        )
    try:
        answered = wait_for_answer(process, port if condition.answers else None, out)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
    finally:
        code = process.poll()
        end_group(process)
    return Ending(answered, code, out.read_text(errors="replace"), err.read_text(errors="replace"))


def wait_for_answer(process: subprocess.Popen[bytes], port: int | None, out: Path) -> bool:
    """Wait until a server answers (where nobody can reach it: until it says so); return whether it ever did."""

    def has_answered() -> bool:
        return answers(port) if port is not None else "is served over HTTPS" in out.read_text(errors="replace")

    answered = until(lambda: (has_answered() and "answered") or (process.poll() is not None and "ended"), "an answer")
    return answered == "answered"


def answers(port: int) -> bool:
    """Ask a server for its health over HTTPS, whoever signed its certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with urlopen(f"https://127.0.0.1:{port}/healthz", context=context, timeout=100) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def is_blameless(ending: Ending) -> bool:
    """Return whether nothing that was said takes a condition of the machine for a bug."""
    said = ending.stdout + ending.stderr
    return "Traceback" not in said and "bug in GraphEx" not in said and ending.code != 70


def is_explained(ending: Ending) -> bool:
    """Return whether a failure was said in a sentence with a way out, as far as anything can be said."""
    return not ending.code or not ending.stderr or ("error: " in ending.stderr and "hint: " in ending.stderr)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("condition", possible())
def test_a_command_does_its_work_or_says_what_is_in_its_way(condition: Condition, command: str, place: Path) -> None:
    ending = ended(condition, *COMMANDS[command], place=place)

    assert is_blameless(ending), ending
    assert ending.code == condition.codes.get(command, 0), ending
    assert is_explained(ending), ending


@pytest.mark.parametrize("command", MORE_COMMANDS)
@pytest.mark.parametrize("condition", possible((*STREAMS, *PLACES)))
def test_a_command_that_shows_does_so_or_says_what_is_in_its_way(
    condition: Condition, command: str, place: Path
) -> None:
    ending = ended(condition, *MORE_COMMANDS[command], place=place)

    assert is_blameless(ending), ending
    assert ending.code == condition.codes.get(command, 0), ending
    assert is_explained(ending), ending


@pytest.mark.parametrize("condition", possible(CLOSED_PLACES))
@pytest.mark.parametrize(("args", "code"), [(("run", "-h"), 1), (("check", "."), 2)])
def test_graphs_that_cannot_be_listed_are_not_taken_for_none(
    condition: Condition, args: tuple[str, ...], code: int, place: Path
) -> None:
    ending = ended(condition, *args, place=place)

    assert ending.code == code, ending
    assert "cannot be read: Permission denied." in ending.stderr
    assert is_blameless(ending), ending


@pytest.mark.parametrize("condition", possible(CLOSED_FOLDERS))
@pytest.mark.parametrize(("args", "code"), [(("run", "-h"), 0), (("check", "."), 4)])
def test_a_folder_that_cannot_be_searched_is_said(
    condition: Condition, args: tuple[str, ...], code: int, place: Path
) -> None:
    ending = ended(condition, *args, place=place)

    assert ending.code == code, ending
    assert "closed" in ending.stderr
    assert "Permission denied" in ending.stderr


@pytest.mark.parametrize("condition", possible(STREAMS))
def test_a_run_does_its_work_whoever_can_read_about_it(condition: Condition, place: Path) -> None:
    (place / "hello.gx").write_text(WRITING_GRAPH)

    ending = ended(condition, "run", "hello.gx", "-i", "--outputs", "outputs.json", place=place)

    assert ending.code == condition.codes.get("run", 0), ending
    assert (place / "ran.txt").read_text() == "It ran."
    assert (place / "outputs.json").read_text() == "{}\n"


@pytest.mark.parametrize("condition", possible(HANDED_OVER))
def test_a_server_takes_sockets_that_fit_and_refuses_others(condition: Condition, place: Path) -> None:
    ending = served(replace(condition, answers=False), place)

    assert is_blameless(ending), ending
    assert (ending.answered, ending.code) == (("serve" not in condition.codes), condition.codes.get("serve")), ending
    assert is_explained(ending), ending


@pytest.mark.parametrize("condition", possible())
def test_a_server_answers_or_says_what_is_in_its_way(condition: Condition, place: Path) -> None:
    ending = served(condition, place)

    assert is_blameless(ending), ending
    assert (ending.answered, ending.code) == (("serve" not in condition.codes), condition.codes.get("serve")), ending
    assert is_explained(ending), ending
