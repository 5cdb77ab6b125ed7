"""Ports on the loopback interface, for tests that start servers which cannot tell the port they took."""

from __future__ import annotations

import socket
import time


def free_port() -> int:
    """Find a port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def wait_for_port(port: int, *, seconds: float = 20) -> None:
    """Wait until something listens."""
    deadline = time.monotonic() + seconds
    while not is_open(port):
        assert time.monotonic() < deadline, f"nothing listens on port {port}"
        time.sleep(0.02)


def is_open(port: int) -> bool:
    """Tell whether something listens."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
