"""First starts that meet in one directory, and starts that are killed at any moment."""

from __future__ import annotations

import contextlib
import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import hashes, serialization

from e2e.clients import fingerprint
from e2e.pairs import certificate, listing, mode, write_own
from e2e.server import environment, running, starting, wait_for_announcement
from patience import PATIENCE_SECONDS, let_pass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from e2e.server import RunningServer

CROWD = 24
SMALL_CROWD = 8
KILLED_PROGRAMS = 44
KILLED_SERVERS = 6
# Longest wait before a kill: until after the pair is in place, also on a busy machine.
SECONDS = 0.5
BOOTSTRAPPER = Path(__file__).with_name("bootstrapper.py")


@contextlib.contextmanager
def crowd(directory: Path, size: int) -> Iterator[list[RunningServer]]:
    """Start many servers at once in one directory, and wait for all of them."""
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(starting("-p", "0", cwd=directory)) for _ in range(size)]
        for server in servers:
            wait_for_announcement(server)
        yield servers


def bootstrap(directory: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """Start the program that makes a pair."""
    return subprocess.Popen(
        [sys.executable, "-W", "error", str(BOOTSTRAPPER), *arguments],
        cwd=directory,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def kill_programs(directories: list[Path]) -> None:
    """Start the program that makes a pair in each directory, and kill it at any moment."""
    for directory in directories:
        with bootstrap(directory) as process:
            let_pass(random.uniform(0, SECONDS))  # noqa: S311 - any moment will do
            process.kill()


def kill_servers(directory: Path) -> None:
    """Start a server again and again, and kill it at any moment."""
    for _ in range(KILLED_SERVERS):
        with starting("-p", "0", cwd=directory) as server:
            let_pass(random.uniform(0.2, 1))  # noqa: S311 - any moment will do
            server.process.kill()


def finish(directory: Path) -> str:
    """Start anew, without any help, and say what came out: the fingerprint, or the complaint."""
    with bootstrap(directory) as process:
        out, err = process.communicate(timeout=PATIENCE_SECONDS)
    return out.decode() or err.decode()


def pair_in(directory: Path) -> str:
    """Return the fingerprint of a pair whose two halves fit; raises AssertionError where they do not."""
    leaf = certificate(directory)
    key = serialization.load_pem_private_key((directory / "key.pem").read_bytes(), None)
    assert key.public_key() == leaf.public_key()
    assert mode(directory / "key.pem") == "0600"
    return leaf.fingerprint(hashes.SHA256()).hex(":").upper()


def leftovers(directory: Path) -> list[str]:
    """Return what does not belong in a certificate directory."""
    expected = ("cert.pem", "key.pem", ".graphex")
    return [name for name in listing(directory) if name not in expected and ".replaced-" not in name]


def test_many_first_starts_agree_on_one_certificate(tmp_path: Path) -> None:
    with crowd(tmp_path, CROWD) as servers:
        shown = {fingerprint(server.port) for server in servers}

    assert shown == {pair_in(tmp_path)}
    assert listing(tmp_path) == [".graphex", "cert.pem", "key.pem"]


def test_many_starts_agree_on_one_renewed_certificate(tmp_path: Path) -> None:
    write_own(tmp_path, days_ago=150)

    with crowd(tmp_path, SMALL_CROWD) as servers:
        shown = {fingerprint(server.port) for server in servers}

    assert shown == {pair_in(tmp_path)}
    assert len(list(tmp_path.glob("cert.pem.replaced-*"))) == 1
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("old", [False, True], ids=["first start", "renewal"])
def test_a_start_that_was_killed_at_any_moment_is_made_good_by_the_next(tmp_path: Path, old: bool) -> None:
    directories = [tmp_path / str(number) for number in range(KILLED_PROGRAMS)]
    prepare(directories, old=old)

    kill_programs(directories)

    assert [finish(directory) for directory in directories] == [pair_in(directory) for directory in directories]
    assert [leftovers(directory) for directory in directories] == [[]] * KILLED_PROGRAMS


@pytest.mark.parametrize(
    ("old", "operation"),
    [
        *(pytest.param(False, number, id=f"first start, operation {number}") for number in range(1, 15)),
        *(pytest.param(True, number, id=f"renewal, operation {number}") for number in range(1, 27)),
    ],
)
def test_a_start_that_was_killed_between_two_operations_on_files_is_made_good_by_the_next(
    tmp_path: Path, old: bool, operation: int
) -> None:
    prepare([tmp_path], old=old)

    with bootstrap(tmp_path, str(operation)) as process:
        process.wait(PATIENCE_SECONDS)

    assert finish(tmp_path) == pair_in(tmp_path)
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize("old", [False, True], ids=["first start", "renewal"])
def test_a_server_that_was_killed_at_any_moment_is_made_good_by_the_next(tmp_path: Path, old: bool) -> None:
    prepare([tmp_path], old=old)

    kill_servers(tmp_path)

    with running(cwd=tmp_path) as server:
        assert fingerprint(server.port) == pair_in(tmp_path)
    assert leftovers(tmp_path) == []


def prepare(directories: list[Path], *, old: bool) -> None:
    """Make directories, with a pair that wants to be renewed or with nothing in them."""
    for directory in directories:
        directory.mkdir(exist_ok=True)
        if old:
            write_own(directory, days_ago=150)
