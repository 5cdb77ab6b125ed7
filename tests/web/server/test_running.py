"""Running the application: start, signals and the end, as real processes."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from patience import PATIENCE_SECONDS, let_pass
from tls.handshake import careless

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator
    from pathlib import Path

PROGRAM = """
import asyncio
from graphex.tls import bootstrap
from graphex.web.server.listen import open_sockets
from graphex.web.server.running import run_server

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                print("ended in order", flush=True)
                return
    if scope["path"] == "/slow":
        await asyncio.sleep(3600)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})

sockets = open_sockets("127.0.0.1", 0, environment={})
port = sockets[0].getsockname()[1]
ended_by = run_server(app, tls=bootstrap("."), sockets=sockets, on_started=lambda: print(port, flush=True))
print(ended_by.name)
"""

WITHOUT_UVLOOP = "import sys; sys.modules['uvloop'] = None\n"
# What Python and uvicorn know of signals on Windows, on one that Linux can send.
WITH_SIGBREAK = """
import signal
import uvicorn.server
signal.SIGBREAK = signal.SIGUSR1
uvicorn.server.HANDLED_SIGNALS += (signal.SIGBREAK,)
"""


@contextmanager
def running(directory: Path, loop: str = "uvloop", before: str = "") -> Iterator[tuple[subprocess.Popen[str], int]]:
    without_uvloop = WITHOUT_UVLOOP if loop == "asyncio" else ""
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", without_uvloop + before + PROGRAM],
        cwd=directory,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield process, int(process.stdout.readline())
        finally:
            process.kill()


def say(connection: socket.socket, path: str) -> ssl.SSLSocket:
    secured = careless().wrap_socket(connection)
    secured.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    return secured


@pytest.mark.parametrize("loop", ["uvloop", "asyncio"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_it_ends_in_order_whatever_clients_do(tmp_path: Path, number: signal.Signals, loop: str) -> None:
    with running(tmp_path, loop) as (process, port):
        address = ("127.0.0.1", port)
        with (
            socket.create_connection(address),
            socket.create_connection(address) as half_open,
            say(socket.create_connection(address), "/") as idle,
            say(socket.create_connection(address), "/slow"),
        ):
            half_open.sendall(b"\x16\x03\x01")
            idle.recv(100)

            process.send_signal(number)
            out, err = process.communicate(timeout=PATIENCE_SECONDS)

    assert process.returncode == 0
    assert out.split("\n")[-3:] == ["ended in order", number.name, ""]
    assert "Traceback" not in err


def test_sighup_does_not_end_a_server_without_a_terminal(tmp_path: Path) -> None:
    with running(tmp_path) as (process, port):
        process.send_signal(signal.SIGHUP)
        let_pass(0.3)

        with say(socket.create_connection(("127.0.0.1", port)), "/") as connection:
            answer = connection.recv(100)

    assert answer.startswith(b"HTTP/1.1 200")


def test_ctrl_break_ends_in_order_where_there_is_one(tmp_path: Path) -> None:
    with running(tmp_path, before=WITH_SIGBREAK) as (process, _):
        process.send_signal(signal.SIGUSR1)
        out, err = process.communicate(timeout=PATIENCE_SECONDS)

    assert process.returncode == 0
    assert out.split("\n")[-3:] == ["ended in order", "SIGTERM", ""]
    assert "Traceback" not in err
