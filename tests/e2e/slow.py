"""Clients that stop half-way, each at another point."""

from __future__ import annotations

import contextlib
import socket
import ssl

from tls.handshake import careless

HEAD = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"


def say_nothing(port: int) -> socket.socket:
    """Connect."""
    return socket.create_connection(("127.0.0.1", port))


def say_half_a_hello(port: int) -> socket.socket:
    """Send the first half of what begins a handshake."""
    to_us, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = careless().wrap_bio(to_us, to_server, server_hostname="localhost")
    with contextlib.suppress(ssl.SSLWantReadError):
        client.do_handshake()
    connection = say_nothing(port)
    connection.sendall(to_server.read()[:100])
    return connection


def shake_hands_only(port: int) -> socket.socket:
    """Complete the handshake and ask for nothing."""
    return careless().wrap_socket(say_nothing(port), server_hostname="localhost")


def begin_a_request(port: int) -> socket.socket:
    """Complete the handshake and send half a request."""
    connection = shake_hands_only(port)
    connection.sendall(HEAD + b"X-Slow: ")
    return connection


def begin_a_plain_request(port: int) -> socket.socket:
    """Send half a request without TLS."""
    connection = say_nothing(port)
    connection.sendall(b"GET / HT")
    return connection
