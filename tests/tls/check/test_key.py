"""Private keys: reading them, and whether they belong to the certificate."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa

from graphex.tls.certificates.facts import key_facts
from graphex.tls.certificates.pem import parse_pem
from graphex.tls.check.files import read_pem_file
from graphex.tls.check.key import ReadKey, check_count, check_kind, check_match, public_facts, read_key
from tls.material import (
    PASSPHRASE,
    Issued,
    Key,
    authority,
    codes,
    issue,
    key_bytes,
    openssl,
    paste,
    served,
    weak_rsa_key,
    write_private,
)

EC_KEY = ec.generate_private_key(ec.SECP256R1())
RSA_KEY = rsa.generate_private_key(65537, 2048)
PARAMETERS = b"-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"


def read(directory: Path, data: bytes, passphrase: bytes | None = None) -> ReadKey:
    return read_key(read_pem_file(write_private(directory / "key.pem", data)), passphrase)


def armoured(data: bytes, label: str = "ENCRYPTED PRIVATE KEY") -> bytes:
    return f"-----BEGIN {label}-----\n{base64.b64encode(data).decode()}\n-----END {label}-----\n".encode()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (key_bytes(RSA_KEY), "RSA 2048"),
        (key_bytes(RSA_KEY, "PKCS1"), "RSA 2048"),
        (key_bytes(EC_KEY), "EC P-256"),
        (key_bytes(EC_KEY, "SEC1"), "EC P-256"),
        (PARAMETERS + key_bytes(EC_KEY, "SEC1"), "EC P-256"),
        (key_bytes(EC_KEY).replace(b"\n", b"\r\n"), "EC P-256"),
        (b"\xef\xbb\xbf" + key_bytes(EC_KEY), "EC P-256"),
        (b"Bag Attributes: none\n" + key_bytes(EC_KEY), "EC P-256"),
        (key_bytes(ed25519.Ed25519PrivateKey.generate()), "Ed25519"),
        (issue().pem + key_bytes(EC_KEY), "EC P-256"),
    ],
)
def test_every_usual_form_is_read(tmp_path: Path, data: bytes, expected: str) -> None:
    found = read(tmp_path, data)

    assert (str(found.facts), found.findings) == (expected, ())


@pytest.mark.parametrize("style", ["PKCS8", "SEC1"])
@pytest.mark.parametrize(
    ("passphrase", "expected"),
    [(PASSPHRASE, []), (b"wrong", ["passphrase-wrong"]), (b"", ["passphrase-wrong"]), (None, ["passphrase-needed"])],
)
def test_a_passphrase_opens_an_encrypted_key(
    tmp_path: Path, style: str, passphrase: bytes | None, expected: list[str]
) -> None:
    found = read(tmp_path, key_bytes(EC_KEY, style, PASSPHRASE), passphrase)

    assert codes(found.findings) == expected
    assert (found.key is not None) == (not expected)


@pytest.mark.parametrize("cipher", ["-des3", "-aes128", "-aes256"])
def test_encrypted_keys_of_the_openssl_program_are_opened(tmp_path: Path, cipher: str) -> None:
    secret = f"pass:{PASSPHRASE.decode()}"
    legacy = openssl("ec", cipher, "-passout", secret, directory=tmp_path, text=key_bytes(EC_KEY))
    modern = openssl("pkcs8", "-topk8", "-passout", secret, directory=tmp_path, text=key_bytes(EC_KEY))
    scrypt = openssl("pkcs8", "-topk8", "-scrypt", "-passout", secret, directory=tmp_path, text=key_bytes(EC_KEY))

    found = [read(tmp_path, data, PASSPHRASE) for data in (legacy, modern, scrypt)]

    assert b"Proc-Type: 4,ENCRYPTED" in legacy
    assert [codes(each.findings) for each in found] == [[], [], []]


def test_a_passphrase_that_is_not_needed_does_no_harm(tmp_path: Path) -> None:
    found = read(tmp_path, key_bytes(EC_KEY), PASSPHRASE)

    assert found.findings == ()


def test_a_key_that_would_take_hours_to_open_is_refused(tmp_path: Path) -> None:
    der = parse_pem(key_bytes(EC_KEY, passphrase=PASSPHRASE)).keys[0].der
    # Same length, so that the lengths around it still fit: the salt gives its first two bytes to the number of rounds.
    salt = der.index(b"\x04\x10")
    rounds = der.index(b"\x02\x02", salt + 18)
    costly = der[:salt] + b"\x04\x0e" + der[salt + 2 : salt + 16] + b"\x02\x04\x7f\xff\xff\xff" + der[rounds + 4 :]
    assert len(costly) == len(der)

    found = read(tmp_path, armoured(costly), PASSPHRASE)

    assert codes(found.findings) == ["key-malformed"]
    assert "too long" in found.findings[0].message


@pytest.mark.parametrize(
    ("key", "expected"),
    [(dsa.generate_private_key(2048), "DSA 2048"), (weak_rsa_key(), "RSA 1024")],
    ids=["DSA", "RSA 1024"],
)
def test_keys_without_certificate_are_judged(tmp_path: Path, key: Key, expected: str) -> None:
    found = read(tmp_path, key_bytes(key))
    assert found.facts is not None

    findings = check_kind(found.facts, tmp_path / "key.pem")

    assert len(findings) == 1
    assert expected in findings[0].message


def test_a_good_key_without_certificate_is_passed_over() -> None:
    assert check_kind(key_facts(EC_KEY.public_key()), Path("key.pem")) == ()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-param_enc", "explicit"), "key-curve-explicit"),
        (("ecparam", "-name", "sm2", "-genkey", "-noout"), "key-unsupported"),
        (("genpkey", "-algorithm", "dh", "-pkeyopt", "group:ffdhe2048"), "key-unsupported"),
        (("genpkey", "-algorithm", "x25519"), "key-unsupported"),
    ],
)
def test_keys_for_other_purposes_are_refused(tmp_path: Path, options: tuple[str, ...], expected: str) -> None:
    found = read(tmp_path, openssl(*options, directory=tmp_path))
    kind = () if found.facts is None else check_kind(found.facts, tmp_path / "key.pem")

    assert codes([*found.findings, *kind]) == [expected]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (issue().pem, "no-private-key"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "key-malformed"),
        (b"-----BEGIN PRIVATE KEY-----\n" + b"A" * 40000 + b"\n-----END PRIVATE KEY-----\n", "key-malformed"),
        (key_bytes(EC_KEY)[:80], "pem-truncated"),
        (PARAMETERS, "no-private-key"),
        (b"nothing", "file-no-pem"),
    ],
    ids=["certificate", "no content", "huge", "cut off", "parameters only", "text"],
)
def test_what_is_no_key_is_named(tmp_path: Path, data: bytes, expected: str) -> None:
    found = read(tmp_path, data)

    assert codes(found.findings) == [expected]
    assert found.findings[0].hint


def with_damaged_exponent(key: rsa.RSAPrivateKey) -> bytes:
    """Change one of the numbers that RSA signs with, as a disk error would."""
    numbers = key.private_numbers()
    der = parse_pem(key_bytes(key)).keys[0].der
    # Without the first bytes: DER leaves leading zeros out.
    exponent = numbers.dmp1.to_bytes(128)[-100:]
    damaged = exponent[:64] + bytes([exponent[64] ^ 2]) + exponent[65:]
    return armoured(der.replace(exponent, damaged), "PRIVATE KEY")


def test_a_key_that_loads_but_does_not_sign_is_refused(tmp_path: Path) -> None:
    found = read(tmp_path, with_damaged_exponent(RSA_KEY))

    assert codes(found.findings) == ["key-malformed"]


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    found = read_key(read_pem_file(tmp_path / "key.pem"), None)

    assert codes(found.findings) == ["file-missing"]


@pytest.mark.parametrize(("count", "expected"), [(0, []), (1, []), (2, ["key-several"])])
def test_several_keys_are_named(tmp_path: Path, count: int, expected: list[str]) -> None:
    file = read_pem_file(write_private(tmp_path / "key.pem", b"\n" + key_bytes(EC_KEY) * count))

    assert codes(check_count(file)) == expected


ROOT = authority("Root")
LOWER = authority("Lower CA", ROOT)
LEAF = issue(issuer=LOWER)


def reading(issued: Issued) -> ReadKey:
    return ReadKey(issued.key, issued.facts.key)


def test_a_key_that_belongs_is_passed_over(tmp_path: Path) -> None:
    assert check_match(served(LEAF, LOWER, directory=tmp_path), reading(LEAF)) == ()


def test_a_stranger_is_named_with_both_fingerprints(tmp_path: Path) -> None:
    stranger = issue()

    findings = check_match(served(LEAF, directory=tmp_path), reading(stranger))

    assert codes(findings) == ["key-mismatch"]
    assert LEAF.facts.key.fingerprint in findings[0].message
    assert stranger.facts.key.fingerprint in findings[0].message


def test_the_fingerprint_can_be_compared_by_hand(tmp_path: Path) -> None:
    keyfile = write_private(tmp_path / "key.pem", LEAF.key_pem)
    hint = check_match(served(issue(), directory=tmp_path), reading(LEAF))[0].hint or ""

    paste(f"{hint.rpartition('fingerprint: ')[2]} > {tmp_path}/print", tmp_path)

    assert LEAF.facts.key.fingerprint.replace(":", "") in (tmp_path / "print").read_text()
    assert keyfile.exists()


def test_a_leaf_that_is_not_first_is_put_first(tmp_path: Path) -> None:
    path = tmp_path / "cert.pem"
    path.write_bytes(ROOT.pem + LOWER.pem + LEAF.pem)

    findings = check_match(served(ROOT, LOWER, LEAF, directory=tmp_path), reading(LEAF))
    paste(findings[0].hint or "", tmp_path)

    assert codes(findings) == ["leaf-not-first"]
    assert path.read_bytes() == LEAF.pem + LOWER.pem


def test_the_public_half_of_a_key_is_enough_to_compare() -> None:
    plain, locked = key_bytes(EC_KEY), key_bytes(EC_KEY, passphrase=PASSPHRASE)

    found = [public_facts(parse_pem(plain).keys[0]), public_facts(parse_pem(locked).keys[0], PASSPHRASE)]

    assert found == [key_facts(EC_KEY.public_key())] * 2
    assert public_facts(parse_pem(locked).keys[0]) is None


def test_keys_stay_out_of_representations(tmp_path: Path) -> None:
    found = read(tmp_path, key_bytes(EC_KEY))

    assert "PrivateKey object" not in repr(found)
