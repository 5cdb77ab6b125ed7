"""Rules about the names that a certificate is for."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

from graphex.tls.check.rules.form import X509_V3
from graphex.tls.check.rules.rule import REISSUE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphex.tls.check.rules.rule import Rule, Served
    from graphex.tls.findings import Finding

# A certificate for a whole farm lists hundreds of names; a sentence holds a few.
_SHOWN: Final = 8


def check_has_names(served: Served) -> Iterator[Finding]:
    """Browsers have not looked at the common name since 2017 (RFC 9525 §2)."""
    extensions = served.leaf.extensions
    # Version 1 holds no names at all, which `version-outdated` says.
    if extensions is None or served.leaf.version != X509_V3 or len(served.leaf.names):
        return
    what = (
        "The certificate's subjectAltName holds no host name or address"
        if extensions.has_names
        else "The certificate has no subjectAltName"
    )
    yield served.warning(
        "no-names",
        f"{what}; browsers ignore its subject {served.leaf.subject!r}.",
        f"{REISSUE} with the names in subjectAltName.",
    )


def check_addresses_as_names(served: Served) -> Iterator[Finding]:
    """RFC 5280 §4.2.1.6 wants addresses as iPAddress; no client compares an address with a dNSName."""
    wrong = [name for name in served.leaf.names.dns if _is_address(name) and not served.leaf.names.covers(name)]
    if wrong:
        yield served.warning(
            "address-as-name",
            f"The certificate lists {_listed(wrong)} as DNS name; clients look for addresses under IP.",
            f"{REISSUE} with subjectAltName={','.join(f'IP:{name}' for name in wrong[:_SHOWN])}.",
        )


def check_wildcards(served: Served) -> Iterator[Finding]:
    """RFC 9525 §6.3: a wildcard is the whole first label; clients ignore it directly below a top-level name."""
    useless = [name for name in served.leaf.names.dns if "*" in name and not _is_usable_wildcard(name)]
    if useless:
        yield served.warning(
            "wildcard-useless",
            f"No browser matches the name {_listed(useless)} with any host.",
            f"{REISSUE} with the full host names instead.",
        )


def check_host(served: Served) -> Iterator[Finding]:
    """People must be able to reach the server by the name that the certificate is for."""
    host = served.host
    if not host or _is_unspecified(host) or served.leaf.names.covers(host) or not len(served.leaf.names):
        return
    covered = [*served.leaf.names.dns, *map(str, served.leaf.names.addresses)]
    yield served.warning(
        "host-not-covered",
        f"The certificate is not for {host}; it covers {_listed(covered)}.",
        f"Use one of the names it covers, or have it issued for {host} as well.",
    )


def _is_address(name: str) -> bool:
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _is_unspecified(host: str) -> bool:
    return _is_address(host) and ip_address(host.strip("[]")).is_unspecified


def _is_usable_wildcard(name: str) -> bool:
    first, _, rest = name.partition(".")
    return first == "*" and "*" not in rest and "." in rest


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


RULES: Final[tuple[Rule, ...]] = (check_has_names, check_addresses_as_names, check_wildcards, check_host)
