"""The event loop of the server, with shorter TLS time-outs than the usual ones and an acceptor of its own.

It is uvloop's where that is installed. uvicorn offers no option for any of this, so it is done where every server
socket is made: `create_server`.
"""

from __future__ import annotations

import asyncio
import sys
import warnings
from typing import TYPE_CHECKING, Any, Final

from graphex.web.server.acceptor import Acceptor, Handshakes

if TYPE_CHECKING:
    import socket
    import ssl

# asyncio's 60 s let whoever opens connections and says nothing hold six times as many of them.
HANDSHAKE_SECONDS: Final = 10.0
# asyncio waits 30 s for the other side's goodbye; a browser that went to sleep would hold up Ctrl-C as long.
GOODBYE_SECONDS: Final = 1.0


class _Impatient:
    """What goes before a loop class to give its server sockets the time-outs above, and those for TLS the acceptor."""

    _acceptor: Acceptor | None = None

    async def create_server(
        self, make: Any, *args: Any, ssl: ssl.SSLContext | None = None, sock: socket.socket | None = None, **named: Any
    ) -> Any:
        if ssl is None:
            return await super().create_server(make, *args, sock=sock, **named)  # type: ignore[misc]
        timeouts = {"ssl_handshake_timeout": HANDSHAKE_SECONDS, "ssl_shutdown_timeout": GOODBYE_SECONDS}
        if sock is None or sys.platform == "win32":
            # Not for a socket that is already open, or on a loop that watches no sockets.
            return await super().create_server(make, *args, ssl=ssl, sock=sock, **{**timeouts, **named})  # type: ignore[misc]
        if self._acceptor is None:
            # The class that comes after this one is that of a loop.
            loop: Any = self
            self._acceptor = Acceptor(loop, limit=open_files_limit())
        return self._acceptor.serve(sock, Handshakes(make, ssl, timeouts))

    def close(self) -> None:
        """Close the loop, and with it the connections whose handshake never came to an end.

        Nothing public leads to those before Python 3.13, so the loop's own end is theirs too. A warning about each
        would help nobody, and with warnings as errors uvloop would wait for them for ever.
        """
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            super().close()  # type: ignore[misc]


def open_files_limit() -> int | None:
    """Return how many descriptors this process may have; None where that is not limited, or not known."""
    try:
        import resource  # noqa: PLC0415 - not on Windows, which has no such limit
    except ImportError:
        return None
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return None if soft == resource.RLIM_INFINITY else soft


def new_event_loop() -> asyncio.AbstractEventLoop:
    """Create the server's loop; uvicorn calls it by name."""
    loop = type("Loop", (_Impatient, _loop_class()), {})()
    assert isinstance(loop, asyncio.AbstractEventLoop)  # noqa: S101 - for the type checker
    return loop


def _loop_class() -> type:
    if sys.platform == "win32":
        return asyncio.ProactorEventLoop
    try:
        import uvloop  # noqa: PLC0415 - optional: a third more requests for 14 MB
    except ImportError:
        return asyncio.SelectorEventLoop
    return uvloop.Loop
