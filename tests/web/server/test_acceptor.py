"""Taking connections in, above all when descriptors run out."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import os
import resource
import socket
import ssl
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from graphex.tls import bootstrap
from graphex.web.server import acceptor as acceptor_module
from graphex.web.server import loop as loop_module
from graphex.web.server.listen import open_sockets
from graphex.web.server.loop import new_event_loop, open_files_limit
from tls.handshake import careless
from web.bounded_server import read_to_the_end, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator
    from pathlib import Path

T = TypeVar("T")
DESCRIPTORS = 128
CROWD = 2 * DESCRIPTORS
REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
# The limit is set when everything is loaded, as where a service manager sets it, but for this process alone.
PROGRAM = """
import os, resource
from graphex.logs import configure_logging
from graphex.tls import bootstrap
from graphex.web.server.listen import open_sockets
from graphex.web.server.running import run_server

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": open(os.devnull, "rb").read() + b"ok"})

resource.setrlimit(resource.RLIMIT_NOFILE, (MOST, MOST))
configure_logging()
sockets = open_sockets("127.0.0.1", 0, environment={})
port = sockets[0].getsockname()[1]
run_server(app, tls=bootstrap("."), sockets=sockets, on_started=lambda: print(port, flush=True))
""".replace("MOST", str(DESCRIPTORS))
WITHOUT_UVLOOP = "import sys; sys.modules['uvloop'] = None\n"


@contextmanager
def running(directory: Path, before: str) -> Iterator[tuple[int, Callable[[], str]]]:
    """Run a server that may have few descriptors; yields its port, and what ends it and returns its log."""
    with subprocess.Popen(
        [sys.executable, "-c", before + PROGRAM],
        cwd=directory,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None

        def end() -> str:
            process.terminate()
            return process.communicate(timeout=100)[1]

        try:
            yield int(process.stdout.readline()), end
        finally:
            process.kill()


@contextmanager
def crowd(port: int) -> Iterator[None]:
    """Hold more connections than the server has descriptors, and say nothing."""
    with contextlib.ExitStack() as stack:
        for _ in range(CROWD):
            stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=100))
        yield


def ask(port: int) -> bytes:
    with (
        socket.create_connection(("127.0.0.1", port), timeout=100) as connection,
        careless().wrap_socket(connection) as secured,
    ):
        secured.sendall(REQUEST)
        return read_to_the_end(secured)


@pytest.mark.parametrize("before", ["", WITHOUT_UVLOOP], ids=["uvloop", "asyncio"])
def test_a_crowd_that_says_nothing_keeps_nobody_out_and_the_log_small(tmp_path: Path, before: str) -> None:
    with running(tmp_path, before) as (port, end):
        with crowd(port):
            among = [ask(port) for _ in range(3)]
        afterwards = ask(port)
        log = end()

    assert [answer.partition(b"\r\n\r\n")[2] for answer in (*among, afterwards)] == [b"ok"] * 4
    assert log.count("No file descriptors are left") == 1
    assert f"Raise the limit of {DESCRIPTORS}" in log
    assert "Traceback" not in log
    assert len(log.splitlines()) < 20


class Exhausted(socket.socket):
    """A socket on which the system fails a few times."""

    number = errno.EMFILE
    failures = 3
    attempts = 0

    def accept(self) -> tuple[socket.socket, Any]:
        """Accept a connection, or fail as the system does."""
        self.attempts += 1
        if self.attempts <= self.failures:
            raise OSError(self.number, os.strerror(self.number))
        return super().accept()


class AlwaysExhausted(Exhausted):
    """A socket on which the system fails for ever."""

    failures = sys.maxsize


@pytest.fixture(params=["EMFILE", "ENFILE", "ENOBUFS", "ENOMEM", "EPERM", "EPROTO"])
def exhausted(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let the server listen on a socket that fails."""
    name = str(request.param)
    failing = type("Failing", (Exhausted,), {"number": getattr(errno, name)})

    def open_failing(*args: Any, **named: Any) -> list[socket.socket]:
        return [failing(one.family, one.type, one.proto, fileno=one.detach()) for one in open_sockets(*args, **named)]

    monkeypatch.setattr("web.bounded_server.open_sockets", open_failing)
    return os.strerror(getattr(errno, name))


def test_it_recovers_from_every_shortage(tmp_path: Path, exhausted: str, caplog: pytest.LogCaptureFixture) -> None:
    with serving(tmp_path) as port:
        answer = ask(port)

    said = [record.getMessage() for record in caplog.records if record.name == acceptor_module.logger.name]
    assert answer.startswith(b"HTTP/1.1 200")
    assert len([line for line in said if exhausted in line]) == 1


@pytest.fixture(params=["asyncio", "uvloop"])
def event_loop_class(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "uvloop":
        pytest.importorskip("uvloop")
    else:
        monkeypatch.setattr(loop_module, "_loop_class", lambda: asyncio.SelectorEventLoop)


@pytest.mark.usefixtures("event_loop_class")
def test_nothing_is_tried_again_and_again_while_it_is_short(tmp_path: Path) -> None:
    listener, attempts = run_on_loop(be_short_for_a_second(tmp_path))

    assert listener.fileno() == -1
    assert 1 <= attempts <= 2 + 1 / acceptor_module._PAUSE_SECONDS


def run_on_loop(coroutine: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        return runner.run(coroutine)


async def be_short_for_a_second(directory: Path) -> tuple[socket.socket, int]:
    """Keep a connection waiting for a second that cannot be accepted, and count how often that was tried."""
    (opened,) = open_sockets("127.0.0.1", 0, environment={})
    listener = AlwaysExhausted(opened.family, opened.type, opened.proto, fileno=opened.detach())
    tls = bootstrap(directory)
    server = await asyncio.get_running_loop().create_server(asyncio.Protocol, sock=listener, ssl=tls.ssl_context())
    with socket.create_connection(listener.getsockname(), timeout=100):
        await asyncio.sleep(1)
    server.close()
    await server.wait_closed()
    tls.close()
    return listener, listener.attempts


@pytest.mark.usefixtures("event_loop_class")
def test_handshakes_under_way_end_with_the_server(tmp_path: Path) -> None:
    with contextlib.ExitStack() as stack:
        with serving(tmp_path) as port:
            idle = [stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=100)) for _ in range(5)]
            answer = ask(port)
        ends = [one.recv(1) for one in idle]

    assert answer.startswith(b"HTTP/1.1 200")
    assert ends == [b""] * 5


def test_the_limit_is_that_of_this_process() -> None:
    assert open_files_limit() in {resource.getrlimit(resource.RLIMIT_NOFILE)[0], None}


def test_a_handshake_that_fails_is_no_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    strict = ssl.create_default_context()

    with serving(tmp_path) as port, pytest.raises(ssl.SSLCertVerificationError):
        strict.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=100), server_hostname="localhost")

    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
