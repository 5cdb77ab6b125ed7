"""The policy of client certificates, and the judgement of the file with their authorities."""

from __future__ import annotations

import datetime as dt
import ssl
from typing import TYPE_CHECKING, Literal

import pytest
from cryptography import x509

from graphex.errors import UsageError
from graphex.tls.serving.clients.certificates import (
    ClientPolicy,
    ClientRules,
    client_policy,
    read_authorities,
    read_client_certificate,
)
from tls.material import Issued, codes, issue, key_usage
from tls.people import authorities_file, company, person

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.tls.findings import Finding
    from graphex.tls.serving.clients.certificates import ClientCertificates
    from graphex.tls.store.followed_file import Reading


def read(directory: Path, *authorities: Issued) -> Reading[tuple[x509.Certificate, ...]]:
    return read_authorities(authorities_file(directory, *authorities), now=dt.datetime.now(dt.UTC))


def severities(findings: tuple[Finding, ...]) -> dict[str, str]:
    return {finding.code: str(finding.severity) for finding in findings}


@pytest.mark.parametrize(("certificates", "is_required"), [(None, True), ("required", True), ("optional", False)])
def test_authorities_are_a_policy(
    tmp_path: Path, certificates: Literal["required", "optional"] | None, is_required: bool
) -> None:
    policy = client_policy(tmp_path / "ca", certificates, str(tmp_path / "list"))

    assert policy == ClientPolicy(tmp_path / "ca", is_required, tmp_path / "list")


@pytest.mark.parametrize("authorities", [None, "ca"])
def test_switched_off_there_is_none(authorities: str | None) -> None:
    assert client_policy(authorities, "off", None) is None


def test_nothing_said_there_is_none() -> None:
    assert client_policy(None, None, None) is None


@pytest.mark.parametrize(
    ("certificates", "revoked"), [("required", None), ("optional", None), (None, "list"), ("off", "list")]
)
def test_without_authorities_the_rest_makes_no_sense(
    certificates: ClientCertificates | None, revoked: str | None
) -> None:
    with pytest.raises(UsageError) as caught:
        client_policy(None, certificates, revoked)

    assert "--client-ca" in str(caught.value.hint)


def test_other_words_are_refused() -> None:
    with pytest.raises(UsageError, match="maybe"):
        client_policy("ca", "maybe", None)  # type: ignore[arg-type]  # what a program may pass all the same


def test_authorities_are_read_each_once(tmp_path: Path) -> None:
    root = company()
    issuing = company("Issuing", issuer=root)

    reading = read(tmp_path, root, issuing, root)

    assert reading.value == (root.certificate, issuing.certificate)
    assert reading.findings == ()


def test_a_certificate_that_is_no_authority_is_refused(tmp_path: Path) -> None:
    root = company()

    reading = read(tmp_path, root, person(root))

    assert reading.value is None
    assert codes(reading.findings) == ["client-ca-no-authority"]
    assert "Alice" in reading.findings[0].message


def test_an_authority_that_may_not_sign_certificates_is_refused(tmp_path: Path) -> None:
    usage = (key_usage(signing=True, certificates=False), True)
    root = issue("Root", ca=True, start=dt.datetime.now(dt.UTC), extras=(usage,))

    reading = read(tmp_path, root)

    assert codes(reading.findings) == ["client-ca-no-authority"]


def test_without_key_usage_an_authority_may_do_all(tmp_path: Path) -> None:
    root = issue("Root", ca=True, start=dt.datetime.now(dt.UTC), without=(x509.KeyUsage,))

    assert read(tmp_path, root).findings == ()


def test_authorities_that_have_all_expired_are_refused(tmp_path: Path) -> None:
    reading = read(tmp_path, company(ago=40), company("Another", ago=31))

    assert reading.value is None
    assert severities(reading.findings) == {"client-ca-expired": "error"}


def test_an_expired_one_among_others_is_a_warning(tmp_path: Path) -> None:
    reading = read(tmp_path, company(ago=40), company("Another"))

    assert reading.value is not None
    assert severities(reading.findings) == {"client-ca-expired": "warning"}


def test_one_from_the_future_is_a_warning(tmp_path: Path) -> None:
    assert severities(read(tmp_path, company(ago=-2)).findings) == {"client-ca-not-yet-valid": "warning"}


def test_a_list_of_everybody_is_a_warning(tmp_path: Path) -> None:
    reading = read(tmp_path, *(company(f"Company {number}") for number in range(21)))

    assert severities(reading.findings) == {"client-ca-many": "warning"}


def test_the_key_of_the_authority_does_not_belong_there(tmp_path: Path) -> None:
    root = company()
    (tmp_path / "both").write_bytes(root.pem + root.key_pem)

    reading = read_authorities(tmp_path / "both", now=dt.datetime.now(dt.UTC))

    assert reading.value == (root.certificate,)
    assert severities(reading.findings) == {"client-ca-holds-key": "warning"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"garbage\n", "file-no-pem"),
        (company().der, "file-der"),
        (company().key_pem, "no-certificate"),
        (company().pem[:-40], "pem-truncated"),
        (b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n", "certificate-malformed"),
    ],
    ids=["empty", "garbage", "DER", "key", "cut off", "no certificate"],
)
def test_a_file_without_certificates_is_refused_for_what_it_is(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "file").write_bytes(content)

    reading = read_authorities(tmp_path / "file", now=dt.datetime.now(dt.UTC))

    assert reading.value is None
    assert code in codes(reading.findings)
    assert all(finding.hint for finding in reading.findings)


def test_a_missing_file_is_refused_with_what_to_put_there(tmp_path: Path) -> None:
    reading = read_authorities(tmp_path / "none", now=dt.datetime.now(dt.UTC))

    assert reading.value is None
    assert "--client-ca" in str(reading.findings[0].hint)


@pytest.mark.parametrize(("is_required", "mode"), [(True, ssl.CERT_REQUIRED), (False, ssl.CERT_OPTIONAL)])
def test_rules_set_a_context_up(is_required: bool, mode: ssl.VerifyMode) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    root = company()

    ClientRules((root.certificate,), is_required=is_required).apply(context)

    assert context.verify_mode == mode
    assert context.get_ca_certs(binary_form=True) == [root.der]


def test_a_client_certificate_is_decoded() -> None:
    alice = person(company())

    assert read_client_certificate(alice.der) == alice.certificate
    assert read_client_certificate(b"0\0") is None
