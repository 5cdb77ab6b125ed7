"""What is said once the server answers: where, how to sign in, and with which certificate."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graphex.tls.certificates.names import host_names, interface_addresses
from graphex.tls.shell import quote
from graphex.tls.trust.person import Account, is_person
from graphex.web.pages.wording import count
from graphex.web.server.listen import bound_address

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterable, Sequence

    from graphex.cli.output import Output
    from graphex.settings import Settings
    from graphex.tls import CertificateInfo, ServerTLS

_HTTPS_PORT: Final = 443
_EVERY_INTERFACE: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not bound
# A machine with many bridges has dozens of addresses.
_FEW: Final = 8
_DOTTED: Final = re.compile(r"https://[0-9.]+(?::|$)")
_ACTIONS: Final = {
    "created": "created just now",
    "renewed": "renewed just now",
    "reused": "as it was",
}
_IN_MEMORY: Final = {
    "kept in memory": "in memory only: it ends with the server, and the next start makes another",
    "emergency": "temporary, in memory only, until {certfile} and its key are mended",
}


@dataclass(frozen=True, slots=True)
class Announcement:
    """Everything that is said at start; `local` and `network` are addresses to open, without a final slash."""

    settings: Settings
    tls: ServerTLS
    local: tuple[str, ...]
    network: tuple[str, ...]
    path: str

    @classmethod
    def of(cls, settings: Settings, tls: ServerTLS, sockets: Sequence[socket.socket], path: str) -> Announcement:
        """Work out the addresses from the sockets that listen; `path` is that of the sign-in link."""
        port = sockets[0].getsockname()[1]
        bound = [bound_address(one) for one in sockets]
        local, network = _hosts(bound)
        return cls(
            settings,
            tls,
            tuple(_address(host, port) for host in local),
            tuple(_address(host, port) for host in network),
            path,
        )

    @property
    def addresses(self) -> tuple[str, ...]:
        """All addresses to open, this machine's first."""
        return (*self.local, *self.network)

    @property
    def sign_in(self) -> str:
        """The address that signs in."""
        return self.addresses[0] + self.path

    def print(self, output: Output) -> None:
        """Print it all: as a table, as one line if quiet, as one JSON object for machines."""
        if self.settings.json_logs:
            output.raw(json.dumps(self.as_json()) + "\n")
        elif self.settings.quiet:
            output.result(self.sign_in)
        else:
            output.heading(f"\n{self.settings.title} is served over HTTPS.\n")
            output.table(self._rows(), indent=2)
            output.paragraph(f"\n{self._closing()}\nCtrl-C ends the server.", indent=2)
            output.result("")
        output.flush()

    def as_json(self) -> dict[str, Any]:
        """Return it for machines, on one line of standard output."""
        authority = self.tls.authority()
        return {
            "event": "started",
            "folder": str(self.settings.root.absolute()),
            "addresses": {"local": self.local, "network": self.network},
            "sign_in": self.sign_in if self.settings.sign_in else None,
            "certificate": {
                "file": str(self.tls.certfile),
                "origin": self.tls.origin,
                "action": self.tls.action,
                **self.tls.info().as_json(renewal=self.tls.renewal_due()),
            },
            "authority": {"subject": authority.info.subject, "sha256": authority.info.sha256} if authority else None,
            "plain_page": self._plain_page(),
        }

    def _rows(self) -> Iterable[tuple[str, str]]:
        info = self.tls.info()
        yield "Folder", str(self.settings.root.absolute())
        yield "This machine", "  ".join(self.local) or "only by the addresses below"
        if self.network:
            yield "Network", "\n".join(_few(self.network, "all with a link to sign in", self._another_link()))
        if self.settings.sign_in:
            yield "Sign in", f"{self.sign_in}\nThe link works once, within 24 hours; another: {self._another_link()}"
        else:
            yield "Sign-in", "switched off: everybody on this machine is let in"
        yield "Certificate", self._whereabouts()
        yield "Names", ", ".join(_few(_names(info), "all of them", self._show_command())) or "none"
        yield "Valid until", self._validity()
        yield "SHA-256", _both_forms(info)
        authority = self.tls.authority()
        if authority is not None:
            yield "Authority", authority.info.maker
            yield "Its SHA-256", _both_forms(authority.info)
        plain_page = self._plain_page()
        if plain_page is not None and self.network:
            yield "Other devices", f"{plain_page}\nCompare the authority's SHA-256 there with the one above."

    def _another_link(self) -> str:
        root = self.settings.root.absolute()
        return "python3 -m graphex sign-in" + ("" if root == Path.cwd() else f" -r {quote(root)}")

    def _show_command(self) -> str:
        directory = self.tls.directory
        return "python3 -m graphex certs show" + ("" if directory == Path.cwd() else f" -s {quote(directory)}")

    def _plain_page(self) -> str | None:
        """Return the address at which other devices find the authority without TLS, if that is switched on."""
        if not self.settings.plain_root_page or self.tls.authority() is None:
            return None
        # Phones rarely know the names of computers.
        addresses = sorted((*self.network, *self.local), key=lambda address: not _DOTTED.match(address))
        return f"{addresses[0].replace('https:', 'http:', 1)}/connection"

    def _whereabouts(self) -> str:
        if self.tls.action in _IN_MEMORY:
            return _IN_MEMORY[self.tls.action].format(certfile=self.tls.certfile)
        return f"{self.tls.certfile} ({_ACTIONS[self.tls.action]})"

    def _validity(self) -> str:
        end, renewal = self.tls.info().not_after, self.tls.renewal_due()
        left = count((end - dt.datetime.now(dt.UTC)).days, "day")
        return f"{end:%Y-%m-%d} ({left})" + (f", renewed by itself from {renewal:%Y-%m-%d}" if renewal else "")

    def _closing(self) -> str:
        page = f"{self.addresses[0]}/connection"
        if self.tls.emergency() is not None:
            sentence = f"The certificate is broken; what to mend is said above, and on every page: {page}"
        elif self.tls.authority() is not None:
            sentence = f"Browsers that trust the authority do not warn; how to trust it on any device: {page}"
        elif self.tls.info().self_signed:
            sentence = f"The browser warns until it trusts this certificate{self._cure()}{page}"
        else:
            sentence = f"About this connection: {page}"
        return sentence

    def _cure(self) -> str:
        """Return what ends the warning, as the middle of a sentence that ends in a page."""
        if not self.tls.own:
            # An authority issues nothing for a pair that somebody else keeps.
            return "; how to trust it: "
        if is_person(Account.of_process(os.environ), os.environ):
            return "; to end that: python3 -m graphex trust, or "
        # A name that every authority may sign for.
        name = f"{next(iter(host_names()), 'server').partition('.')[0]}.local"
        return (
            f", and trust on this machine would not help, as the server runs as a service.\n"
            f"Issue its certificate on a machine of yours, and copy cert.pem and key.pem into {self.tls.directory}: "
            f"python3 -m graphex certs issue --name {name} --out {name}\nOr trust this one certificate: "
        )


def _both_forms(info: CertificateInfo) -> str:
    """Return a fingerprint as Firefox and Safari show it, then as Chromium, Chrome and Edge do."""
    return f"{info.sha256}\n{info.sha256.replace(':', '').lower()}"


def _names(info: CertificateInfo) -> tuple[str, ...]:
    return (*info.names.dns, *map(str, info.names.addresses))


def _few(texts: Sequence[str], all_of_them: str, command: str) -> tuple[str, ...]:
    """Return the first of many texts, and how to see the others: what matters must stay on the screen."""
    if len(texts) <= _FEW + 1:
        return tuple(texts)
    return (*texts[:_FEW], f"and {len(texts) - _FEW} more; {all_of_them}: {command}")


def _hosts(bound: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Turn bound addresses into hosts to open: (on this machine, from the network)."""
    if _EVERY_INTERFACE & set(bound):
        lasting = interface_addresses().lasting
        of_families = [a for a in lasting if "::" in bound or not isinstance(a, IPv6Address)]
        return ("localhost",), (*host_names()[:1], *map(str, of_families))
    loopback = tuple(address for address in bound if ip_address(address.partition("%")[0]).is_loopback)
    others = tuple(address for address in bound if address not in loopback)
    return (("localhost",) if {"127.0.0.1", "::1"} & set(loopback) else loopback), others


def _address(host: str, port: int) -> str:
    # RFC 6874: the sign before an interface is written as %25 in an address.
    bracketed = f"[{host.replace('%', '%25')}]" if ":" in host else host
    return f"https://{bracketed}" + ("" if port == _HTTPS_PORT else f":{port}")
