"""Answers that leave as one TLS record."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

import pytest

from graphex.web.server.joined_writes import JoinedWrites

if TYPE_CHECKING:
    from collections.abc import Iterator


class Recorder:
    """Writes down what a transport is told."""

    def __init__(self) -> None:
        self.told: list[bytes | str] = []

    def write(self, data: bytes) -> None:
        """Write down data."""
        self.told.append(data)

    def close(self) -> None:
        """Write down the end."""
        self.told.append("closed")

    def is_closing(self) -> bool:
        """Return whether the end came."""
        return "closed" in self.told


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


def go_round(loop: asyncio.AbstractEventLoop) -> None:
    loop.run_until_complete(asyncio.sleep(0))


def test_what_is_written_in_one_go_leaves_together(loop: asyncio.AbstractEventLoop) -> None:
    recorder = Recorder()
    joined = JoinedWrites(cast("asyncio.Transport", recorder), loop)

    joined.write(b"head")
    joined.write(b"body")
    joined.writelines([b"more", b"yet"])
    before = list(recorder.told)
    go_round(loop)

    assert before == []
    assert recorder.told == [b"headbodymoreyet"]


def test_what_is_written_later_leaves_later(loop: asyncio.AbstractEventLoop) -> None:
    recorder = Recorder()
    joined = JoinedWrites(cast("asyncio.Transport", recorder), loop)

    joined.write(b"one")
    go_round(loop)
    joined.write(b"two")
    go_round(loop)

    assert recorder.told == [b"one", b"two"]


def test_nothing_is_lost_at_the_end(loop: asyncio.AbstractEventLoop) -> None:
    recorder = Recorder()
    joined = JoinedWrites(cast("asyncio.Transport", recorder), loop)

    joined.write(b"last words")
    joined.close()
    go_round(loop)

    assert recorder.told == [b"last words", "closed"]


def test_everything_else_is_the_transport_s(loop: asyncio.AbstractEventLoop) -> None:
    recorder = Recorder()
    joined = JoinedWrites(cast("asyncio.Transport", recorder), loop)

    joined.close()

    assert joined.is_closing() is True
