"""The event loop of the server."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING

import pytest

from graphex.tls import bootstrap
from graphex.web.server import loop as loop_module
from graphex.web.server.loop import new_event_loop
from patience import PATIENCE_SECONDS, now

if TYPE_CHECKING:
    import ssl
    from pathlib import Path


@pytest.fixture(params=["asyncio", "uvloop"])
def event_loop_class(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    kind = str(request.param)
    if kind == "uvloop":
        pytest.importorskip("uvloop")
    else:
        monkeypatch.setattr(loop_module, "_loop_class", lambda: asyncio.SelectorEventLoop)
    return kind


def test_a_handshake_that_does_not_come_is_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, event_loop_class: str
) -> None:
    monkeypatch.setattr(loop_module, "HANDSHAKE_SECONDS", 0.3)
    tls = bootstrap(tmp_path)

    async def measure(context: ssl.SSLContext) -> float:
        running = asyncio.get_running_loop()
        server = await running.create_server(asyncio.Protocol, "127.0.0.1", 0, ssl=context)
        port = server.sockets[0].getsockname()[1]
        begin = now()
        await running.run_in_executor(None, wait_for_the_end, port)
        server.close()
        await server.wait_closed()
        return now() - begin

    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        took = runner.run(measure(tls.ssl_context()))
    tls.close()

    assert took > 0.2, event_loop_class


def wait_for_the_end(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as idle:
        assert idle.recv(1) == b""


def test_the_loop_is_one_of_the_known_ones(event_loop_class: str) -> None:
    loop = new_event_loop()
    loop.close()

    assert event_loop_class in f"{type(loop).__mro__}"
