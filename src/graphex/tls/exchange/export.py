"""What is exported: the pair that is served from a directory, or the public certificate of an authority."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import serialization

from graphex.errors import GraphexError
from graphex.tls.check.pair import check_pair
from graphex.tls.exchange.material import read_material
from graphex.tls.exchange.out_files import write_out
from graphex.tls.exchange.parcel import Parcel
from graphex.tls.file_names import is_der_name
from graphex.tls.findings import CertificateError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

    from cryptography import x509

    from graphex.tls.store.pair import PairFiles


def served_pair(
    files: PairFiles, passphrase: bytes | None, *, ask: Callable[[Path], bytes] | None, now: dt.datetime
) -> Parcel:
    """Return the pair of a directory; `ask` is called for a passphrase that is needed and not there.

    Raises GraphexError where there is none, CertificateError with all findings for one that could not be served.
    """
    if not files.present:
        raise GraphexError(
            f"There is no certificate in {files.directory} yet.",
            hint="Create one by starting there: python3 -m graphex serve",
        )
    result = check_pair(files.certfile, files.keyfile, now=now, passphrase=passphrase)
    if result.needs_passphrase and ask is not None:
        passphrase = ask(files.keyfile)
        result = check_pair(files.certfile, files.keyfile, now=now, passphrase=passphrase)
    keys = read_material([files.keyfile], passphrase).keys
    if not result.ok or not keys:
        raise CertificateError(result.findings)
    return Parcel(result.certificates, keys[0].key)


def write_certificate(out: Path, certificate: x509.Certificate) -> None:
    """Write a certificate alone, for everybody to read; raises GraphexError where that is impossible."""
    form = serialization.Encoding.DER if is_der_name(out) else serialization.Encoding.PEM
    write_out(out, certificate.public_bytes(form), private=False)
