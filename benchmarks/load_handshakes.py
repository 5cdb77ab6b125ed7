"""A load of full TLS 1.3 handshakes, as a program: PORT SECONDS; it prints their number and the time as JSON."""

from __future__ import annotations

import json
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if __name__ == "__main__":
    # As in run.py: the package is found from the directory above.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from benchmarks.tls_client import client_context, connect

if TYPE_CHECKING:
    import ssl

# Enough that one always computes while others wait for the server; OpenSSL works outside Python's lock.
_THREADS: Final = 4


def shake_for(port: int, seconds: float) -> tuple[int, float]:
    """Open and close connections for so long; return their number and how long it took in truth."""
    context = client_context()
    began = time.perf_counter()
    deadline = began + seconds
    counts = [0] * _THREADS

    def shake(index: int) -> None:
        # Once at least, on a machine that is too busy for more.
        while not counts[index] or time.perf_counter() < deadline:
            _shake_once(context, port)
            counts[index] += 1

    threads = [threading.Thread(target=shake, args=(index,)) for index in range(_THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts), time.perf_counter() - began


def _shake_once(context: ssl.SSLContext, port: int) -> None:
    connection = connect(context, port)
    # In good order: a reset would send the server down its error path. Some servers do not say goodbye themselves.
    with suppress(OSError):
        connection.unwrap()
    connection.close()


if __name__ == "__main__":
    number, took = shake_for(int(sys.argv[1]), float(sys.argv[2]))
    print(json.dumps({"handshakes": number, "seconds": took}))
