"""What this machine answers to, and which programs it has."""

from __future__ import annotations

import os
import shutil
import socket
from ipaddress import ip_address

import ifaddr
import pytest


def interface_address() -> str | None:
    """Return an IPv4 address of this machine that is not loopback."""
    found = [str(ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4]
    return next((one for one in found if not ip_address(one).is_loopback and not ip_address(one).is_link_local), None)


def host_name() -> str | None:
    """Return this machine's name if it leads back to this machine."""
    name = socket.gethostname()
    try:
        socket.getaddrinfo(name, None)
    except OSError:
        return None
    return name.lower()


def hosts() -> tuple[str, ...]:
    """Return everything that somebody may put between `https://` and the port on this machine."""
    candidates = ("localhost", "127.0.0.1", "::1", host_name(), interface_address())
    return tuple(dict.fromkeys(host for host in candidates if host))


def needs(program: str) -> pytest.MarkDecorator:
    """Skip a test where a program is not installed."""
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


needs_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can set this up")
