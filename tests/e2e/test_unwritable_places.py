"""Directories that cannot be written: a sentence and a way out, and the certificate in memory works there."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest

from e2e.clients import fingerprint, secured
from e2e.machine import needs, needs_root
from e2e.pairs import contents, listing, write_foreign, write_own
from e2e.server import COMMAND, Surroundings, graphex, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOBODY = Surroundings(prefix=("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"))
# The file system gives every file whole pages: this many leave room for less than a certificate and its key.
TINY = "size=4k"

Place: TypeAlias = "Callable[[Path], AbstractContextManager[Path]]"


@contextmanager
def mounted(directory: Path, *options: str) -> Iterator[Path]:
    """Mount a file system in memory."""
    directory.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", ",".join(options), "graphex", str(directory)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        yield directory
    finally:
        subprocess.run(["umount", "--lazy", str(directory)], check=True)


@contextmanager
def full_disk(directory: Path) -> Iterator[Path]:
    with mounted(directory, TINY):
        (directory / "filler").write_bytes(b"x" * 4096)
        yield directory


@contextmanager
def read_only_disk(directory: Path) -> Iterator[Path]:
    with mounted(directory, "ro"):
        yield directory


@contextmanager
def directory_of_another_user(_: Path) -> Iterator[Path]:
    if subprocess.run([*NOBODY.prefix, *COMMAND, "--version"], check=False, capture_output=True).returncode:
        pytest.skip("another user cannot run this Python")
    # Not below pytest's own directory, which is closed to everybody else.
    with tempfile.TemporaryDirectory(prefix="graphex-e2e-") as directory:
        Path(directory).chmod(0o755)
        yield Path(directory)


PLACES = [
    pytest.param(full_disk, Surroundings(), "full", id="full disk"),
    pytest.param(read_only_disk, Surroundings(), "read-only", id="read-only disk"),
    pytest.param(
        directory_of_another_user, NOBODY, "permission", id="no permission", marks=[needs_root, needs("setpriv")]
    ),
]
each_place = pytest.mark.parametrize(("place", "surroundings", "word"), PLACES)


@each_place
def test_a_first_start_where_nothing_can_be_written_says_so_and_how_to_go_on(
    tmp_path: Path, place: Place, surroundings: Surroundings, word: str
) -> None:
    with place(tmp_path / "place") as directory:
        done = graphex("serve", "-p", "0", cwd=directory, surroundings=surroundings)

        assert done.returncode == 3, done.stderr
        assert word in done.stderr
        assert "--ssl-in-memory" in done.stderr
        assert "Traceback" not in done.stderr
        assert {name for name in listing(directory) if name != "filler"} <= {".graphex"}


@each_place
def test_the_certificate_in_memory_works_where_nothing_can_be_written(
    tmp_path: Path, place: Place, surroundings: Surroundings, word: str
) -> None:
    assert word
    with place(tmp_path / "place") as directory:
        with running("--ssl-in-memory", "--json-logs", cwd=directory, surroundings=surroundings) as server:
            shown = fingerprint(server.port)
            with secured(server.port) as connection:
                connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
                assert connection.recv(100).startswith(b"HTTP/1.1 200")
            assert server.started["certificate"]["sha256"] == shown
            assert server.started["certificate"]["action"] == "kept in memory"
        assert "cert.pem" not in listing(directory)


def test_a_pair_on_a_read_only_disk_is_served(tmp_path: Path) -> None:
    with mounted(tmp_path / "place", "size=1m") as directory:
        write_foreign(directory)
        subprocess.run(["mount", "-o", "remount,ro", str(directory)], check=True)

        with running(cwd=directory) as server:
            assert fingerprint(server.port)


def test_an_old_pair_of_our_own_on_a_read_only_disk_is_served_with_a_warning(tmp_path: Path) -> None:
    with mounted(tmp_path / "place", "size=1m") as directory:
        write_own(directory, days_ago=150)
        subprocess.run(["mount", "-o", "remount,ro", str(directory)], check=True)
        before = contents(directory)

        with running(cwd=directory) as server:
            assert fingerprint(server.port)
            assert "read-only" in server.stderr
        assert contents(directory) == before


def test_a_renewal_on_a_full_disk_leaves_the_pair_as_it_was(tmp_path: Path) -> None:
    with mounted(tmp_path / "place", "size=16k") as directory:
        write_own(directory, days_ago=150)
        (directory / "filler").write_bytes(b"x" * (shutil.disk_usage(directory).free))
        before = contents(directory)

        with running(cwd=directory) as server:
            assert fingerprint(server.port)
            assert "full" in server.stderr
        assert contents(directory) == before


def test_a_certificate_in_memory_is_another_one_at_each_start(tmp_path: Path) -> None:
    with running("--ssl-in-memory", cwd=tmp_path) as first, running("--ssl-in-memory", cwd=tmp_path) as second:
        assert fingerprint(first.port) != fingerprint(second.port)
    assert listing(tmp_path) == [".graphex"]
