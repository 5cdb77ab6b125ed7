"""The names and addresses that a certificate must carry (subjectAltName), and where this machine's come from."""

from __future__ import annotations

import logging
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import ifaddr
from cryptography import x509

from graphex.errors import UsageError
from graphex.tls.certificates.host_names import is_dns_name, to_ascii

if TYPE_CHECKING:
    from collections.abc import Iterable

logger = logging.getLogger(__name__)

IPAddress: TypeAlias = IPv4Address | IPv6Address

# A resolver that does not answer must not hold up a start: the fully qualified name is a courtesy.
_RESOLVER_PATIENCE_SECONDS = 0.4

# Linux, <linux/if_addr.h>: privacy addresses (RFC 8981) change daily and must not reissue a certificate daily.
_IFA_F_TEMPORARY = 0x01
_LINUX_IPV6_TABLE = Path("/proc/net/if_inet6")

_LOOPBACK = (IPv4Address("127.0.0.1"), IPv6Address("::1"))


@dataclass(frozen=True, slots=True)
class Names:
    """DNS names (lower case, in A-label form) and IP addresses, each without repetition, in order."""

    dns: tuple[str, ...] = ()
    addresses: tuple[IPAddress, ...] = ()

    @classmethod
    def of_certificate(cls, certificate: x509.Certificate) -> Names:
        """Read the names from a certificate's subjectAltName; the common name does not count (RFC 9525)."""
        try:
            extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
            return cls()
        found = extension.value
        addresses = (value for value in found.get_values_for_type(x509.IPAddress))
        return cls(
            dns=tuple(dict.fromkeys(name.lower() for name in found.get_values_for_type(x509.DNSName))),
            addresses=tuple(dict.fromkeys(a for a in addresses if isinstance(a, IPv4Address | IPv6Address))),
        )

    def __or__(self, other: Names) -> Names:
        """Join two sets of names, this one's first."""
        return Names(
            dns=tuple(dict.fromkeys(self.dns + other.dns)),
            addresses=tuple(dict.fromkeys(self.addresses + other.addresses)),
        )

    def __len__(self) -> int:
        """Count names and addresses."""
        return len(self.dns) + len(self.addresses)

    def __str__(self) -> str:
        """Join everything with commas, as people read it."""
        return ", ".join([*self.dns, *map(str, self.addresses)])

    def covers(self, host: str) -> bool:
        """Return whether a client that asks for `host`, a name or an address with or without brackets, is content."""
        try:
            return ip_address(host.strip("[]").partition("%")[0]) in self.addresses
        except ValueError:
            name = _stored(host)
            return name in self.dns or any(_wildcard_covers(pattern, name) for pattern in self.dns)

    def missing(self, wanted: Names) -> Names:
        """Return what of `wanted` is not in here."""
        return Names(
            dns=tuple(name for name in wanted.dns if not self.covers(name)),
            addresses=tuple(address for address in wanted.addresses if address not in self.addresses),
        )


@dataclass(frozen=True, slots=True)
class MachineNames:
    """What this machine answers to: `required` decides whether a certificate still fits, `wanted` goes into a new one.

    `wanted` also holds names that may come and go (the resolver's answer, privacy addresses): good to have, but no
    reason to replace a certificate that people have come to trust.
    """

    required: Names
    wanted: Names


@dataclass(frozen=True, slots=True)
class InterfaceAddresses:
    """The addresses of this machine's interfaces, or `failure`: why the system does not list them.

    Services without AF_NETLINK, Android and some sandboxes list none; such a machine has its names and loopback.
    """

    lasting: tuple[IPAddress, ...] = ()
    fleeting: tuple[IPAddress, ...] = ()
    failure: str | None = None


def parse_names(values: Iterable[str]) -> Names:
    """Turn host names and IP addresses as people write them into `Names`; raises UsageError for anything else."""
    dns: list[str] = []
    addresses: list[IPAddress] = []
    for value in values:
        parsed = _parse(value.strip())
        if isinstance(parsed, str):
            dns.append(parsed)
        else:
            addresses.append(parsed)
    return Names(dns=tuple(dict.fromkeys(dns)), addresses=tuple(dict.fromkeys(addresses)))


def take_names(values: Iterable[str]) -> Names:
    """Parse names that a person gave, and say in the log which of them are stored in another form."""
    given = tuple(values)
    for text in dict.fromkeys(value.strip() for value in given if not value.isascii()):
        logger.info("%s is stored as %s.", text, parse_names([text]))
    return parse_names(given)


def machine_names(extra: Names | None = None) -> MachineNames:
    """Collect the names and addresses of this machine, after `localhost` and before `extra`."""
    addresses = interface_addresses()
    required = Names(("localhost", *host_names()), (*_LOOPBACK, *addresses.lasting)) | (extra or Names())
    return MachineNames(required, required | Names(_valid([_resolved_name()]), addresses.fleeting))


def host_names() -> tuple[str, ...]:
    """Return what this machine calls itself, as far as a name server or a browser can (RFC 1123): none is possible."""
    hostname = _stored(socket.gethostname())
    short = hostname.partition(".")[0]
    return _valid([hostname, short, f"{short}.local"]) if short not in {"", "localhost"} else ()


def interface_addresses() -> InterfaceAddresses:
    """Return this machine's addresses, without loopback, link-local and multicast ones."""
    try:
        found = dict.fromkeys(_addresses_of_adapters())
    except OSError as error:
        return InterfaceAddresses(failure=error.strerror or str(error))
    temporary = _temporary_addresses(found)
    lasting = tuple(address for address in found if address not in temporary)
    return InterfaceAddresses(lasting, tuple(address for address in found if address in temporary))


def _addresses_of_adapters() -> Iterable[IPAddress]:
    for adapter in ifaddr.get_adapters():
        for entry in adapter.ips:
            address = ip_address(entry.ip if isinstance(entry.ip, str) else entry.ip[0])
            if not (address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified):
                yield address


def _temporary_addresses(found: Iterable[IPAddress]) -> frozenset[IPAddress]:
    """Pick the IPv6 addresses that may change by themselves; where the kernel does not tell, every global one may."""
    try:
        table = _LINUX_IPV6_TABLE.read_text("ascii")
    except OSError:
        return frozenset(address for address in found if isinstance(address, IPv6Address) and address.is_global)
    rows = (line.split() for line in table.splitlines())
    return frozenset(IPv6Address(int(row[0], 16)) for row in rows if int(row[4], 16) & _IFA_F_TEMPORARY)


def _resolved_name() -> str:
    """Ask the resolver for the fully qualified host name, for a moment only."""
    answer: list[str] = []

    def ask() -> None:
        # A host name that is none (too long, not ASCII) cannot be asked for.
        with suppress(OSError, UnicodeError):
            answer.append(_stored(socket.getfqdn()))

    # A daemon thread: a resolver without a server blocks for many seconds and cannot be interrupted.
    asking = threading.Thread(target=ask, daemon=True)
    try:
        asking.start()
    except RuntimeError:  # no further thread for this user
        return ""
    asking.join(_RESOLVER_PATIENCE_SECONDS)
    name = next(iter(answer), "")
    # Without a resolver the answer is the plain name, `localhost…`, or an address in reverse.
    return name if "." in name and not name.startswith("localhost.") and not name.endswith(".arpa") else ""


def _valid(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if is_dns_name(name)))


def _parse(text: str) -> str | IPAddress:
    try:
        name = to_ascii(text)
    except ValueError as error:
        raise _unfit(text, f": {error}") from error
    try:
        return ip_address(name.strip("[]").partition("%")[0])
    except ValueError:
        pass
    # RFC 9525 §6.3: a wildcard is the whole leftmost label. `*.localhost` and other `*.word` match nothing anywhere.
    wildcard = name.startswith("*.")
    plain = name.removeprefix("*.")
    looks_like_address = plain.rpartition(".")[2].isdigit()
    if not is_dns_name(plain) or looks_like_address or (wildcard and "." not in plain):
        raise _unfit(text, "")
    return name


def _unfit(text: str, reason: str) -> UsageError:
    hint = "Give names such as build.example.org, *.lab.example.org, 192.0.2.7 or 2001:db8::7."
    if not text.isascii():
        hint = f"{hint} A name that is in use all the same goes in its stored form, which begins with xn--."
    return UsageError(f"{text!r} is neither a host name nor an IP address{reason}.", hint=hint)


def _stored(host: str) -> str:
    """Return the stored form of a host that somebody asks for, or the host itself where it has none."""
    try:
        return to_ascii(host)
    except ValueError:
        return host


def _wildcard_covers(pattern: str, name: str) -> bool:
    return pattern.startswith("*.") and name.partition(".")[2] == pattern[2:] and bool(name.partition(".")[0])
