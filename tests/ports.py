"""Ports on the loopback interface, for tests that start servers which cannot tell the port they took."""

from __future__ import annotations

import socket

from patience import until


def free_port() -> int:
    """Find a port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def wait_for_port(port: int) -> None:
    """Wait until something listens."""
    until(lambda: is_open(port), f"listening on port {port}")


def is_open(port: int) -> bool:
    """Return whether something listens."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
