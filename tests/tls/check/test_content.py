"""Telling files of other formats."""

from __future__ import annotations

import binascii
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7, pkcs12

from graphex.tls.check.content import Form, decoded, identify, is_encrypted_der_key
from tls.material import PASSPHRASE, issue, openssl

if TYPE_CHECKING:
    from pathlib import Path

ISSUED = issue()
TEXT = ISSUED.pem.decode()
PKCS8 = serialization.PrivateFormat.PKCS8
KEY = ISSUED.key.private_bytes(Encoding.DER, PKCS8, serialization.NoEncryption())
LOCKED_KEY = ISSUED.key.private_bytes(Encoding.DER, PKCS8, serialization.BestAvailableEncryption(PASSPHRASE))
REQUEST = x509.CertificateSigningRequestBuilder(x509.Name([])).sign(ISSUED.key, hashes.SHA256())
BUNDLE = pkcs12.serialize_key_and_certificates(None, None, ISSUED.certificate, None, serialization.NoEncryption())
PUBLIC = ISSUED.key.public_key().public_bytes(Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (ISSUED.der, Form.DER_CERTIFICATE),
        (KEY, Form.DER_KEY),
        (LOCKED_KEY, Form.DER_KEY),
        (REQUEST.public_bytes(Encoding.DER), Form.DER_REQUEST),
        (PUBLIC, Form.DER_PUBLIC_KEY),
        (BUNDLE, Form.PKCS12),
        (pkcs7.serialize_certificates([ISSUED.certificate], Encoding.DER), Form.PKCS7),
        (b"\xfe\xed\xfe\xed\x00\x00\x00\x02", Form.JKS),
        (b"\xce\xce\xce\xce\x00\x00\x00\x02", Form.JKS),
        (TEXT.encode("utf-16"), Form.UTF16),
        (TEXT.encode("utf-16-le"), Form.UTF16),
        (TEXT.encode("utf-16-be"), Form.UTF16),
        (TEXT.replace("\n", "\r").encode(), Form.CR_ONLY),
        (TEXT.replace("\n", "\n  ").replace("-----B", "  -----B").encode(), Form.INDENTED),
        (b"PuTTY-User-Key-File-3: ssh-rsa\n", Form.PUTTY),
        (b"just a note \xc3\xa9\n", Form.TEXT),
        (b"\x00\x01\x02\x03", Form.BINARY),
        (b"\xff\x80\x90", Form.BINARY),
        (b"", Form.TEXT),
    ],
    ids=lambda value: value.name if isinstance(value, Form) else "data",
)
def test_forms_are_told_by_content(data: bytes, form: Form) -> None:
    assert identify(data) is form


@pytest.mark.parametrize(
    ("data", "expected"),
    [(LOCKED_KEY, True), (KEY, False), (ISSUED.der, False), (b"", False)],
    ids=["locked", "open", "certificate", "empty"],
)
def test_encrypted_keys_are_told_without_opening_them(data: bytes, *, expected: bool) -> None:
    assert is_encrypted_der_key(data) is expected


def make_keystore(directory: Path) -> bytes:
    """Have Java make a keystore in its own old format."""
    options = ["-storetype", "JKS", "-storepass", "changeit", "-keypass", "changeit", "-dname", "CN=a", "-alias", "a"]
    command = ["keytool", "-genkeypair", "-keyalg", "EC", "-keystore", "store.jks", *options]
    subprocess.run(command, cwd=directory, capture_output=True, check=True, timeout=60)
    return (directory / "store.jks").read_bytes()


def make_legacy_bundle(directory: Path) -> bytes:
    """Have OpenSSL write a bundle as old Windows versions do."""
    (directory / "both.pem").write_bytes(ISSUED.pem + ISSUED.key_pem)
    return openssl("pkcs12", "-export", "-legacy", "-in", "both.pem", "-passout", "pass:x", directory=directory)


@pytest.mark.skipif(shutil.which("keytool") is None, reason="needs Java")
def test_keystores_of_java_are_told(tmp_path: Path) -> None:
    assert identify(make_keystore(tmp_path)) is Form.JKS


def test_bundles_of_old_windows_versions_are_told(tmp_path: Path) -> None:
    assert identify(make_legacy_bundle(tmp_path)) is Form.PKCS12


def test_nothing_is_looked_into_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[bytes] = []

    def look(data: bytes, *, strict_mode: bool) -> bytes:
        looks.append(data)
        return b"" if strict_mode else data

    monkeypatch.setattr(binascii, "a2b_base64", look)

    found = decoded(b"")

    assert (found, looks) == (None, [b""])
