"""Clients that connect and then say little or nothing: others are served all the same, and the server tires of them."""

from __future__ import annotations

import contextlib
import ssl
from typing import TYPE_CHECKING

import psutil
import pytest

from e2e.clients import get, secured
from e2e.server import running
from e2e.slow import (
    HEAD,
    begin_a_plain_request,
    begin_a_request,
    say_half_a_hello,
    say_nothing,
    shake_hands_only,
)
from patience import let_pass, now, until

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from e2e.server import RunningServer

CROWD = 300
HANDSHAKE_SECONDS = 10
HEAD_SECONDS = 15
MOST_MEMORY = 30 * 1024 * 1024
POST = (
    b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n"
)


WAYS = [say_nothing, say_half_a_hello, shake_hands_only, begin_a_request, begin_a_plain_request]
LIMITS = [HANDSHAKE_SECONDS, HANDSHAKE_SECONDS, HEAD_SECONDS, HEAD_SECONDS, HANDSHAKE_SECONDS]
each_way = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)


@contextlib.contextmanager
def crowd(way: Callable[[int], socket.socket], port: int, count: int = CROWD) -> Iterator[list[socket.socket]]:
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(way(port)) for _ in range(count)]


def is_closed(connection: socket.socket) -> bool:
    """Return whether the other side has closed, without waiting."""
    connection.settimeout(0)
    try:
        while connection.recv(65536):
            pass
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    except OSError:
        return True
    return True


def watch(connections: list[socket.socket], slow: socket.socket) -> list[float]:
    """Return when each connection was closed, the last being `slow`, which goes on sending one byte at a time."""
    ends: dict[socket.socket, float] = {}

    def all_closed() -> bool:
        with contextlib.suppress(OSError):
            slow.send(b"x")
        closed = [one for one in (*connections, slow) if one not in ends and is_closed(one)]
        ends.update(dict.fromkeys(closed, now()))
        return len(ends) == len(connections) + 1

    until(all_closed, "the end of all connections")
    return [ends[one] for one in (*connections, slow)]


@each_way
def test_a_crowd_that_says_nothing_more_keeps_nobody_waiting(
    server: RunningServer, way: Callable[[int], socket.socket]
) -> None:
    with crowd(way, server.port):
        statuses = [get(server).status for _ in range(3)]

    assert statuses == [200, 200, 200]


def test_those_who_say_nothing_more_are_sent_away_but_not_too_soon(tmp_path: Path) -> None:
    with running(cwd=tmp_path) as server, contextlib.ExitStack() as stack:
        begin = now()
        connections = [stack.enter_context(way(server.port)) for way in WAYS]
        slow = stack.enter_context(begin_a_request(server.port))

        lasted = [end - begin for end in watch(connections, slow)]

    # Sending byte by byte, the last one gains nothing: it would never be sent away.
    limits = [*LIMITS, HEAD_SECONDS]
    assert [limit - 1 < took for limit, took in zip(limits, lasted, strict=True)] == [True] * 6, lasted


@pytest.mark.parametrize(
    ("opening", "piece"),
    [
        pytest.param(HEAD, b"X-Endless: " + b"y" * 16000 + b"\r\n", id="headers"),
        pytest.param(HEAD + b"X-Endless: ", b"y" * 16000, id="one header line"),
        pytest.param(b"GET /", b"y" * 16000, id="target"),
        pytest.param(POST + b"Transfer-Encoding: chunked\r\n\r\n", b"3e80\r\n" + b"y" * 16000 + b"\r\n", id="body"),
        pytest.param(POST + b"Transfer-Encoding: chunked\r\n\r\n3;", b"y" * 16000, id="chunk extension"),
        pytest.param(POST + b"Content-Length: 99999999999\r\n\r\n", b"y" * 16000, id="announced body"),
    ],
)
def test_whatever_has_no_end_is_cut_and_takes_no_memory(tmp_path: Path, opening: bytes, piece: bytes) -> None:
    with running(cwd=tmp_path) as server:
        get(server)
        process = psutil.Process(server.process.pid)
        before = process.memory_info().rss
        with secured(server.port) as connection:
            connection.sendall(opening)
            is_cut = pour(connection, piece)

        assert is_cut
        assert process.memory_info().rss - before < MOST_MEMORY
        assert get(server).status == 200


def pour(connection: ssl.SSLSocket, piece: bytes) -> bool:
    """Send a piece again and again; return whether the other side cut it, rather than just stopped reading."""
    try:
        # What is not cut goes on until the time of the test is over: how much a machine takes in a second says nothing.
        while True:
            connection.sendall(piece)
    except TimeoutError:
        return False
    except OSError:
        return True


def test_a_client_that_leaves_in_the_middle_of_a_body_is_no_error(tmp_path: Path) -> None:
    with running(cwd=tmp_path) as server:
        with secured(server.port) as connection:
            connection.sendall(POST + b"Content-Length: 100\r\n\r\nhalf")
            let_pass(0.3)
        let_pass(0.3)

        assert get(server).status == 200
        assert "error" not in server.stderr
