"""A transport that sends what is written in one go of the event loop as one TLS record.

uvicorn writes an answer's head and its body separately; over TLS each would be a record, a system call and mostly a
packet of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio


class JoinedWrites:
    """Stands before a transport, of which it has every method: `write` waits until the loop goes round."""

    __slots__ = ("_loop", "_pending", "_transport")

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        """Stand before a transport."""
        self._transport = transport
        self._loop = loop
        self._pending: list[bytes] = []

    @property
    def plain(self) -> asyncio.Transport:
        """The transport itself, with everything sent."""
        self._send()
        return self._transport

    def write(self, data: bytes) -> None:
        """Send data soon, together with what else is written until then."""
        if not self._pending:
            self._loop.call_soon(self._send)
        self._pending.append(data)

    def writelines(self, lines: Any) -> None:
        """Send several pieces of data."""
        self.write(b"".join(lines))

    def close(self) -> None:
        """Send what was written, then end the connection."""
        self._send()
        self._transport.close()

    def _send(self) -> None:
        pending, self._pending = self._pending, []
        if pending:
            self._transport.write(pending[0] if len(pending) == 1 else b"".join(pending))

    def __getattr__(self, name: str) -> Any:
        """Leave everything else to the transport."""
        return getattr(self._transport, name)
