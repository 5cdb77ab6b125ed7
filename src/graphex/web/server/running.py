"""Running the application with uvicorn: sockets, time-outs, signals."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import sys
import warnings
from typing import TYPE_CHECKING, Any, Final

import uvicorn

from graphex import logs
from graphex.errors import StartError
from graphex.web.server.protocol import BoundedProtocol

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Sequence
    from types import FrameType

    from starlette.types import ASGIApp

    from graphex.tls import ServerTLS

# Ctrl-C ends within five seconds whatever clients do: this for requests under way, then one for goodbyes.
_GRACE_SECONDS: Final = 3
# Browsers reuse a connection for what a person clicks next; a new one costs a handshake.
_KEEP_ALIVE_SECONDS: Final = 20
# uvicorn ticks ten times a second.
_TICKS_BETWEEN_SWEEPS: Final = 20
_MAX_OPEN_FILES: Final = 65536
# Event loop, state, certificate and sockets take about twenty; with fewer the process cannot even end in order.
_FEWEST_OPEN_FILES: Final = 32


class Server(uvicorn.Server):
    """uvicorn's server, which says when it answers and ends connections that owe a request for too long."""

    def __init__(self, config: uvicorn.Config, *, on_started: Callable[[], None]) -> None:
        """Set the server up; `on_started` is called once, when connections are accepted."""
        super().__init__(config)
        self._on_started = on_started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets=sockets)
        if self.started:
            self._on_started()

    async def on_tick(self, counter: int) -> bool:
        """Sweep late connections, and those of clients that are not accepted any more, now and then."""
        if counter % _TICKS_BETWEEN_SWEEPS == 0:
            now = asyncio.get_running_loop().time()
            for connection in list(self.server_state.connections):
                if isinstance(connection, BoundedProtocol):
                    connection.close_if_late(now)
                    connection.close_if_refused()
        return await super().on_tick(counter)


def run_server(
    app: ASGIApp,
    *,
    tls: ServerTLS,
    sockets: list[socket.socket],
    on_started: Callable[[], None],
    access_log: bool = False,
    trusted_proxies: Sequence[str] = (),
) -> signal.Signals:
    """Serve until Ctrl-C or SIGTERM (also for Ctrl-Break on Windows), and return which of them it was."""
    config = uvicorn.Config(
        app,
        loop="graphex.web.server.loop:new_event_loop",
        http=BoundedProtocol,
        ws=_websocket_protocol,  # type: ignore[arg-type]  # called like the class it makes
        lifespan="on",
        server_header=False,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies),
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        **logs.uvicorn_options(verbose=access_log),
        **tls.uvicorn_options(),
    )
    _raise_open_files_limit()
    _take_signals()
    logging.getLogger("uvicorn.error").addFilter(_is_no_cancellation)
    ended_by = signal.SIGTERM
    try:
        Server(config, on_started=on_started).run(sockets=sockets)
    except _TerminatedError:
        pass
    except KeyboardInterrupt:
        ended_by = signal.SIGINT
    finally:
        tls.close()
    _drop_unfinished_connections()
    return ended_by


def _websocket_protocol(**named: Any) -> asyncio.Protocol:
    """Take over a connection that becomes a WebSocket."""
    # Loaded with the first WebSocket: it takes over 10 ms, which the first answer need not wait for.
    from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol  # noqa: PLC0415

    return WebSocketsSansIOProtocol(**named)


class _TerminatedError(BaseException):
    """SIGTERM or SIGBREAK came; uvicorn has already ended in order when this is raised."""


def _is_no_cancellation(record: logging.LogRecord) -> bool:
    """Let pass what is not the traceback of something that the end of the server cut short: nothing is wrong then.

    A second Ctrl-C cuts the application itself short; starlette hands that on as text.
    """
    if record.exc_info:
        return not isinstance(record.exc_info[1], asyncio.CancelledError)
    return not record.getMessage().rstrip().endswith(asyncio.CancelledError.__qualname__)


def _drop_unfinished_connections() -> None:
    """Let go of the connections whose handshake never came to an end; before Python 3.13 nothing else closes them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def _take_signals() -> None:
    # uvicorn ends in order on its own handlers, then raises the signal again for the ones that were there before.
    # SIGBREAK is what Windows has for it: Ctrl-Break, a console that is closed, and what a parent process can send.
    for name in ("SIGTERM", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _on_terminated)
    if hasattr(signal, "SIGHUP") and not (sys.stdin and sys.stdin.isatty()):
        # Service managers send it to have files read again. The certificate is followed anyway; dying would be worse.
        signal.signal(signal.SIGHUP, signal.SIG_IGN)


def _on_terminated(_number: int, _frame: FrameType | None) -> Any:
    raise _TerminatedError


def _raise_open_files_limit() -> None:
    """Let a crowd of idle connections not take the descriptors of those at work."""
    try:
        import resource  # noqa: PLC0415 - not on Windows, which has no such limit
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MAX_OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, _MAX_OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def check_open_files_limit() -> None:
    """Make sure that a server can open what it needs; raises StartError where the system lets it open too little."""
    _raise_open_files_limit()
    try:
        import resource  # noqa: PLC0415 - not on Windows, which has no such limit
    except ImportError:
        return
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < _FEWEST_OPEN_FILES:
        raise StartError(
            f"At most {soft} files may be open at once; a server needs {_FEWEST_OPEN_FILES}, and one for each client.",
            hint="Raise the limit, for instance with ulimit -n 1024, or LimitNOFILE= of a service.",
        )
