"""ICMP echo (RFC 792, RFC 4443): whether a host answers, and how fast."""

from __future__ import annotations

import os
import socket
import struct
import time
from dataclasses import dataclass
from typing import Any, Final

from graphex.nodes.network.topic import look_up

_ECHO: Final = {socket.AF_INET: (8, 0), socket.AF_INET6: (128, 129)}
"""By address family, the types of question and answer."""
_PAYLOAD: Final = b"graphex ping"
_MOST_HOPS: Final = 255
_GLANCE: Final = 0.001
_LARGEST: Final = 65_535
_IPV4_HEADER_WORD: Final = 4


@dataclass(frozen=True, slots=True)
class Address:
    """Where a host is: the family of its address, and the address as sockets take it."""

    family: socket.AddressFamily
    place: Any


def address_of(host: str) -> Address:
    """Look a host up; raises gaierror for one that is not known, and UnicodeError for what cannot be a name."""
    family, _, _, _, place = look_up(host, socket.SOCK_RAW)[0]
    return Address(socket.AddressFamily(family), place)


def ping(
    address: Address, *, timeout: float, source: str | None = None, interface: str | None = None, ttl: int | None = None
) -> float | None:
    """Ask a host once; gives the seconds until its answer, or None if there is none in time."""
    kind = address.family
    protocol = socket.IPPROTO_ICMP if kind is socket.AF_INET else socket.IPPROTO_ICMPV6
    with _open(kind, protocol) as connection:
        if ttl is not None and 0 < ttl <= _MOST_HOPS:
            level, option = (
                (socket.IPPROTO_IP, socket.IP_TTL)
                if kind is socket.AF_INET
                else (socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS)
            )
            connection.setsockopt(level, option, ttl)
        if interface is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.encode())
        if source is not None:
            connection.bind((source, 0))
        identifier = os.urandom(4)
        started = time.perf_counter()
        connection.sendto(_question(kind, identifier), address.place)
        return _wait(connection, kind, identifier, started, timeout)


def _open(family: socket.AddressFamily, protocol: int) -> socket.socket:
    try:
        return socket.socket(family, socket.SOCK_RAW, protocol)
    except PermissionError as error:
        raise PermissionError(
            "A ping needs the right to send raw packets (as root, or with the capability CAP_NET_RAW)."
        ) from error


def _question(family: socket.AddressFamily, identifier: bytes) -> bytes:
    kind, _ = _ECHO[family]
    body = identifier + _PAYLOAD
    # The kernel fills in the checksum of ICMPv6, which covers addresses, too.
    checksum = _checksum(struct.pack("!BBH", kind, 0, 0) + body) if family is socket.AF_INET else 0
    return struct.pack("!BBH", kind, 0, checksum) + body


def _wait(
    connection: socket.socket, family: socket.AddressFamily, identifier: bytes, started: float, timeout: float
) -> float | None:
    """Wait for the answer; others of this machine arrive here, too. Even without time, what is there counts."""
    while True:
        connection.settimeout(max(started + timeout - time.perf_counter(), _GLANCE))
        try:
            packet = connection.recv(_LARGEST)
        except TimeoutError:
            return None
        if family is socket.AF_INET and packet:
            packet = packet[(packet[0] & 0x0F) * _IPV4_HEADER_WORD :]
        if packet[:1] == bytes([_ECHO[family][1]]) and packet[4:8] == identifier:
            return time.perf_counter() - started


def _checksum(content: bytes) -> int:
    """Add 16-bit words in ones' complement (RFC 1071)."""
    padded = content + b"\0" * (len(content) % 2)
    total: int = sum(struct.unpack(f"!{len(padded) // 2}H", padded))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF
