"""The standard streams go on whatever becomes of the other end."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from graphex.cli.streams import LastingStream

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="only Linux has a device that is always full")
PROGRAM = """
import os, subprocess, sys
from graphex.cli.streams import ensure_streams
ensure_streams()
opened = os.open(os.devnull, os.O_RDONLY)
print("result")
print("problem", file=sys.stderr)
subprocess.run([sys.executable, "-c", "print('from a child')"], check=True)
raise SystemExit(0 if opened > 2 and sys.stdin.read() == "" else 1)
"""


@pytest.fixture
def full() -> Iterator[TextIO]:
    """A file on a disk without space."""
    with open(os.open(FULL, os.O_WRONLY), "w", closefd=True) as stream:  # noqa: PTH123 - a descriptor
        yield stream


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_stream_that_is_closed_is_opened_before_any_file_takes_its_place(closed: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}', "sh", sys.executable, "-W", "error", "-c", PROGRAM],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 0, done.stderr
    assert b"result" not in done.stderr


@needs_full
def test_what_a_full_disk_loses_is_remembered_once(full: TextIO) -> None:
    stream = LastingStream(full, tells_gone_reader=True)

    stream.write("lost")
    stream.flush()

    loss = stream.take_loss()
    assert loss is not None
    assert loss.strerror == os.strerror(28)
    assert stream.take_loss() is None


@needs_full
def test_a_process_ends_in_order_when_its_output_is_lost() -> None:
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" >/dev/full 2>/dev/full', "sh", sys.executable, "-W", "error", "-c", PROGRAM],
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONUNBUFFERED": ""},
    )

    # The child of the program fails, as its print does; the program itself has its own word.
    assert done.returncode in {0, 1}


def reader_gone() -> TextIO:
    reading, writing = os.pipe()
    os.close(reading)
    return os.fdopen(writing, "w")


def test_a_reader_that_has_gone_is_told_to_who_writes_results() -> None:
    with reader_gone() as pipe:
        stream = LastingStream(pipe, tells_gone_reader=True)
        stream.write("x")

        with pytest.raises(BrokenPipeError):
            stream.flush()
        stream.flush()

    assert stream.take_loss() is None


def test_a_reader_of_messages_that_has_gone_is_no_matter() -> None:
    with reader_gone() as pipe:
        stream = LastingStream(pipe, tells_gone_reader=False)

        stream.write("x")
        stream.flush()

    assert stream.take_loss() is None


def test_a_full_pipe_that_does_not_wait_loses_nothing() -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    read: list[bytes] = []

    with os.fdopen(reading, "rb") as source, os.fdopen(writing, "w") as pipe:
        reader = threading.Thread(target=lambda: read.append(source.read(300_000)))
        stream = LastingStream(pipe, tells_gone_reader=True)
        reader.start()
        stream.write("x" * 300_000)
        stream.flush()
        reader.join()

    assert len(read[0]) == 300_000


def test_what_cannot_be_spelled_is_escaped(tmp_path: Path) -> None:
    with (tmp_path / "out").open("w", encoding="ascii") as file:
        stream = LastingStream(file, tells_gone_reader=True)
        stream.write("é \udcff")
        stream.flush()

    assert (tmp_path / "out").read_text() == "\\xe9 \\udcff"


def test_a_stream_to_nowhere_takes_everything() -> None:
    stream = LastingStream(None, tells_gone_reader=True)

    stream.write("x")
    stream.flush()

    assert (stream.isatty(), stream.take_loss()) == (False, None)
