"""Lists of revoked client certificates, in every form that people write them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from graphex.tls.serving.clients.revocation import Revocations, read_revocations
from tls.material import Issued, codes, openssl
from tls.people import company, fingerprint, person, revocation_list

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.tls.store.followed_file import Reading

ISSUER = company()
ALICE = person(ISSUER)
BOB = person(ISSUER, "Bob")


def read(directory: Path, content: str | bytes, *authorities: Issued) -> Reading[Revocations]:
    path = directory / "revoked"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_revocations(path, [one.certificate for one in authorities], now=dt.datetime.now(dt.UTC))


def holds(reading: Reading[Revocations], *people: Issued) -> list[bool]:
    assert reading.value is not None, reading.findings
    return [reading.value.holds(one.certificate) for one in people]


def serial(issued: Issued) -> str:
    return f"{issued.certificate.serial_number:X}"


@pytest.mark.parametrize(
    "line",
    [
        fingerprint(ALICE),
        fingerprint(ALICE).lower(),
        fingerprint(ALICE).replace(":", ""),
        fingerprint(ALICE).replace(":", "").lower(),
        fingerprint(ALICE).replace(":", " "),
        f"sha256 Fingerprint={fingerprint(ALICE)}",
        f"SHA256 Fingerprint={fingerprint(ALICE)}",
        serial(ALICE),
        serial(ALICE).lower(),
        f"0x{serial(ALICE)}",
        f"serial={serial(ALICE)}",
        f"  00{serial(ALICE):0>40}   # Alice, who left",
    ],
    # The values differ from process to process.
    ids=lambda _: "line",
)
@pytest.mark.parametrize("ending", ["\n", "\r\n", ""])
def test_a_line_revokes_one_certificate(tmp_path: Path, line: str, ending: str) -> None:
    reading = read(tmp_path, f"# who may not come in\n\n{line}{ending}")

    assert holds(reading, ALICE, BOB) == [True, False]


@pytest.mark.parametrize("command", [["-fingerprint", "-sha256"], ["-serial"]])
def test_what_openssl_prints_can_be_pasted(tmp_path: Path, command: list[str]) -> None:
    printed = openssl("x509", "-noout", *command, directory=tmp_path, text=ALICE.pem)

    reading = read(tmp_path, printed)

    assert holds(reading, ALICE, BOB) == [True, False]


def test_a_list_may_hold_many_and_begin_with_a_mark(tmp_path: Path) -> None:
    reading = read(tmp_path, f"\ufeff{fingerprint(ALICE)}\n{serial(BOB)}\n")

    assert holds(reading, ALICE, BOB) == [True, True]
    assert reading.value is not None
    assert len(reading.value) == 2


def test_comments_alone_revoke_nobody(tmp_path: Path) -> None:
    reading = read(tmp_path, "# nobody\n")

    assert holds(reading, ALICE) == [False]


@pytest.mark.parametrize(
    "line",
    [
        "alice",
        "CN=Alice",
        fingerprint(ALICE)[:-3],
        f"{fingerprint(ALICE)}:00",
        "F" * 40,  # the SHA-1 fingerprint that older programs show
        f"sha1 Fingerprint={'12:' * 19}12",
        "-1",
        "=",
        "\0",
    ],
    ids=lambda _: "line",
)
def test_a_line_that_is_neither_is_an_error_with_its_number(tmp_path: Path, line: str) -> None:
    reading = read(tmp_path, f"{fingerprint(BOB)}\n{line}\n")

    assert reading.value is None
    assert codes(reading.findings) == ["client-list-malformed"]
    assert f"{tmp_path / 'revoked'}:2: " in reading.findings[0].message


def test_complaints_are_few(tmp_path: Path) -> None:
    reading = read(tmp_path, "nonsense\n" * 5000)

    assert len(reading.findings) == 5


def test_an_empty_file_is_an_error_that_says_how_to_revoke_nobody(tmp_path: Path) -> None:
    reading = read(tmp_path, b"")

    assert codes(reading.findings) == ["file-empty"]
    assert "# nobody" in str(reading.findings[0].hint)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    reading = read_revocations(tmp_path / "none", [], now=dt.datetime.now(dt.UTC))

    assert reading.value is None
    assert codes(reading.findings) == ["file-missing"]
    assert "client_revoked" in str(reading.findings[0].hint)


def test_a_crl_of_an_authority_revokes(tmp_path: Path) -> None:
    reading = read(tmp_path, revocation_list(ISSUER, ALICE), ISSUER)

    assert holds(reading, ALICE, BOB) == [True, False]


def test_the_same_number_of_another_issuer_is_not_revoked_by_a_crl(tmp_path: Path) -> None:
    namesake = person(company("Another"), serial=ALICE.certificate.serial_number)

    reading = read(tmp_path, revocation_list(ISSUER, ALICE), ISSUER)

    assert holds(reading, namesake) == [False]


def test_crls_of_several_authorities_can_share_a_file(tmp_path: Path) -> None:
    other = company("Another")
    carol = person(other, "Carol")

    reading = read(tmp_path, revocation_list(ISSUER, ALICE) + revocation_list(other, carol), ISSUER, other)

    assert holds(reading, ALICE, carol, BOB) == [True, True, False]


@pytest.mark.parametrize("signer", [company("Another"), company()])
def test_a_crl_that_no_authority_signed_is_refused(tmp_path: Path, signer: Issued) -> None:
    reading = read(tmp_path, revocation_list(signer, ALICE), ISSUER)

    assert reading.value is None
    assert codes(reading.findings) == ["client-crl-foreign"]


def test_an_outdated_crl_is_used_with_a_warning(tmp_path: Path) -> None:
    reading = read(tmp_path, revocation_list(ISSUER, ALICE, days=-1), ISSUER)

    assert holds(reading, ALICE) == [True]
    assert codes(reading.findings) == ["client-crl-outdated"]


@pytest.mark.parametrize(
    "content",
    [
        ALICE.pem,
        revocation_list(ISSUER, ALICE)[:-30],
        b"-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n",
    ],
    ids=["certificate", "cut off", "no list"],
)
def test_other_pem_is_refused(tmp_path: Path, content: bytes) -> None:
    reading = read(tmp_path, content, ISSUER)

    assert reading.value is None
    assert codes(reading.findings) == ["client-list-malformed"]
