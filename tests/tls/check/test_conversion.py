"""Commands that turn other formats into PEM; each is pasted into a shell."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from graphex.tls.certificates.pem import parse_pem
from graphex.tls.check.content import Form
from graphex.tls.check.conversion import Wanted, conversion, openssl_pkcs12
from tls.material import issue, key_bytes, openssl, paste, write_private

ISSUED = issue()
TEXT = ISSUED.pem.decode()
KEY = ISSUED.key.private_bytes(Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
PKCS7 = pkcs7.serialize_certificates([ISSUED.certificate], Encoding.DER)


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (ISSUED.der, Form.DER_CERTIFICATE),
        (PKCS7, Form.PKCS7),
        (TEXT.replace("\n", "\r\n").encode("utf-16"), Form.UTF16),
        (TEXT.replace("\n", "\r").encode(), Form.CR_ONLY),
        (("  " + TEXT.replace("\n", "\n\t ")).encode(), Form.INDENTED),
    ],
)
def test_the_command_for_a_certificate_works(tmp_path: Path, data: bytes, form: Form) -> None:
    path = tmp_path / "my cert.pem"
    path.write_bytes(data)

    paste(conversion(path, form, data, "certificate"), tmp_path)

    assert [found.der for found in parse_pem(path.read_bytes()).certificates] == [ISSUED.der]
    assert path.with_name("my cert.pem.before").read_bytes() == data


def test_the_command_for_a_key_works(tmp_path: Path) -> None:
    path = write_private(tmp_path / "key.pem", KEY)

    paste(conversion(path, Form.DER_KEY, KEY, "private key"), tmp_path)

    assert [found.der for found in parse_pem(path.read_bytes()).keys] == [KEY]


@pytest.mark.parametrize("age", [[], ["-legacy"]])
@pytest.mark.parametrize(("wanted", "expected"), [("certificate", (1, 0)), ("private key", (0, 1))])
def test_the_part_wanted_of_a_bundle_is_taken(
    tmp_path: Path, age: list[str], wanted: Wanted, expected: tuple[int, int]
) -> None:
    (tmp_path / "both").write_bytes(ISSUED.pem + ISSUED.key_pem)
    data = openssl("pkcs12", "-export", *age, "-in", "both", "-passout", "pass:secret", directory=tmp_path)
    path = write_private(tmp_path / "wanted.pem", data)

    paste(conversion(path, Form.PKCS12, data, wanted), tmp_path, answers="secret\n")

    pem = parse_pem(path.read_bytes())
    assert (len(pem.certificates), len(pem.keys)) == expected


def test_old_bundles_need_the_legacy_provider(tmp_path: Path) -> None:
    (tmp_path / "both").write_bytes(ISSUED.pem + ISSUED.key_pem)
    export = ("pkcs12", "-export", "-in", "both", "-passout", "pass:secret")

    commands = [openssl_pkcs12(openssl(*export, *age, directory=tmp_path)) for age in ([], ["-legacy"])]

    assert commands == ["openssl pkcs12", "openssl pkcs12 -legacy"]


@pytest.mark.skipif(shutil.which("keytool") is None, reason="needs Java")
@pytest.mark.parametrize(("wanted", "expected"), [("certificate", (1, 0)), ("private key", (0, 1))])
def test_the_commands_for_a_keystore_work(tmp_path: Path, wanted: Wanted, expected: tuple[int, int]) -> None:
    path = tmp_path / "cert.pem"
    paste(
        f"keytool -genkeypair -keyalg EC -keystore {path} -storetype JKS -storepass changeit -keypass changeit "
        "-dname CN=a -alias a",
        tmp_path,
    )
    command = conversion(path, Form.JKS, path.read_bytes(), wanted)

    paste(
        command.replace("-importkeystore", "-importkeystore -srcstorepass changeit -deststorepass changeit"),
        tmp_path,
        answers="changeit\n",
    )

    pem = parse_pem(path.read_bytes())
    assert (len(pem.certificates), len(pem.keys)) == expected


@pytest.mark.parametrize("form", [Form.DER_REQUEST, Form.DER_PUBLIC_KEY, Form.TEXT, Form.BINARY])
def test_where_no_program_helps_there_is_a_sentence(form: Form) -> None:
    assert conversion(Path("cert.pem"), form, b"", "certificate").endswith(".")


@pytest.mark.skipif(shutil.which("puttygen") is None, reason="needs PuTTY")
def test_the_command_for_a_putty_key_works(tmp_path: Path) -> None:
    path = write_private(tmp_path / "key.pem", key_bytes(ISSUED.key, "SEC1"))
    paste(f"puttygen {path} -O private -o {path} --new-passphrase /dev/null", tmp_path)

    paste(conversion(path, Form.PUTTY, path.read_bytes(), "private key"), tmp_path)

    assert len(parse_pem(path.read_bytes()).keys) == 1
