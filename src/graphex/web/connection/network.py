"""The address under which other devices of the network reach this server."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from graphex.settings.checks import is_loopback
from graphex.web.http.origins import host_name, names_this_machine, own_origin

if TYPE_CHECKING:
    from starlette.types import Scope

# RFC 5737: nobody has this address, so the way to it is the default route. Nothing is sent.
_ANYWHERE: Final = ("192.0.2.1", 9)


@dataclass(frozen=True, slots=True)
class Reach:
    """Where the server can be reached from: the host that it is bound to, and whether it answers plain HTTP."""

    bound_to: str | None = None
    plainly: bool = False

    def connection_page(self, scope: Scope) -> str | None:
        """Return the address of the Connection page for other devices, the plain one if there is one."""
        origin = network_origin(scope, bound_to=self.bound_to)
        if origin is None:
            return None
        return f"{origin.replace('https:', 'http:', 1) if self.plainly else origin}/connection"


def network_origin(scope: Scope, *, bound_to: str | None) -> str | None:
    """Return the origin for other devices: the one the visitor used, or this machine's address if that is loopback.

    None when the server listens on this machine only, or has no address on any network.
    """
    if bound_to and is_loopback(bound_to.strip("[]")):
        return None
    origin, host = own_origin(scope), host_name(scope)
    if host and not names_this_machine(host):
        return origin
    address = _own_address() if host else None
    if address is None:
        return None
    bracketed = f"[{address}]" if ":" in address else address
    return f"{urlsplit(origin).scheme}://{bracketed}{_port_of(origin)}"


def _port_of(origin: str) -> str:
    try:
        port = urlsplit(origin).port
    except ValueError:  # a Host header may hold anything
        return ""
    return f":{port}" if port else ""


def _own_address() -> str | None:
    """Return the address that faces the network, an IPv4 one if there is any."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(_ANYWHERE)
            routed = str(probe.getsockname()[0])
    except OSError:
        routed = ""
    if routed and not ip_address(routed).is_loopback:
        return routed
    # It loads cryptography, which a program that holds no certificate of its own does without.
    from graphex.tls.certificates.names import interface_addresses  # noqa: PLC0415

    chosen = sorted(interface_addresses().lasting, key=lambda address: not isinstance(address, IPv4Address))
    return next(map(str, chosen), None)
