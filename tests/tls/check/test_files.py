"""What stands in the two files, and what is said when it is something else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from graphex.tls.certificates.pem import BOM
from graphex.tls.check.files import certificates_of, check_mode, key_file_flaw, missing, read_pem_file
from graphex.tls.findings import Severity
from tls.material import codes, issue, openssl, paste, write_private

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.tls.check.conversion import Wanted

ISSUED = issue()
OTHER = issue()
REQUEST = x509.CertificateSigningRequestBuilder(x509.Name([])).sign(ISSUED.key, hashes.SHA256())
PUBLIC = ISSUED.key.public_key().public_bytes(Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
OPENSSH = ISSUED.key.private_bytes(Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption())


@pytest.mark.parametrize(
    "data",
    [
        ISSUED.pem,
        ISSUED.pem.replace(b"\n", b"\r\n"),
        BOM + ISSUED.pem,
        b"Certificate:\n    Data:\n" + ISSUED.pem,
        ISSUED.key_pem + ISSUED.pem,
        ISSUED.pem.replace(b"CERTIFICATE", b"X509 CERTIFICATE"),
    ],
    ids=["plain", "CRLF", "BOM", "text", "with key", "old label"],
)
def test_usual_files_are_read_in_silence(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "cert.pem"
    path.write_bytes(data)

    certificates, findings = certificates_of(read_pem_file(path))

    assert (certificates, findings) == ((ISSUED.facts,), ())


def test_the_trusted_form_of_openssl_is_read(tmp_path: Path) -> None:
    path = tmp_path / "cert.pem"
    path.write_bytes(openssl("x509", "-trustout", "-setalias", "x", directory=tmp_path, text=ISSUED.pem))

    certificates, findings = certificates_of(read_pem_file(path))

    assert (certificates, findings) == ((ISSUED.facts,), ())


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (ISSUED.der, "file-der"),
        (ISSUED.pem.decode().encode("utf-16"), "file-utf16"),
        (ISSUED.pem.replace(b"\n", b"\r"), "file-line-ends"),
        (b"  " + ISSUED.pem.replace(b"\n", b"\n  "), "file-indented"),
        (pkcs7.serialize_certificates([ISSUED.certificate], Encoding.DER), "file-pkcs7"),
        (pkcs7.serialize_certificates([ISSUED.certificate], Encoding.PEM), "file-pkcs7"),
        (b"\xfe\xed\xfe\xed", "file-keystore"),
        (b"\x00\x01", "file-binary"),
        (b"hello\n", "file-no-pem"),
        (REQUEST.public_bytes(Encoding.PEM), "file-request"),
        (REQUEST.public_bytes(Encoding.DER), "file-request"),
        (PUBLIC, "file-public-key"),
        (OPENSSH, "file-openssh-key"),
        (ISSUED.key_pem, "no-certificate"),
        (ISSUED.pem[:200], "pem-truncated"),
        (ISSUED.pem.replace(b"MII", b"M*I"), "pem-damaged"),
        (ISSUED.pem.rstrip() + OTHER.pem, "pem-glued"),
        (ISSUED.pem + OTHER.pem[:200], "pem-truncated"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "certificate-malformed"),
        (ISSUED.pem * 17, "chain-too-long"),
    ],
)
def test_other_content_is_named(tmp_path: Path, data: bytes, expected: str) -> None:
    path = tmp_path / "cert.pem"
    path.write_bytes(data)

    _, findings = certificates_of(read_pem_file(path))

    assert codes(findings) == [expected]
    assert (findings[0].severity, findings[0].file) == (Severity.ERROR, path)
    assert findings[0].hint


@pytest.mark.parametrize(
    ("wanted", "data", "message"),
    [
        ("certificate", ISSUED.key_pem, "should hold a certificate in PEM, but holds a private key."),
        ("private key", ISSUED.pem, "should hold a private key in PEM, but holds a certificate."),
        (
            "private key",
            OPENSSH,
            "should hold a private key in PEM, but holds a private key in OpenSSH's own format.",
        ),
        ("certificate", b"\x30\x00", "should hold a certificate in PEM, but holds binary data of an unknown kind."),
    ],
)
def test_the_sentence_says_what_is_there(tmp_path: Path, wanted: Wanted, data: bytes, message: str) -> None:
    path = write_private(tmp_path / "file.pem", data)

    finding = missing(read_pem_file(path), wanted)

    assert finding.message == f"{path} {message}"


@pytest.mark.parametrize(
    "data",
    [
        ISSUED.der,
        ISSUED.pem.decode().encode("utf-16"),
        ISSUED.pem.replace(b"\n", b"\r"),
        b"  " + ISSUED.pem.replace(b"\n", b"\n  "),
        pkcs7.serialize_certificates([ISSUED.certificate], Encoding.PEM),
        ISSUED.pem.rstrip() + OTHER.pem,
    ],
    ids=["DER", "UTF-16", "CR", "indented", "PKCS#7", "glued"],
)
def test_the_fixes_work(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "cert.pem"
    path.write_bytes(data)
    _, findings = certificates_of(read_pem_file(path))

    paste(findings[0].hint or "", tmp_path)

    certificates, left = certificates_of(read_pem_file(path))
    assert (certificates[0], left) == (ISSUED.facts, ())


def test_a_key_of_openssh_can_be_turned_into_pem(tmp_path: Path) -> None:
    path = write_private(tmp_path / "key.pem", OPENSSH)
    path.chmod(0o644)
    command = missing(read_pem_file(path), "private key").hint or ""

    paste(command.replace("ssh-keygen", "ssh-keygen -q -N ''"), tmp_path)

    assert len(read_pem_file(path).pem.keys) == 1


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (0o600, []),
        (0o400, []),
        (0o700, []),
        (0o640, [("key-mode-group", Severity.NOTICE)]),
        (0o440, [("key-mode-group", Severity.NOTICE)]),
        (0o660, [("key-mode-open", Severity.WARNING)]),
        (0o644, [("key-mode-open", Severity.WARNING)]),
        (0o602, [("key-mode-open", Severity.WARNING)]),
        (0o777, [("key-mode-open", Severity.WARNING)]),
    ],
)
def test_keys_are_for_their_owner(tmp_path: Path, mode: int, expected: list[tuple[str, Severity]]) -> None:
    path = write_private(tmp_path / "key.pem", ISSUED.key_pem)
    path.chmod(mode)

    findings = check_mode(read_pem_file(path))

    assert [(finding.code, finding.severity) for finding in findings] == expected


def test_the_mode_of_a_certificate_does_not_matter(tmp_path: Path) -> None:
    path = write_private(tmp_path / "cert.pem", ISSUED.pem)
    path.chmod(0o644)

    assert check_mode(read_pem_file(path)) == ()


def test_systems_without_modes_have_nothing_to_close(tmp_path: Path) -> None:
    file = read_pem_file(write_private(tmp_path / "key.pem", ISSUED.key_pem))
    assert file.source is not None

    assert check_mode(replace(file, source=replace(file.source, mode=None))) == ()


def test_the_fix_closes_the_key(tmp_path: Path) -> None:
    path = write_private(tmp_path / "key.pem", ISSUED.key_pem)
    path.chmod(0o644)

    paste(check_mode(read_pem_file(path))[0].hint or "", tmp_path)

    assert check_mode(read_pem_file(path)) == ()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (ISSUED.key_pem, None),
        (ISSUED.key_pem + ISSUED.key_pem[:60], None),
        (ISSUED.key_pem[:60] + b"\n" + ISSUED.key_pem, "pem-truncated"),
        (ISSUED.key_pem[:60], "pem-truncated"),
    ],
    ids=["good", "damage after", "damage before", "damage only"],
)
def test_only_damage_before_the_key_matters(tmp_path: Path, data: bytes, code: str | None) -> None:
    finding = key_file_flaw(read_pem_file(write_private(tmp_path / "key.pem", data)))

    assert (finding and finding.code) == code
