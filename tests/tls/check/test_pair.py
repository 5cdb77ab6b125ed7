"""The validator as a whole: real files in, findings out."""

from __future__ import annotations

import base64
import datetime as dt
import os
from typing import TYPE_CHECKING

import pytest
import trustme
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphex.tls.certificates.certificate import create_self_signed
from graphex.tls.certificates.names import parse_names
from graphex.tls.certificates.pem import BOM
from graphex.tls.check.pair import CheckResult, check_pair
from graphex.tls.findings import Severity
from tls.material import (
    NOW,
    PASSPHRASE,
    authority,
    codes,
    issue,
    key_bytes,
    openssl,
    paste,
    shake_hands,
    weak_rsa_key,
    write_pair,
    write_private,
)

if TYPE_CHECKING:
    from pathlib import Path

ROOT = authority("Root")
LOWER = authority("Lower CA", ROOT)
LEAF = issue(issuer=LOWER)
CHAIN = LEAF.pem + LOWER.pem
PAIR = issue()


def check(directory: Path, certificate: bytes, key: bytes, passphrase: bytes | None = None) -> CheckResult:
    return check_pair(*write_pair(directory, certificate, key), now=NOW, passphrase=passphrase, host="localhost")


@pytest.mark.parametrize(
    ("certificate", "key"),
    [
        (PAIR.pem, PAIR.key_pem),
        (CHAIN, LEAF.key_pem),
        (CHAIN.replace(b"\n", b"\r\n"), LEAF.key_pem.replace(b"\n", b"\r\n")),
        (BOM + CHAIN, BOM + LEAF.key_pem),
        (b"Certificate:\n    Data:\n" + CHAIN, key_bytes(LEAF.key, "SEC1")),
        (LEAF.key_pem + CHAIN, CHAIN + LEAF.key_pem),
    ],
    ids=["self-signed", "chain", "CRLF", "BOM", "text and SEC1", "both in both"],
)
def test_good_pairs_are_passed_over_and_serve(tmp_path: Path, certificate: bytes, key: bytes) -> None:
    (tmp_path / "cert.pem").touch(mode=0o600)

    result = check(tmp_path, certificate, key)

    assert result.findings == ()
    assert result.ok
    assert shake_hands(tmp_path / "cert.pem", tmp_path / "key.pem") == "TLSv1.3"


def test_our_own_pair_is_passed_over(tmp_path: Path) -> None:
    pair = create_self_signed(parse_names(["localhost", "127.0.0.1"]), now=NOW)

    result = check(tmp_path, pair.certificate_pem, pair.key_pem)

    assert result.findings == ()


def test_a_pair_of_trustme_serves(tmp_path: Path) -> None:
    leaf = trustme.CA().issue_cert("localhost", not_after=NOW + dt.timedelta(days=60), not_before=NOW)

    result = check(tmp_path, leaf.cert_chain_pems[0].bytes(), leaf.private_key_pem.bytes())

    assert codes(result.findings) == ["chain-incomplete"]
    assert result.ok


def test_one_file_for_both_is_fine(tmp_path: Path) -> None:
    path = write_private(tmp_path / "both.pem", PAIR.pem + PAIR.key_pem)

    result = check_pair(path, path, now=NOW)

    assert result.findings == ()


def test_the_certificates_come_as_they_stand_in_the_file(tmp_path: Path) -> None:
    result = check(tmp_path, CHAIN, LEAF.key_pem)

    assert result.certificates == (LEAF.certificate, LOWER.certificate)
    assert result.leaf == LEAF.certificate


def test_without_a_certificate_there_is_no_leaf(tmp_path: Path) -> None:
    result = check_pair(tmp_path / "cert.pem", tmp_path / "key.pem", now=NOW)

    assert codes(result.findings) == ["file-missing", "file-missing"]
    assert result.leaf is None
    assert not result.ok


def test_swapped_files_are_swapped_back(tmp_path: Path) -> None:
    result = check(tmp_path, PAIR.key_pem, PAIR.pem)
    paste(result.findings[0].hint or "", tmp_path)

    assert codes(result.findings) == ["swapped"]
    assert check_pair(tmp_path / "cert.pem", tmp_path / "key.pem", now=NOW).findings == ()


@pytest.mark.parametrize(
    ("passphrase", "expected", "asks"),
    [(None, ["passphrase-needed"], True), (b"wrong", ["passphrase-wrong"], False), (PASSPHRASE, [], False)],
)
def test_a_passphrase_is_asked_for_when_it_is_needed(
    tmp_path: Path, passphrase: bytes | None, expected: list[str], *, asks: bool
) -> None:
    result = check(tmp_path, PAIR.pem, key_bytes(PAIR.key, passphrase=PASSPHRASE), passphrase)

    assert codes(result.findings) == expected
    assert result.needs_passphrase is asks


def test_a_passphrase_can_be_taken_off(tmp_path: Path) -> None:
    result = check(tmp_path, PAIR.pem, key_bytes(PAIR.key, passphrase=PASSPHRASE))
    command = (result.findings[0].hint or "").partition("without it: ")[2]

    paste(command.replace("pkey -in", f"pkey -passin 'pass:{PASSPHRASE.decode()}' -in"), tmp_path)

    assert check_pair(tmp_path / "cert.pem", tmp_path / "key.pem", now=NOW).findings == ()


@pytest.mark.parametrize(
    ("certificate", "key", "expected"),
    [
        (PAIR.pem, issue().key_pem, ["key-mismatch"]),
        (LOWER.pem + LEAF.pem, LEAF.key_pem, ["leaf-not-first"]),
        (LEAF.pem, LEAF.key_pem, ["chain-incomplete"]),
        (b"\x00", issue(key=weak_rsa_key()).key_pem, ["file-binary", "key-weak"]),
        (issue(days=1).pem, b"\x00", ["file-binary", "expired"]),
        (issue(days=1, names=["other"]).pem, PAIR.key_pem, ["key-mismatch", "expired", "host-not-covered"]),
    ],
)
def test_everything_is_said_at_once_and_errors_first(
    tmp_path: Path, certificate: bytes, key: bytes, expected: list[str]
) -> None:
    result = check(tmp_path, certificate, key)

    assert codes(result.findings) == expected


def test_an_open_key_is_found_in_either_file(tmp_path: Path) -> None:
    certfile, keyfile = write_pair(tmp_path, PAIR.pem + PAIR.key_pem, PAIR.key_pem)
    certfile.chmod(0o644)
    keyfile.chmod(0o640)

    result = check_pair(certfile, keyfile, now=NOW)

    assert [(finding.code, finding.file) for finding in result.findings] == [
        ("key-mode-open", certfile),
        ("key-mode-group", keyfile),
    ]


CURVE = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
NAMED = ("-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((*CURVE, *NAMED), []),
        (CURVE, ["no-names", "leaf-is-ca"]),
        (("-newkey", "rsa:1024", *NAMED), ["key-weak"]),
        ((*CURVE, *NAMED, "-sha1"), ["signature-weak"]),
        (("-newkey", "rsa:2048", *NAMED, "-md5"), ["signature-weak"]),
        ((*CURVE, *NAMED, "-set_serial", "0"), ["serial-invalid"]),
        ((*CURVE, *NAMED, "-set_serial", "-5"), ["serial-invalid"]),
        ((*CURVE, *NAMED, "-addext", "tlsfeature=status_request"), ["must-staple"]),
        ((*CURVE, *NAMED, "-addext", "1.2.3.4=critical,DER:0500"), ["extension-unknown"]),
        ((*CURVE, *NAMED, "-addext", "extendedKeyUsage=clientAuth"), ["purpose-not-server"]),
        ((*CURVE, *NAMED, "-pkeyopt", "ec_param_enc:explicit"), ["key-curve-explicit"]),
        (("-newkey", "ed25519", *NAMED), ["key-not-for-browsers"]),
        (("-newkey", "rsa-pss", "-pkeyopt", "rsa_keygen_bits:2048", *NAMED), ["key-not-for-browsers"]),
        (("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:secp256k1", *NAMED), ["key-curve-unusable"]),
        ((*CURVE, *NAMED, "-days", "826"), ["life-too-long"]),
    ],
)
def test_pairs_of_the_openssl_program_are_judged(tmp_path: Path, options: tuple[str, ...], expected: list[str]) -> None:
    usual = ("-x509", "-nodes", "-subj", "/CN=localhost", "-keyout", "key.pem", "-out", "cert.pem", "-days", "90")
    openssl("req", *usual, *options, directory=tmp_path)

    result = check_pair(tmp_path / "cert.pem", tmp_path / "key.pem", now=dt.datetime.now(dt.UTC), host="localhost")

    assert codes(result.findings) == expected


def test_version_1_is_named_once(tmp_path: Path) -> None:
    openssl("req", "-new", *CURVE, "-nodes", "-subj", "/CN=a", "-keyout", "key.pem", "-out", "csr", directory=tmp_path)
    openssl("x509", "-req", "-in", "csr", "-signkey", "key.pem", "-days", "90", "-out", "cert.pem", directory=tmp_path)

    result = check_pair(tmp_path / "cert.pem", tmp_path / "key.pem", now=dt.datetime.now(dt.UTC))

    assert codes(result.findings) == ["version-outdated"]


def test_pipes_and_devices_do_not_hold_up(tmp_path: Path) -> None:
    certfile, keyfile = tmp_path / "cert.pem", tmp_path / "key.pem"
    os.mkfifo(certfile)
    keyfile.symlink_to("/dev/zero")

    result = check_pair(certfile, keyfile, now=NOW)

    assert codes(result.findings) == ["file-special", "file-special"]


def test_no_finding_tells_a_secret(tmp_path: Path) -> None:
    key = key_bytes(PAIR.key, passphrase=PASSPHRASE)

    shown = repr([check(tmp_path, certificate, key, b"a secret") for certificate in (PAIR.pem, b"", key)])

    assert "a secret" not in shown
    assert key.splitlines()[1].decode() not in shown


damage = st.lists(
    st.tuples(st.sampled_from(["drop", "put", "cut"]), st.integers(0, 2000), st.binary(max_size=3)), max_size=4
)
Damage = list[tuple[str, int, bytes]]


def damaged(data: bytes, changes: Damage) -> bytes:
    """Change good data a little, at places chosen by hypothesis."""
    for kind, place, put in changes:
        at = place % max(len(data), 1)
        rest = {"drop": data[at + 1 :], "put": put + data[at + len(put) :], "cut": b""}[kind]
        data = data[:at] + rest
    return data


def as_pem(data: bytes, label: str, changes: Damage) -> bytes:
    """Damage the content and put it into PEM, so that the damage gets past base64."""
    body = base64.encodebytes(damaged(data, changes))
    return f"-----BEGIN {label}-----\n".encode() + body + f"-----END {label}-----\n".encode()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=300), st.binary(max_size=300))
def test_no_content_raises(tmp_path: Path, certificate: bytes, key: bytes) -> None:
    result = check(tmp_path, certificate, key, PASSPHRASE)

    assert not result.ok


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(damage, damage, damage)
def test_what_has_no_errors_serves(tmp_path: Path, text: Damage, content: Damage, key: Damage) -> None:
    certificate = damaged(as_pem(PAIR.der, "CERTIFICATE", content), text)

    result = check(tmp_path, certificate, damaged(PAIR.key_pem, key))

    assert not result.ok or shake_hands(tmp_path / "cert.pem", tmp_path / "key.pem") == "TLSv1.3"
    assert all(finding.severity in Severity and finding.message for finding in result.findings)
