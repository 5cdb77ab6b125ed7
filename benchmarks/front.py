"""What the front context of `graphex.tls` adds to a handshake, without sockets and event loops."""

from __future__ import annotations

import ssl
import time
from statistics import median
from typing import TYPE_CHECKING, Final

from benchmarks.figures import Aim, Metric
from benchmarks.tls_client import client_context

from graphex.tls import bootstrap
from graphex.tls.serving.context import ContextOptions, load_context

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.figures import Record

HANDSHAKE: Final = Metric(
    "Server side of a handshake in memory, front context against a plain one", "µs", "lower", 1, Aim("bare", 0.95)
)
LOOK: Final = Metric("The first after a pause, when the front looks at the files", "µs", "lower", 1)

# The front looks at the files if the last look is 0.2 s old.
_LOOK_SECONDS: Final = 0.21


def measure_front(record: Record, directory: Path, *, rounds: int, handshakes: int, looks: int) -> None:
    """Shake hands with the context that follows the files, and with a plain one that has the same pair, in turns."""
    tls, other_tls = bootstrap(directory), bootstrap(directory)
    front, other_front = tls.ssl_context(), other_tls.ssl_context()
    plain = load_context(tls.certfile, tls.keyfile, passphrase=None, options=ContextOptions())
    client = client_context()
    try:
        for _ in range(rounds):
            record.add(HANDSHAKE, "graphex", median(shake(front, client) for _ in range(handshakes)) * 1e6)
            record.add(HANDSHAKE, "bare", median(shake(plain, client) for _ in range(handshakes)) * 1e6)
            looking = [_shake_after_pause(other_front, front, plain, client) for _ in range(looks)]
            record.add(LOOK, "graphex", median(seconds for seconds, _ in looking) * 1e6)
            record.add(LOOK, "bare", median(seconds for _, seconds in looking) * 1e6)
    finally:
        tls.close()
        other_tls.close()


def shake(server_context: ssl.SSLContext, client_context: ssl.SSLContext) -> float:
    """Complete a handshake in memory, and return the seconds that the server's side of it took."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = client_context.wrap_bio(to_client, to_server, server_hostname="localhost")
    _step(client)
    began = time.perf_counter()
    server = server_context.wrap_bio(to_server, to_client, server_side=True)
    _step(server)
    paused = time.perf_counter()
    _step(client)
    resumed = time.perf_counter()
    server.do_handshake()
    return (paused - began) + (time.perf_counter() - resumed)


def _shake_after_pause(
    other_front: ssl.SSLContext, front: ssl.SSLContext, plain: ssl.SSLContext, client_context: ssl.SSLContext
) -> tuple[float, float]:
    time.sleep(_LOOK_SECONDS)
    # Unmeasured, with a look of its own: after the pause the processor's caches hold other things.
    shake(other_front, client_context)
    return shake(front, client_context), shake(plain, client_context)


def _step(side: ssl.SSLObject) -> None:
    """Go on with a handshake until it waits for the other side."""
    try:
        side.do_handshake()
    except ssl.SSLWantReadError:
        return
