"""The end of a server: soon, whatever clients do, with the exit code that says why."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

from e2e.clients import ask, connect, get, refuses_connections, secured
from e2e.server import COMMAND, end_group, environment, graphex, running, starting
from e2e.slow import begin_a_request, say_half_a_hello, say_nothing, shake_hands_only
from e2e.terminal import terminal
from patience import PATIENCE_SECONDS, let_pass, until
from tls.handshake import careless

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from e2e.server import RunningServer

# Five are promised, and four and a bit are taken on a machine that has nothing else to do.
ADDRESS = re.compile(r"https://localhost:(\d+)/")
CODES = [(signal.SIGINT, 130), (signal.SIGTERM, 0)]
each_signal = pytest.mark.parametrize(("number", "code"), CODES, ids=str)


@contextlib.contextmanager
def company(server: RunningServer) -> Iterator[None]:
    """Keep clients of every kind connected: idle after an answer, half-way into TLS, half-way into a request."""
    with contextlib.ExitStack() as stack:
        for way in (say_nothing, say_half_a_hello, shake_hands_only, begin_a_request):
            for _ in range(5):
                stack.enter_context(way(server.port))
        idle = stack.enter_context(secured(server.port))
        idle.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert idle.recv(100)
        body = stack.enter_context(secured(server.port))
        body.sendall(b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf")
        yield


@contextlib.contextmanager
def unheard(*args: str, cwd: Path, variables: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Serve although nobody reads what is said."""
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.Popen(
        [*COMMAND, "serve", *args],
        cwd=cwd,
        env=environment(**variables),
        stdin=subprocess.DEVNULL,
        stdout=writing,
        stderr=writing,
        start_new_session=True,
    )
    os.close(writing)
    try:
        yield process
    finally:
        end_group(process)


def wait_for_address(directory: Path) -> int:
    """Wait until a server has recorded its address where it serves, and return the port."""
    found: list[str] = []

    def is_recorded() -> bool:
        found[:] = ADDRESS.findall(graphex("sign-in", cwd=directory).stdout)
        return bool(found)

    until(is_recorded, "recording the address")
    return int(found[0])


def ask_anybody(port: int) -> int:
    """Ask whether a server is well, whatever its certificate."""
    connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS, context=careless())
    with contextlib.closing(connection):
        return ask(connection).status


@each_signal
def test_a_signal_ends_a_server_with_nobody_connected(tmp_path: Path, number: signal.Signals, code: int) -> None:
    with running(cwd=tmp_path) as server:
        ended = server.stop(number)

        assert ended == code, server.stderr
        assert refuses_connections(server.port)


@each_signal
def test_a_signal_ends_a_server_whatever_clients_do(tmp_path: Path, number: signal.Signals, code: int) -> None:
    with running(cwd=tmp_path) as server, company(server):
        ended = server.stop(number)

        assert ended == code, server.stderr


def test_a_second_interrupt_ends_it_at_once(tmp_path: Path) -> None:
    with running(cwd=tmp_path) as server, company(server):
        server.process.send_signal(signal.SIGINT)
        let_pass(0.3)
        ended = server.stop(signal.SIGINT)

        assert ended == 130, server.stderr


@pytest.mark.parametrize("moment", [0.1, 0.25, 0.4, 0.6])
@each_signal
def test_a_signal_during_the_start_ends_it_too(
    tmp_path: Path, number: signal.Signals, code: int, moment: float
) -> None:
    with starting("-p", "0", cwd=tmp_path) as server:
        let_pass(moment)
        ended = server.stop(number)

    assert ended in {code, -number}
    assert "bug in GraphEx" not in server.stderr


def test_ctrl_c_at_a_terminal_ends_it(tmp_path: Path) -> None:
    with terminal(tmp_path, "serve", "-p", "0") as screen:
        screen.wait_for("Ctrl-C ends the server.")
        screen.type("\x03")

        assert screen.wait_for_end() == 130
        assert "Traceback" not in screen.shown


def test_a_hang_up_without_a_terminal_does_not_end_it(tmp_path: Path) -> None:
    with running(cwd=tmp_path) as server:
        server.process.send_signal(signal.SIGHUP)
        let_pass(0.5)

        assert get(server).status == 200
        assert server.stop() == 0


def test_a_closed_terminal_ends_it(tmp_path: Path) -> None:
    with terminal(tmp_path, "serve", "-p", "0") as screen:
        screen.wait_for("Ctrl-C ends the server.")
        screen.process.send_signal(signal.SIGHUP)

        assert screen.wait_for_end() == -signal.SIGHUP


@pytest.mark.parametrize("variables", [{}, {"PYTHONUNBUFFERED": "1"}], ids=["buffered", "unbuffered"])
@pytest.mark.parametrize("option", ["-v", "--json-logs", "-q"])
def test_a_reader_of_its_output_that_has_gone_does_not_end_it(
    tmp_path: Path, option: str, variables: dict[str, str]
) -> None:
    with unheard("-p", "0", option, cwd=tmp_path, variables=variables) as process:
        port = wait_for_address(tmp_path)
        statuses = [ask_anybody(port) for _ in range(3)]
        process.terminate()

        assert statuses == [200, 200, 200]
        # 141 says that the last words found nobody.
        assert process.wait(PATIENCE_SECONDS) in {0, 141}


def test_a_slow_request_under_way_is_finished_before_the_end(tmp_path: Path) -> None:
    with running(cwd=tmp_path) as server, secured(server.port) as connection:
        connection.sendall(b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n")
        connection.sendall(b"Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n\r\n")
        let_pass(0.3)
        server.process.send_signal(signal.SIGTERM)
        let_pass(0.5)
        connection.sendall(b"code=x")
        answer = connection.recv(1000)

        assert answer.startswith(b"HTTP/1.1 403"), answer
        assert server.process.wait(PATIENCE_SECONDS) == 0


def test_nobody_is_accepted_any_more_once_the_end_has_begun(tmp_path: Path) -> None:
    with running(cwd=tmp_path) as server, company(server):
        server.process.send_signal(signal.SIGTERM)

        until(lambda: refuses_connections(server.port), "refusing connections")
        assert server.process.poll() is None


def test_an_open_keep_alive_connection_is_told_the_end(tmp_path: Path) -> None:
    with running(cwd=tmp_path) as server, contextlib.closing(connect(server)) as connection:
        connection.request("GET", "/healthz")
        connection.getresponse().read()
        assert connection.sock is not None

        assert server.stop() == 0
        assert connection.sock.recv(1) == b""
