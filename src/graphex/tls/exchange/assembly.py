"""Which certificate and key of several files go together, and the commands that make cert.pem and key.pem of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graphex.tls import shell
from graphex.tls.check.content import Form
from graphex.tls.check.conversion import openssl_pkcs12
from graphex.tls.check.rules.chain import chain_from, without_dead_end, without_root
from graphex.tls.file_names import RENEWED_CHAIN_NAME, RENEWED_KEY_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from graphex.tls.certificates.facts import CertificateFacts
    from graphex.tls.exchange.holdings import Holding

# Linked to rather than copied, renewals arrive by themselves.
_RENEWED_NAMES: Final = frozenset({RENEWED_CHAIN_NAME, RENEWED_KEY_NAME})


@dataclass(frozen=True, slots=True)
class Place:
    """A certificate or key: the file it stands in and its position there, from 0."""

    holding: Holding
    index: int


@dataclass(frozen=True, slots=True)
class Match:
    """A server's certificate and its key; `proven` is false when a passphrase hides whether they belong together."""

    leaf: Place
    key: Place
    proven: bool = True

    @property
    def certificate(self) -> CertificateFacts:
        """The server's certificate."""
        return self.leaf.holding.certificates[self.leaf.index]


def best_match(certificates: Sequence[Holding], keys: Sequence[Holding]) -> Match | None:
    """Choose among all pairs the one valid longest, then the one whose file brings most of the chain."""
    matches = list(_matches(certificates, keys))
    return max(matches, key=_preference, default=None)


def certificate_command(leaf: Place, holdings: Sequence[Holding], target: Path, *, now: datetime) -> str:
    """Return the command that writes the certificate and the intermediates found with it."""
    own = leaf.holding
    if own.form is Form.PKCS12:
        return f"{_bundle_certificates(own)} > {shell.quote(target)}"
    chain = _places_of_chain(leaf, holdings, now)
    if _is_whole(own, chain):
        return _take(own.path, target)
    parts = list(_parts(chain))
    printed = parts[0] if len(parts) == 1 else f"{{ {' && '.join(parts)}; }}"
    return f"{printed} > {shell.quote(target)}"


def key_command(key: Place, target: Path) -> str:
    """Return the command that writes the key so that only its owner can read it."""
    holding = key.holding
    match holding.form:
        case Form.PKCS12:
            return shell.write_key(f"{_open_bundle(holding)} -nocerts -nodes", target)
        case Form.DER_KEY:
            return shell.write_key(f"openssl pkey -inform der -in {shell.quote(holding.path)}", target)
    if len(holding.keys) > 1 or not holding.clean:
        return shell.write_key(shell.extract_key(holding.path, key.index + 1), target)
    taken = _take(holding.path, target)
    if taken.startswith("mv "):
        return f"{taken} && chmod 600 {shell.quote(target)}"
    return taken if taken.startswith("ln ") else f"(umask 077 && {taken})"


def _matches(certificates: Sequence[Holding], keys: Sequence[Holding]) -> Iterator[Match]:
    leaves = [Place(holding, i) for holding in certificates for i in range(len(holding.certificates))]
    available = [Place(holding, i) for holding in keys for i in range(len(holding.keys))]
    for leaf in leaves:
        wanted = leaf.holding.certificates[leaf.index].key.spki
        for key in available:
            given = key.holding.keys[key.index]
            if given is not None and wanted is not None and given.spki == wanted:
                yield Match(leaf, key)
    unopened = [key for key in available if key.holding.keys[key.index] is None and not key.holding.locked]
    candidates = [leaf for leaf in leaves if leaf.index == 0 and not _is_authority(leaf)]
    if len(unopened) == 1 and len(available) == 1 and candidates:
        yield from (Match(leaf, unopened[0], proven=False) for leaf in candidates)


def _is_authority(leaf: Place) -> bool:
    extensions = leaf.holding.certificates[leaf.index].extensions
    return extensions is not None and extensions.ca


def _preference(match: Match) -> tuple[float, bool, int, bool]:
    holding = match.leaf.holding
    is_pem = holding.form is None and match.key.holding.form is None
    return match.certificate.not_after.timestamp(), match.leaf.index == 0, len(holding.certificates), is_pem


def _places_of_chain(leaf: Place, holdings: Sequence[Holding], now: datetime) -> list[Place]:
    """Find leaf and intermediates, in the leaf's own file first."""
    ordered = [leaf.holding, *(holding for holding in holdings if holding is not leaf.holding)]
    places = [Place(h, i) for h in ordered if not h.locked and h.form is not Form.PKCS12 for i in _indices(h)]
    found = {place.holding.certificates[place.index]: place for place in reversed(places)}
    certificate = leaf.holding.certificates[leaf.index]
    reached = chain_from(certificate, list(dict.fromkeys(_certificates(places))), now)
    chain = without_dead_end(without_root(reached), now)
    return [leaf, *(found[issuer] for issuer in chain[1:])]


def _indices(holding: Holding) -> range:
    return range(len(holding.certificates))


def _certificates(places: Sequence[Place]) -> Iterator[CertificateFacts]:
    return (place.holding.certificates[place.index] for place in places)


def _is_whole(holding: Holding, places: Sequence[Place]) -> bool:
    """Return whether these places are exactly the certificates of one file that can be used as it is."""
    return holding.form is None and holding.clean and list(_certificates(places)) == list(holding.certificates)


def _parts(chain: list[Place]) -> Iterator[str]:
    """Print the chain piece by piece, whole files where possible."""
    start = 0
    while start < len(chain):
        holding = chain[start].holding
        end = start + len(holding.certificates)
        if not holding.keys and _is_whole(holding, chain[start:end]):
            yield f"cat {shell.quote(holding.path)}"
            start = end
        else:
            yield _one(chain[start])
            start += 1


def _one(place: Place) -> str:
    path = shell.quote(place.holding.path)
    match place.holding.form:
        case Form.DER_CERTIFICATE:
            return f"openssl x509 -inform der -in {path}"
        case Form.PKCS7:
            printed = f"openssl pkcs7 -inform der -in {path} -print_certs"
            return f"{printed} | {shell.pick_certificate(place.index + 1)}"
        case _:
            return shell.extract_certificate(place.holding.path, place.index + 1)


def _take(source: Path, target: Path) -> str:
    if source.name.lower() == target.name.lower():
        # Only the case differs: on some file systems the two names are one file, which cannot be copied to itself.
        return f"mv {shell.quote(source)} {shell.quote(target)}"
    if source.name in _RENEWED_NAMES and source.parent == target.parent:
        return f"ln -s {source.name} {shell.quote(target)}"
    return f"cp {shell.quote(source)} {shell.quote(target)}"


def _bundle_certificates(holding: Holding) -> str:
    leaf = f"{_open_bundle(holding)} -clcerts -nokeys"
    if not holding.locked and len(holding.certificates) == 1:
        return leaf
    return f"{{ {leaf} && {_open_bundle(holding)} -cacerts -nokeys; }}"


def _open_bundle(holding: Holding) -> str:
    password = "" if holding.locked else " -passin pass:"
    return f"{openssl_pkcs12(holding.data)} -in {shell.quote(holding.path)}{password}"
