"""Taking connections in: paused when descriptors run out, at the cost of those who never finish their handshake.

asyncio's own way tries two thousand times and logs each failure, and neither loop can end a handshake that is under
way. So connections are accepted here, with nothing but what event loops offer to programs, and a few descriptors are
left for the files that answers need.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakSet

if TYPE_CHECKING:
    import socket
    import ssl
    from collections.abc import Callable

logger = logging.getLogger(__name__)

# accept(2): no descriptor left here, in the system, or no memory for the connection.
_SHORTAGES: Final = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
# A share of the limit, for the files that serving needs: templates, the state, the certificate.
_RESERVED_SHARE: Final = 8
_RESERVED_MOST: Final = 64
# Connections taken in one go of the loop: enough for a rush, few enough to leave the others their turn.
_AT_ONCE: Final = 64
# A handshake with the far side of the world takes less; whoever is slower gives way when descriptors run out.
_GRACE_SECONDS: Final = 1.0
_PAUSE_SECONDS: Final = 0.25
_WORD_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Handshakes:
    """How the server wants its handshakes: what is spoken, and the time-outs."""

    make: Callable[[], asyncio.BaseProtocol]
    context: ssl.SSLContext
    options: dict[str, Any]


class Acceptor:
    """What the listening sockets of one loop share: who is in the middle of a handshake, since when."""

    def __init__(self, loop: asyncio.AbstractEventLoop, *, limit: int | None) -> None:
        """Accept on a loop; `limit` is how many descriptors the process may have."""
        self.loop = loop
        self._limit = limit
        self._most = None if limit is None else limit - min(limit // _RESERVED_SHARE, _RESERVED_MOST)
        self._unfinished: dict[asyncio.Task[None], float] = {}
        self._connections: WeakSet[socket.socket] = WeakSet()
        self._next_word = 0.0

    def serve(self, listener: socket.socket, handshakes: Handshakes) -> AcceptingServer:
        """Begin to accept on a socket that listens."""
        return AcceptingServer(self, listener, handshakes)

    def take(self, listener: socket.socket, handshakes: Handshakes) -> bool:
        """Take in what waits; return whether there is room for more, so that accepting can go on."""
        for _ in range(_AT_ONCE):
            try:
                connection, _ = listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return True
            except OSError as error:
                return self._make_room(error)
            connection.settimeout(0)
            self._connections.add(connection)
            self._begin(connection, handshakes)
            if self._most is not None and connection.fileno() >= self._most:
                return self._make_room(OSError(errno.EMFILE, os.strerror(errno.EMFILE)))
        return True

    def close(self) -> None:
        """End the handshakes that are under way."""
        for task in self._unfinished:
            task.cancel()

    def _begin(self, connection: socket.socket, handshakes: Handshakes) -> None:
        task = self.loop.create_task(self._shake_hands(connection, handshakes))
        self._unfinished[task] = time.monotonic()

        def forget(_: asyncio.Task[None]) -> None:
            del self._unfinished[task]
            if task.cancelled():
                # Before it began, so that no loop has the connection yet.
                connection.close()

        task.add_done_callback(forget)

    async def _shake_hands(self, connection: socket.socket, handshakes: Handshakes) -> None:
        try:
            await self.loop.connect_accepted_socket(
                handshakes.make, connection, ssl=handshakes.context, **handshakes.options
            )
        except OSError as error:
            # Whoever goes away, or speaks something else: nothing is wrong here.
            logger.debug("A handshake failed: %s", error)
        except asyncio.CancelledError:
            # The end of the server, or room for others: the loop closes the connection.
            return

    def _make_room(self, error: OSError) -> bool:
        """End the oldest handshakes, say so now and then, and tell whether there is room now."""
        is_short = error.errno in _SHORTAGES
        ended = self._end_oldest() if is_short else 0
        if time.monotonic() >= self._next_word:
            self._next_word = time.monotonic() + _WORD_SECONDS
            self._say(error, is_short=is_short)
        return ended > 0

    def _end_oldest(self) -> int:
        enough = time.monotonic() - _GRACE_SECONDS
        # In the order in which they began.
        oldest = [task for task, begin in self._unfinished.items() if begin <= enough][:_AT_ONCE]
        for task in oldest:
            task.cancel()
        return len(oldest)

    def _say(self, error: OSError, *, is_short: bool) -> None:
        reason = os.strerror(error.errno) if error.errno else str(error)
        if not is_short:
            logger.warning("No connection can be accepted at this moment: %s.", reason)
            return
        logger.warning(
            "No file descriptors are left (%s): %d connections are open, %d of them in a handshake, of which the "
            "oldest end now. Raise the limit%s: LimitNOFILE=65536 in a systemd unit, ulimit -n 65536 in a shell.",
            reason,
            sum(connection.fileno() >= 0 for connection in self._connections),
            len(self._unfinished),
            "" if self._limit is None else f" of {self._limit}",
        )


class AcceptingServer:
    """One listening socket, with as much of what `create_server` promises as a server needs to end."""

    def __init__(self, acceptor: Acceptor, listener: socket.socket, handshakes: Handshakes) -> None:
        """Begin to accept; call `Acceptor.serve` instead."""
        self._acceptor = acceptor
        self._listener = listener
        self._handshakes = handshakes
        self._pause: asyncio.TimerHandle | None = None
        listener.settimeout(0)
        self._resume()

    def close(self) -> None:
        """Stop accepting, and end the handshakes that are under way."""
        if self._listener.fileno() < 0:
            return
        if self._pause is not None:
            self._pause.cancel()
        self._acceptor.loop.remove_reader(self._listener)
        self._listener.close()
        self._acceptor.close()

    async def wait_closed(self) -> None:
        """Return at once: connections that are open are for those to wait for who know them."""

    def _accept(self) -> None:
        if not self._acceptor.take(self._listener, self._handshakes):
            # What the system keeps waiting would wake the loop again and again.
            self._acceptor.loop.remove_reader(self._listener)
            self._pause = self._acceptor.loop.call_later(_PAUSE_SECONDS, self._resume)

    def _resume(self) -> None:
        self._pause = None
        self._acceptor.loop.add_reader(self._listener, self._accept)
