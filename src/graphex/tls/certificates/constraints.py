"""Name constraints (RFC 5280 §4.2.1.10): what an authority may sign for, and how names are measured against it."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TYPE_CHECKING, Final, Self, TypeAlias

from cryptography import x509

from graphex.tls.certificates.names import Names

if TYPE_CHECKING:
    from collections.abc import Iterable

IPNetwork: TypeAlias = IPv4Network | IPv6Network

# Names that no public authority may certify (RFC 6761, RFC 6762, RFC 8375, ICANN's reservation of .internal), and
# .lan, which home routers use.
_LOCAL_DOMAINS: Final = ("localhost", "local", "internal", "lan", "home.arpa")
# Loopback, RFC 1918, link-local; unique local (RFC 4193).
_LOCAL_NETWORKS: Final[tuple[IPNetwork, ...]] = tuple(
    ip_network(text)
    for text in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    )
)


@dataclass(frozen=True, slots=True)
class Constraints:
    """Permitted and excluded domains and networks; a permitted list that is None does not limit its kind of name.

    A domain stands for itself and everything below it.
    """

    domains: tuple[str, ...] | None
    networks: tuple[IPNetwork, ...] | None
    excluded_domains: tuple[str, ...] = ()
    excluded_networks: tuple[IPNetwork, ...] = ()

    @classmethod
    def for_names(cls, names: Names) -> Self:
        """Permit what is local anyway, and `names`.

        Domains and networks are both limited: a kind of name that is not mentioned would be allowed without limit.
        """
        domains: list[str] = list(_LOCAL_DOMAINS)
        for name in names.dns:
            plain = name.removeprefix("*.")
            if not any(_is_within(plain, domain) for domain in domains):
                domains.append(plain)
        networks: list[IPNetwork] = list(_LOCAL_NETWORKS)
        for address in map(ip_network, names.addresses):
            if not any(_is_part(address, network) for network in networks):
                networks.append(address)
        return cls(tuple(domains), tuple(networks))

    @classmethod
    def of_certificate(cls, certificate: x509.Certificate) -> Self:
        """Read the constraints of an authority's certificate."""
        try:
            found = certificate.extensions.get_extension_for_class(x509.NameConstraints).value
        except x509.ExtensionNotFound:
            return cls(None, None)
        permitted, excluded = found.permitted_subtrees or [], found.excluded_subtrees or []
        return cls(_domains(permitted) or None, _networks(permitted) or None, _domains(excluded), _networks(excluded))

    @property
    def added(self) -> Names:
        """The names and addresses that are permitted besides what is local anyway."""
        domains = (name for name in self.domains or () if name not in _LOCAL_DOMAINS)
        networks = (one for one in self.networks or () if one not in _LOCAL_NETWORKS and one.num_addresses == 1)
        return Names(tuple(domains), tuple(one.network_address for one in networks))

    def __str__(self) -> str:
        """Join what is permitted with commas, as people read it."""
        domains = ("any name",) if self.domains is None else self.domains
        networks = ("any address",) if self.networks is None else tuple(map(str, self.networks))
        return ", ".join([*domains, *networks])

    def as_extension(self) -> x509.NameConstraints:
        """Write them as the extension of a certificate."""
        permitted = [*map(x509.DNSName, self.domains or ()), *map(x509.IPAddress, self.networks or ())]
        excluded = [*map(x509.DNSName, self.excluded_domains), *map(x509.IPAddress, self.excluded_networks)]
        return x509.NameConstraints(permitted_subtrees=permitted or None, excluded_subtrees=excluded or None)

    def split(self, names: Names) -> tuple[Names, Names]:
        """Split names into those that are permitted and the others."""
        addresses = {address: self._allows_address(ip_network(address)) for address in names.addresses}
        dns = {name: self._allows_name(name) for name in names.dns}
        return (
            Names(tuple(n for n, is_in in dns.items() if is_in), tuple(a for a, is_in in addresses.items() if is_in)),
            Names(
                tuple(n for n, is_in in dns.items() if not is_in),
                tuple(a for a, is_in in addresses.items() if not is_in),
            ),
        )

    def _allows_name(self, name: str) -> bool:
        plain = name.removeprefix("*.")
        if any(_is_within(plain, domain) for domain in self.excluded_domains):
            return False
        return self.domains is None or any(_is_within(plain, domain) for domain in self.domains)

    def _allows_address(self, address: IPNetwork) -> bool:
        if any(_is_part(address, network) for network in self.excluded_networks):
            return False
        return self.networks is None or any(_is_part(address, network) for network in self.networks)


def _domains(subtrees: Iterable[x509.GeneralName]) -> tuple[str, ...]:
    return tuple(tree.value.lower().lstrip(".") for tree in subtrees if isinstance(tree, x509.DNSName))


def _networks(subtrees: Iterable[x509.GeneralName]) -> tuple[IPNetwork, ...]:
    values = (tree.value for tree in subtrees if isinstance(tree, x509.IPAddress))
    return tuple(value for value in values if isinstance(value, IPv4Network | IPv6Network))


def _is_within(name: str, domain: str) -> bool:
    return name == domain or name.endswith(f".{domain}")


def _is_part(inner: IPNetwork, outer: IPNetwork) -> bool:
    match inner, outer:
        case (IPv4Network(), IPv4Network()):
            return inner.subnet_of(outer)
        case (IPv6Network(), IPv6Network()):
            return inner.subnet_of(outer)
        case _:
            return False
