"""What the texts of single settings must look like."""

from __future__ import annotations

import ipaddress
import re

from graphex.settings.kinds import Unfit
from graphex.settings.tree import shortened

# RFC 1123 section 2.1, with underscores, which occur in the names of machines in practice.
_HOST_NAME = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?")


def address_of(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return the address that a text is, or None."""
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def read_host(text: str) -> str:
    """Read a host name or address to listen on; brackets around an IPv6 address are taken off."""
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    if address_of(bare):
        return bare
    if _HOST_NAME.fullmatch(text):
        return text
    wanted = "a host name or an address"
    if text == "*":
        raise Unfit('"*"', wanted, hint="Leave it out to listen on every interface.")
    raise Unfit(f'"{shortened(text)}"', wanted, hint="Give only the name or address, and the port with --port.")


def read_network(text: str) -> str:
    """Read the address of a reverse proxy, or a network in CIDR notation."""
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError as error:
        hint = "Name the addresses or networks of your proxies, for example 10.0.0.0/8."
        raise Unfit(f'"{shortened(text)}"', "an address or a network", hint=hint) from error
    return text


def is_loopback(host: str | None) -> bool:
    """Return whether only this machine can reach a server that listens on the host."""
    if host is None:
        return False
    address = address_of(host)
    if address is None:
        return host.lower().rstrip(".") == "localhost"
    # Before Python 3.13 ::ffff:127.0.0.1 does not count.
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback
