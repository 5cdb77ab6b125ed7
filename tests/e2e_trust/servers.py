"""GraphEx served as people start it, with a pair from their authority."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from e2e_trust.browsers import HOST_NAME
from graphex.tls.certificates.authority import Authority, Holder, issue
from graphex.tls.certificates.certificate import CreatedPair
from graphex.tls.certificates.names import parse_names
from graphex.tls.own.authority_files import load_authority

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from trust_command import Person


def authority_of(person: Person) -> Authority:
    """Open the person's authority."""
    authority = load_authority(person.authority, now=dt.datetime.now(dt.UTC))
    assert authority is not None
    return authority


def forge_pair(person: Person, directory: Path, names: tuple[str, ...]) -> Path:
    """Sign for any names with the key of the person's authority, as a thief of it would."""
    real = authority_of(person)
    now, thief = dt.datetime.now(dt.UTC), Holder("forged", is_client=False)
    forged = issue(_without_constraints(real), parse_names(names), now=now, days=197, holder=thief)
    leaf = forged.certificate_pem.split(b"-----END CERTIFICATE-----\n")[0] + b"-----END CERTIFICATE-----\n"
    return put_pair(directory, CreatedPair(leaf + real.certificate_pem, forged.key_pem))


def _without_constraints(authority: Authority) -> Authority:
    original = authority.certificate
    builder = (
        x509.CertificateBuilder()
        .subject_name(original.subject)
        .issuer_name(original.issuer)
        .public_key(original.public_key())
        .serial_number(original.serial_number)
        .not_valid_before(original.not_valid_before_utc)
        .not_valid_after(original.not_valid_after_utc)
    )
    for extension in original.extensions:
        if not isinstance(extension.value, x509.NameConstraints):
            builder = builder.add_extension(extension.value, critical=extension.critical)
    return Authority(builder.sign(authority.key, hashes.SHA256()), authority.key)


def put_pair(directory: Path, pair: CreatedPair) -> Path:
    """Write the two files of a pair."""
    directory.mkdir(parents=True)
    (directory / "cert.pem").write_bytes(pair.certificate_pem)
    (directory / "key.pem").touch(mode=0o600)
    (directory / "key.pem").write_bytes(pair.key_pem)
    return directory


@contextmanager
def serving(certificates: Path, person: Person) -> Iterator[int]:
    """Serve an empty folder with the pair of a directory, for the person whose authority issues it; yields the port."""
    folder = certificates / "folder"
    folder.mkdir(parents=True)
    command = [sys.executable, "-m", "graphex", "serve", "-s", str(certificates), "-p", "0", "--json-logs"]
    command += ["--ca-dir", str(person.authority), "--name", HOST_NAME]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            started = json.loads(process.stdout.readline())
            yield int(started["addresses"]["local"][0].rpartition(":")[2])
        finally:
            process.kill()
