"""The listening sockets: IPv4 and IPv6 on one port, or what systemd hands over."""

from __future__ import annotations

import errno
import os
import socket
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, Final, TypeAlias

from graphex.errors import StartError, UsageError
from graphex.tls.certificates.host_names import to_ascii

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# An address, and the index of the interface that it is meant on: 0 where that goes without saying.
_Address: TypeAlias = tuple[str, int]

_EVERY_INTERFACE: Final[tuple[_Address, ...]] = (("0.0.0.0", 0), ("::", 0))  # noqa: S104 - what is asked for
# Address, port, flow, and the interface; IPv4 has the first two.
_IPV6_PARTS: Final = 4
_FIRST_SYSTEMD_DESCRIPTOR: Final = 3  # sd_listen_fds(3)
_BACKLOG: Final = 2048
# A port that the system chose for IPv4 may be taken on IPv6; the next one rarely is.
_SAME_PORT_ATTEMPTS: Final = 20
_PORTS_LOOKED_AT: Final = 50
_LAST_PORT: Final = 65535
_FIRST_UNPRIVILEGED_PORT: Final = 1024


def open_sockets(host: str | None, port: int, *, environment: Mapping[str, str]) -> list[socket.socket]:
    """Open the sockets to listen on: all interfaces when `host` is None, any free port when `port` is 0.

    Raises StartError when the port cannot be had, UsageError when the host is not one of this machine.
    """
    inherited = _inherited(environment)
    if inherited:
        return inherited
    addresses = _EVERY_INTERFACE if host is None else tuple(_resolve(host, port))
    attempts = _SAME_PORT_ATTEMPTS if port == 0 and len(addresses) > 1 else 1
    for attempt in range(attempts):
        try:
            return _open_all(addresses, port, is_optional=host is None or len(addresses) > 1)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or attempt == attempts - 1:
                raise _explain(error, host, port) from error
    raise AssertionError("unreachable: the last attempt returns or raises")


def check_host(host: str | None) -> None:
    """Make sure that a host is one of this machine; raises UsageError or StartError as `open_sockets` does."""
    if host is not None:
        close_sockets(open_sockets(host, 0, environment={}))


def bound_address(opened: socket.socket) -> str:
    """Return the address that a socket listens on, with its interface where that is part of it."""
    name = opened.getsockname()
    is_scoped = opened.family == socket.AF_INET6 and name[3]
    return f"{name[0]}%{socket.if_indextoname(name[3])}" if is_scoped else str(name[0])


def close_sockets(sockets: Iterable[socket.socket]) -> None:
    """Close sockets, those that are closed already included."""
    for one in sockets:
        one.close()


def _inherited(environment: Mapping[str, str]) -> list[socket.socket]:
    """Take the sockets that systemd opened for this very process (sd_listen_fds(3))."""
    if environment.get("LISTEN_PID") != str(os.getpid()):
        return []
    announced = environment.get("LISTEN_FDS", "0")
    if not announced.isdecimal():
        raise _unusable(f"{announced!r} is no number")
    taken: list[socket.socket] = []
    try:
        for offset in range(int(announced)):
            # One by one: those that were taken before one that cannot be are closed.
            taken.append(_taken_over(_FIRST_SYSTEMD_DESCRIPTOR + offset))  # noqa: PERF401
    except StartError:
        close_sockets(taken)
        raise
    return taken


def _taken_over(descriptor: int) -> socket.socket:
    """Take one socket that waits for connections by TCP, or can."""
    try:
        taken = socket.socket(fileno=descriptor)
    except OSError as error:
        raise _unusable(f"descriptor {descriptor}: {error.strerror or error}") from error
    if taken.family not in {socket.AF_INET, socket.AF_INET6} or taken.type != socket.SOCK_STREAM:
        taken.close()
        raise _unusable(f"descriptor {descriptor} is no socket for TCP")
    if _is_connected(taken):
        taken.close()
        raise _unusable(f"descriptor {descriptor} is a connection, not a socket that listens")
    return taken


def _is_connected(one: socket.socket) -> bool:
    try:
        one.getpeername()
    except OSError:
        return False
    return True


def _unusable(reason: str) -> StartError:
    return StartError(
        f"The sockets that LISTEN_FDS announces cannot be used: {reason}.",
        hint="Let systemd hand over ListenStream=PORT with Accept=no, or start without LISTEN_FDS and LISTEN_PID.",
    )


def _resolve(host: str, port: int) -> Iterable[_Address]:
    try:
        found = socket.getaddrinfo(
            _plain(host.strip("[]")), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE | socket.AI_NUMERICSERV
        )
    except (OSError, ValueError) as error:
        raise UsageError(
            f"The host {host!r} is unknown here: {getattr(error, 'strerror', None) or error}.",
            hint="Leave --host out to listen on every interface, or name an address of this machine.",
        ) from error
    return dict.fromkeys(
        (str(address[0]), int(address[3]) if len(address) == _IPV6_PARTS else 0) for *_, address in found
    )


def _plain(host: str) -> str:
    """Return the host as the system takes it: an IPv4 address in IPv6's clothes is one of IPv4, a name is ASCII."""
    try:
        address = ip_address(host)
    except ValueError:
        return host if "%" in host else to_ascii(host)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or host)


def _open_all(addresses: Iterable[_Address], port: int, *, is_optional: bool) -> list[socket.socket]:
    """Bind every address to the same port; with `is_optional`, an address family that the machine lacks is left out."""
    opened: list[socket.socket] = []
    missing: OSError | None = None
    try:
        for address in addresses:
            chosen = opened[0].getsockname()[1] if opened else port
            try:
                opened.append(_open(address, chosen))
            except OSError as error:
                if not is_optional or error.errno not in {errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL}:
                    raise
                missing = error
    except BaseException:  # Ctrl-C too
        close_sockets(opened)
        raise
    if missing and not opened:
        raise missing
    return opened


def _open(address: _Address, port: int) -> socket.socket:
    host, interface = address
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    if family == socket.AF_INET6 and not socket.has_ipv6:
        raise OSError(errno.EAFNOSUPPORT, os.strerror(errno.EAFNOSUPPORT))
    # For IPv6 this sets IPV6_V6ONLY, so the IPv4 socket beside it is not in its way.
    name = (host, port, 0, interface) if family == socket.AF_INET6 else (host, port)
    opened = socket.create_server(name, family=family, backlog=_BACKLOG)
    # asyncio switches Nagle's algorithm off only where it sees this protocol number, which create_server leaves at 0:
    # each answer of two writes would wait 40 ms for the client's delayed acknowledgement.
    return socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, fileno=opened.detach())


def _explain(error: OSError, host: str | None, port: int) -> StartError:
    where = "on every interface" if host is None else f"on {host}"
    match error.errno:
        case errno.EADDRINUSE:
            return StartError(
                f"Port {port} is taken {where}: another program listens there.",
                hint=f"Choose another port, for instance -p {_free_port_after(port, host)}, or end that program.",
            )
        case errno.EACCES | errno.EPERM if 0 < port < _FIRST_UNPRIVILEGED_PORT:
            return StartError(
                f"Port {port} is reserved: ports below {_FIRST_UNPRIVILEGED_PORT} need privileges.",
                hint="Choose a higher port such as -p 8443, or let systemd hand over the socket.",
            )
        case errno.EADDRNOTAVAIL:
            return StartError(
                f"{host} is not an address of this machine.",
                hint="Leave --host out to listen on every interface, or name an address of this machine.",
            )
        case errno.EINVAL if host is not None and _lacks_interface(host):
            return StartError(
                f"{host} is a link-local address, which exists once on each interface.",
                hint=f"Say which is meant, as in --host {host.strip('[]')}%eth0.",
            )
        case _:
            # Not the text of the error itself: it names the address and port that were tried, not those given.
            reason = os.strerror(error.errno) if error.errno else str(error)
            place = f"{where}, port {port}" if port else where
            return StartError(f"Nothing can listen {place}: {reason}.", hint="Choose another --host or -p.")


def _lacks_interface(host: str) -> bool:
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        return False
    return isinstance(address, IPv6Address) and address.is_link_local and address.scope_id is None


def _free_port_after(port: int, host: str | None) -> int:
    addresses = _EVERY_INTERFACE if host is None else tuple(_resolve(host, port))
    for candidate in range(port + 1, min(port + _PORTS_LOOKED_AT, _LAST_PORT)):
        try:
            close_sockets(_open_all(addresses, candidate, is_optional=True))
        except OSError:
            continue
        return candidate
    return 0
