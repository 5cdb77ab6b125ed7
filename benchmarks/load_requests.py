"""A load of requests on kept-alive TLS connections, as a program: PORT PATH CONNECTIONS SECONDS.

It stands in for `wrk` where that is not installed, and prints the same figures as JSON.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
import time
from statistics import quantiles
from typing import Final

_HOST: Final = "127.0.0.1"
_PERCENTILES: Final = 100
# Percentiles of fewer answers do not exist; a busy machine may give none in a short load.
_LEAST_ANSWERS: Final = 2


class Caller(asyncio.Protocol):
    """Sends a request, waits for the whole answer, and sends the next: no pipelining."""

    def __init__(self, request: bytes, latencies: list[float]) -> None:
        self._request = request
        self._latencies = latencies
        self._received = b""
        self._missing: int | None = None
        self._sent_at = 0.0
        self.lost = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        """Take in a piece of the answer, and send the next request after its end."""
        self._received += data
        if self._missing is None:
            head, separator, body = self._received.partition(b"\r\n\r\n")
            if not separator:
                return
            self._missing = _content_length(head) - len(body)
        else:
            self._missing -= len(data)
        if self._missing <= 0:
            self._latencies.append(time.perf_counter() - self._sent_at)
            self._send()

    def connection_lost(self, error: Exception | None) -> None:
        """Let the caller open the next connection."""
        del error
        if not self.lost.done():
            self.lost.set_result(None)

    def _send(self) -> None:
        self._received, self._missing = b"", None
        self._sent_at = time.perf_counter()
        self._transport.write(self._request)


async def call_for(port: int, path: str, connections: int, seconds: float) -> tuple[list[float], float]:
    """Keep so many connections busy for so long; return the seconds of each answer, and how long it took in truth."""
    latencies: list[float] = []
    request = f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE

    async def keep_calling() -> None:
        loop = asyncio.get_running_loop()
        while True:
            transport, caller = await loop.create_connection(
                lambda: Caller(request, latencies), _HOST, port, ssl=context, server_hostname=""
            )
            try:
                await caller.lost
            finally:
                transport.abort()

    began = time.perf_counter()
    tasks = [asyncio.create_task(keep_calling()) for _ in range(connections)]
    done, _ = await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
    while not done and len(latencies) < _LEAST_ANSWERS:
        done, _ = await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
    took = time.perf_counter() - began
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
    return latencies, took


def summarize(latencies: list[float], seconds: float) -> dict[str, float]:
    """Return what `wrk` tells: the number of requests, their rate, and two percentiles of their latency."""
    steps = quantiles(latencies, n=_PERCENTILES)
    return {
        "requests": len(latencies),
        "per_second": len(latencies) / seconds,
        "p50_ms": steps[49] * 1000,
        "p99_ms": steps[98] * 1000,
    }


def _content_length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    raise ValueError(f"an answer without Content-Length: {head!r}")


if __name__ == "__main__":
    loaded = call_for(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4]))
    print(json.dumps(summarize(*asyncio.run(loaded))))
