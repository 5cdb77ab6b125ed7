"""Handshakes with client certificates: who gets in, who does not, and what those are told."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest
import uvicorn
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from graphex.errors import UsageError
from graphex.tls import TLSOptions, bootstrap
from patience import let_pass
from tls.material import Issued, codes, issue
from tls.meetings import Meeting
from tls.people import authorities_file, company, fingerprint, person, showing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tls.meetings import House

ISSUER = company()
ALICE = person(ISSUER)
VERSIONS = pytest.mark.parametrize("version", ["1.2", "1.3"])


async def app(_scope: object, _receive: object, _send: object) -> None:
    """Answer nothing: only the configuration is looked at."""


@VERSIONS
@pytest.mark.parametrize("certificates", ["required", "optional"])
def test_a_certificate_of_the_authority_gets_in(
    open_house: Callable[..., House], version: str, certificates: str
) -> None:
    meeting = open_house(ISSUER, certificates).visit(ALICE, version)

    assert meeting.refusal is None
    assert meeting.heard == b"hello"
    assert meeting.server.certificate == ALICE.certificate
    assert meeting.server.problem() is None


@pytest.mark.parametrize(
    ("version", "alert"), [("1.2", "SSLV3_ALERT_HANDSHAKE_FAILURE"), ("1.3", "TLSV13_ALERT_CERTIFICATE_REQUIRED")]
)
def test_without_a_certificate_a_client_is_told_that_one_is_required(
    open_house: Callable[..., House], version: str, alert: str, caplog: pytest.LogCaptureFixture
) -> None:
    house = open_house(ISSUER)

    refusals = [house.visit(None, version).refusal for _ in range(3)]

    assert refusals == [alert] * 3
    assert caplog.text.count("A client without a certificate is refused. This is said once.") == 1


@VERSIONS
def test_where_certificates_are_optional_a_client_without_goes_on(
    open_house: Callable[..., House], version: str
) -> None:
    meeting = open_house(ISSUER, "optional").visit(None, version)

    assert meeting.heard == b"hello"
    assert meeting.server.certificate is None


@VERSIONS
@pytest.mark.parametrize("certificates", ["required", "optional"])
@pytest.mark.parametrize(
    ("stranger", "alert"),
    [
        (person(company("Another")), "TLSV1_ALERT_UNKNOWN_CA"),
        (person(company()), "TLSV1_ALERT_DECRYPT_ERROR"),
        (person(ISSUER, days=0.5), "SSLV3_ALERT_CERTIFICATE_EXPIRED"),
        (
            issue(
                issuer=ISSUER,
                start=ISSUER.certificate.not_valid_before_utc,
                extras=((x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),),
            ),
            "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE",
        ),
    ],
    ids=["other authority", "same name, other key", "expired", "for servers"],
)
def test_a_bad_certificate_is_refused_with_the_reason(
    open_house: Callable[..., House], version: str, certificates: str, stranger: Issued, alert: str
) -> None:
    meeting = open_house(ISSUER, certificates).visit(stranger, version)

    assert meeting.refusal in {alert, "TLSV1_ALERT_UNKNOWN_CA"}
    assert meeting.server.certificate is None
    assert meeting.server.read(9) == b""


def test_an_issuing_authority_alone_means_that_one(open_house: Callable[..., House]) -> None:
    root = company("Root")
    ours, sibling = company("Ours", issuer=root), company("Sibling", issuer=root)
    house = open_house(ours)

    welcome = house.visit(person(ours)).refusal
    stranger = Meeting(showing(house.directory, person(sibling), sibling, root), house.context).refusal

    assert welcome is None
    assert stranger == "TLSV1_ALERT_UNKNOWN_CA"


def test_the_root_vouches_for_authorities_that_the_client_sends(open_house: Callable[..., House]) -> None:
    root = company("Root")
    issuing = company("Issuing", issuer=root)
    house = open_house(root)

    meeting = Meeting(showing(house.directory, person(issuing), issuing), house.context)

    assert meeting.heard == b"hello"


@VERSIONS
def test_a_revoked_certificate_is_sent_away_unread(
    open_house: Callable[..., House], version: str, caplog: pytest.LogCaptureFixture
) -> None:
    house = open_house(ISSUER)
    before = house.visit(ALICE, version).refusal
    house.revoke(fingerprint(ALICE))
    let_pass(0.25)

    meetings = [house.visit(ALICE, version) for _ in range(2)]
    other = house.visit(person(ISSUER, "Bob"), version).refusal

    assert (before, other) == (None, None)
    assert [meeting.refusal for meeting in meetings] == ["goodbye", "goodbye"]
    assert [meeting.server.read(9) for meeting in meetings] == [b"", b""]
    assert caplog.text.count("is refused: it is revoked.") == 1


@VERSIONS
def test_a_session_is_resumed_with_its_certificate(open_house: Callable[..., House], version: str) -> None:
    house = open_house(ISSUER)
    client = showing(house.directory, ALICE, tls=version)
    first = house.visit(None, client=client)

    again = house.visit(None, client=client, session=first.client.session)

    assert again.client.session_reused
    assert again.server.certificate == ALICE.certificate


@VERSIONS
def test_resuming_does_not_get_round_a_revocation(open_house: Callable[..., House], version: str) -> None:
    house = open_house(ISSUER)
    client = showing(house.directory, ALICE, tls=version)
    first = house.visit(None, client=client)
    house.revoke(fingerprint(ALICE))
    let_pass(0.25)

    again = house.visit(None, client=client, session=first.client.session)

    assert again.client.session_reused
    assert again.refusal == "goodbye"


@VERSIONS
def test_resuming_does_not_get_round_other_authorities(open_house: Callable[..., House], version: str) -> None:
    house = open_house(ISSUER)
    other = company("Another")
    client = showing(house.directory, ALICE, tls=version)
    first = house.visit(None, client=client)
    authorities_file(house.directory, other)
    let_pass(0.25)

    again = house.visit(None, client=client, session=first.client.session)
    welcome = house.visit(person(other), version)

    assert again.refusal == "TLSV1_ALERT_UNKNOWN_CA"
    assert welcome.refusal is None


def test_a_broken_file_of_authorities_changes_nothing(open_house: Callable[..., House]) -> None:
    house = open_house(ISSUER)
    (house.directory / "authorities").write_text("garbage")
    let_pass(0.25)

    assert house.visit(ALICE).heard == b"hello"


def test_sessions_survive_a_new_pair(open_house: Callable[..., House]) -> None:
    house = open_house(ISSUER)
    client = showing(house.directory, ALICE, tls="1.2")
    first = house.visit(None, client=client)
    pair = house.directory / "certificates"
    (pair / "cert.pem").write_bytes((pair / "cert.pem").read_bytes() + b"\n")
    let_pass(0.25)

    assert house.visit(None, client=client, session=first.client.session).client.session_reused


@pytest.mark.parametrize(("certificates", "expected"), [("required", "required"), ("optional", "optional")])
def test_the_server_says_what_it_asks_for(open_house: Callable[..., House], certificates: str, expected: str) -> None:
    assert open_house(ISSUER, certificates).tls.client_certificates == expected


def test_uvicorn_s_own_options_are_taken_over(tmp_path: Path) -> None:
    tls = bootstrap(tmp_path / "certificates")
    authorities = str(authorities_file(tmp_path, ISSUER))
    config = uvicorn.Config(app, ssl_ca_certs=authorities, ssl_cert_reqs=ssl.CERT_REQUIRED, **tls.uvicorn_options())

    config.load()
    assert config.ssl is not None
    welcome = Meeting(showing(tmp_path, ALICE), config.ssl).refusal
    stranger = Meeting(showing(tmp_path, None), config.ssl).refusal
    tls.close()

    assert (welcome, stranger) == (None, "TLSV13_ALERT_CERTIFICATE_REQUIRED")


def test_uvicorn_s_wish_without_authorities_is_an_error(tmp_path: Path) -> None:
    tls = bootstrap(tmp_path / "certificates")
    config = uvicorn.Config(app, ssl_cert_reqs=ssl.CERT_REQUIRED, **tls.uvicorn_options())

    with pytest.raises(UsageError, match="ssl_ca_certs"):
        config.load()


def test_warnings_about_the_authorities_are_findings_of_the_server(tmp_path: Path) -> None:
    authorities = authorities_file(tmp_path, ISSUER, company("Old", ago=50))

    tls = bootstrap(tmp_path / "certificates", options=TLSOptions(client_ca=authorities))

    assert "client-ca-expired" in codes(tls.findings)


def test_hypercorn_asks_too(open_house: Callable[..., House]) -> None:
    house = open_house(ISSUER)

    context = house.tls.hypercorn_config().create_ssl_context()

    assert context is not None
    assert Meeting(showing(house.directory, None), context).refusal == "TLSV13_ALERT_CERTIFICATE_REQUIRED"
