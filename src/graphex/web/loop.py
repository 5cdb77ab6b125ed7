"""The event loop of the server, with shorter TLS time-outs than the usual ones; uvloop's where it is installed.

uvicorn offers no option for these time-outs, so they are set where every server socket is made: `create_server`.
"""

from __future__ import annotations

import asyncio
import sys
import warnings
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import ssl

# asyncio's 60 s let whoever opens connections and says nothing hold six times as many of them.
HANDSHAKE_SECONDS: Final = 10.0
# asyncio waits 30 s for the other side's goodbye; a browser that went to sleep would hold up Ctrl-C as long.
GOODBYE_SECONDS: Final = 1.0


class _Impatient:
    """What goes before a loop class to give its server sockets the time-outs above."""

    async def create_server(self, *args: Any, ssl: ssl.SSLContext | None = None, **named: Any) -> Any:
        if ssl is not None:
            named = {"ssl_handshake_timeout": HANDSHAKE_SECONDS, "ssl_shutdown_timeout": GOODBYE_SECONDS, **named}
        # The next class in line is a loop.
        return await super().create_server(*args, ssl=ssl, **named)  # type: ignore[misc]

    def close(self) -> None:
        """Close the loop, and with it the connections whose handshake never came to an end.

        Nothing public leads to those before Python 3.13, so the loop's own end is theirs too. A warning about each
        would help nobody, and with warnings as errors uvloop would wait for them for ever.
        """
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            super().close()  # type: ignore[misc]


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
