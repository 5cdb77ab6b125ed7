"""A pair that arrives in files: chosen by what they hold, put in order, checked, and only then put in place."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import serialization

from graphex.tls.certificates.authority import is_authority
from graphex.tls.certificates.certificate import CreatedPair
from graphex.tls.check.pair import CheckResult, check_pair
from graphex.tls.check.rules.chain import chain_from, without_dead_end, without_root
from graphex.tls.exchange.assembly import best_match
from graphex.tls.exchange.holdings import Holding
from graphex.tls.exchange.material import format_key
from graphex.tls.exchange.signing_request import requested_key_file
from graphex.tls.file_names import OWN_MARK
from graphex.tls.store.files import write_new
from graphex.tls.store.lock import locked
from graphex.tls.store.pair import PairFiles, create_directory

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from cryptography import x509

    from graphex.tls.certificates.facts import CertificateFacts
    from graphex.tls.exchange.material import FoundKey
    from graphex.tls.findings import Finding


@dataclass(frozen=True, slots=True)
class Arrival:
    """A key, and the chain of its certificate in order: the leaf first, no root but a local authority."""

    chain: tuple[x509.Certificate, ...]
    key: FoundKey = field(repr=False)

    @property
    def chain_pem(self) -> bytes:
        """The chain, as the file of a pair holds it."""
        return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in self.chain)

    def pair(self, passphrase: bytes | None) -> CreatedPair:
        """Return the two files, the key encrypted if there is a passphrase."""
        return CreatedPair(self.chain_pem, format_key(self.key.key, passphrase))


def choose_pair(
    certificates: Sequence[CertificateFacts], keys: Sequence[FoundKey], *, now: dt.datetime
) -> Arrival | None:
    """Find the certificate that one of the keys belongs to, the one valid longest, and its chain; None without one."""
    servers = tuple(one for one in certificates if one.extensions is None or not one.extensions.ca)
    opened = Holding(Path(), keys=tuple(key.facts for key in keys))
    for candidates in (servers, tuple(certificates)):
        match = best_match([Holding(Path(), certificates=candidates)], [opened])
        if match is not None:
            chain = chain_from(match.certificate, certificates, now)
            return Arrival(tuple(one.certificate for one in _to_serve(chain, now)), keys[match.key.index])
    return None


def check_arrival(pair: CreatedPair, directory: Path, *, passphrase: bytes | None, now: dt.datetime) -> CheckResult:
    """Check a pair by every rule of a start before it is in the directory; raises OSError where that is impossible."""
    create_directory(directory)
    # Beside its place: /tmp may be another file system, or open to others.
    with tempfile.TemporaryDirectory(prefix=f"{OWN_MARK}arrival-", dir=directory) as name:
        files = PairFiles(Path(name))
        write_new(files.certfile, pair.certificate_pem, 0o644)
        write_new(files.keyfile, pair.key_pem, 0o600)
        result = check_pair(files.certfile, files.keyfile, now=now, passphrase=passphrase)
    return CheckResult(tuple(_without_place(one, files) for one in result.findings), result.certificates)


def install(pair: CreatedPair, directory: Path, *, now: dt.datetime, fulfilled: bool) -> tuple[Path, ...]:
    """Put a checked pair in place under the directory's lock; return the copies that were kept of the one before.

    `fulfilled` says that it answers the request whose key waits in the directory. Raises OSError, StartError.
    """
    files = PairFiles(directory)
    with locked(directory):
        files.recover()
        before = set(directory.iterdir())
        files.write(pair, now=now)
        if fulfilled:
            requested_key_file(directory).unlink(missing_ok=True)
        added = set(directory.iterdir()) - before - {files.certfile, files.keyfile}
    return tuple(sorted(added))


def _to_serve(chain: Sequence[CertificateFacts], now: dt.datetime) -> Sequence[CertificateFacts]:
    # The local authority travels along on purpose: other devices get it from there.
    return chain if is_authority(chain[-1].certificate) else without_dead_end(without_root(chain), now)


def _without_place(finding: Finding, files: PairFiles) -> Finding:
    """Speak of the certificate and the key instead of two files that are gone by now."""
    message = finding.message.replace(str(files.certfile), "the certificate").replace(str(files.keyfile), "the key")
    is_about_place = finding.hint is not None and str(files.directory) in finding.hint
    sentence = message[:1].upper() + message[1:]
    return replace(finding, message=sentence, file=None, hint=None if is_about_place else finding.hint)
