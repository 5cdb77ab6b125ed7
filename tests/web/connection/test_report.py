"""What is said about a connection."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from graphex.tls.certificates.life import Standing
from graphex.web.connection.report import public_pem, report_connection, short_fingerprint

if TYPE_CHECKING:
    from graphex.tls import ServerTLS


class CombinedPair:
    """A pair whose certificate file also holds its key, as some programs want it."""

    def certificate_pem(self) -> bytes:
        """Return the file."""
        certificate = b"-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n"
        return certificate + b"-----BEGIN PRIVATE KEY-----\nQUJD\n-----END PRIVATE KEY-----\n" + certificate


def test_a_key_in_the_certificate_file_is_left_out() -> None:
    pem = public_pem(CombinedPair())  # type: ignore[arg-type]  # only this method is called

    assert pem.count(b"BEGIN CERTIFICATE") == 2
    assert b"PRIVATE" not in pem


def test_the_handshake_is_named_when_the_server_tells(tls: ServerTLS) -> None:
    extension = {"tls_version": 0x0304, "cipher_suite": 0x1301}
    scope = {"scheme": "https", "headers": [(b"host", b"localhost")], "extensions": {"tls": extension}}

    report = report_connection(scope, tls)

    assert (report.tls_version, report.cipher) == ("TLS 1.3", "AES-128-GCM")


def test_an_ended_certificate_is_not_current(tls: ServerTLS) -> None:
    later = tls.info().not_after + timedelta(days=2, hours=1)
    scope = {"scheme": "https", "headers": [], "extensions": {}}

    report = report_connection(scope, tls, now=later)

    assert report.certificate is not None
    assert report.certificate.standing is Standing.ENDED
    assert report.certificate.days_left == -3


def test_a_short_fingerprint_shows_both_ends() -> None:
    assert short_fingerprint("AA:BB:CC:DD:EE") == "AA:BB:CC…EE"
