"""The Connection page and the certificate's downloads."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest
from cryptography import x509

from app_client import AppClient
from graphex.settings import Settings, load_settings
from graphex.tls import ServerTLS, TLSOptions, bootstrap
from graphex.web.app import create_app, create_sign_in_link
from issued_pair import AUTHORITY_NAME, write_issued_pair

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graphex.web.app import WebApp

HTML = {"accept": "text/html"}


def test_the_page_shows_the_fingerprint_in_both_forms_without_sign_in(client: AppClient, tls: ServerTLS) -> None:
    page = client.get("/connection", headers=HTML).text

    assert f'data-copy="{tls.info().sha256}"' in page
    assert tls.info().sha256.replace(":", "").lower() in page
    assert "It holds for <strong>localhost</strong>" in page


def test_paths_on_the_server_are_for_members_only(client: AppClient, member: AppClient, tls: ServerTLS) -> None:
    outside = client.get("/connection", headers={**HTML, "cookie": ""}).text
    inside = member.get("/connection", headers=HTML).text

    assert str(tls.directory) not in outside
    assert str(tls.certfile) in inside


@pytest.mark.parametrize(
    ("user_agent", "first"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/156", "certutil -user -addstore Root"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari", "security add-trusted-cert"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/156", "CP,,"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)", "visit this website"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/156", "Proceed to … (unsafe)"),
    ],
)
def test_the_steps_for_the_visitors_platform_come_first_and_open(
    client: AppClient, user_agent: str, first: str
) -> None:
    page = client.get("/connection", headers={**HTML, "user-agent": user_agent}).text

    opened = page.partition('<details class="guide" open')[2].partition("</details>")[0]
    assert first in opened
    assert page.index("This device") < page.index("</details>")


def test_an_address_that_the_certificate_does_not_hold_is_pointed_out(client: AppClient) -> None:
    page = client.get("/connection", headers={**HTML, "host": "other.test"}).text

    assert "It does not hold for <strong>other.test</strong>" in page


@pytest.mark.parametrize("host", ["<script>alert(1)</script>", "a b", "[::1", "x@y", '"><b>', ""])
def test_a_spoofed_host_is_text_only(client: AppClient, host: str) -> None:
    answer = client.get("/connection", headers={**HTML, "host": host})

    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "<b>" not in answer.text


def test_the_facts_are_there_for_programs(client: AppClient, tls: ServerTLS) -> None:
    report = client.get("/api/connection").json()

    assert report["encrypted"] is True
    assert report["certificate"]["sha256"] == tls.info().sha256
    assert report["certificate"]["covers_host"] is True
    assert report["certificate"]["days_left"] in {195, 196}
    assert str(tls.directory) not in str(report)


def test_the_downloads_are_the_public_certificate(client: AppClient) -> None:
    pem = client.get("/connection/certificate.pem")
    der = client.get("/connection/certificate.der")

    assert x509.load_pem_x509_certificate(pem.content) == x509.load_der_x509_certificate(der.content)
    assert pem.headers["content-type"] == "application/pem-certificate-chain"
    assert der.headers["content-type"] == "application/pkix-cert"
    assert pem.headers["content-disposition"].startswith("attachment")
    assert b"PRIVATE" not in pem.content


def test_the_download_is_enough_to_trust_the_server(client: AppClient) -> None:
    pem = client.get("/connection/certificate.pem").text

    context = ssl.create_default_context(cadata=pem)

    assert len(context.get_ca_certs(binary_form=True)) + context.cert_store_stats()["x509"] > 0


def test_without_a_pair_of_its_own_the_page_says_who_holds_it(pairless_app: WebApp) -> None:
    client = AppClient(pairless_app)

    page = client.get("/connection", headers=HTML).text
    report = client.get("/api/connection").json()
    download = client.get("/connection/certificate.pem")

    assert "Another program holds the certificate" in page
    assert report["certificate"] is None
    assert download.status_code == 404


def test_plain_http_is_called_what_it_is(pairless_app: WebApp) -> None:
    client = AppClient(pairless_app, origin="http://localhost")

    page = client.get("/connection", headers=HTML).text

    assert "This connection is not encrypted" in page


@pytest.fixture
def issued(settings: Settings, tmp_path: Path) -> Iterator[WebApp]:
    """The application with a certificate that a local authority issued."""
    write_issued_pair(tmp_path / "issued")
    tls = bootstrap(tmp_path / "issued")
    application = create_app(settings, tls=tls)
    yield application
    application.services.access.sign_ins.state.close()
    tls.close()


def test_the_authority_is_offered_with_its_fingerprint_and_a_code_to_scan(issued: WebApp) -> None:
    client = AppClient(issued)

    page = client.get("/connection", headers=HTML).text
    authority = client.get("/api/connection").json()["authority"]

    assert f'data-copy="{authority["sha256"]}"' in page
    assert AUTHORITY_NAME in page
    assert 'src="data:image/svg+xml' in page
    assert "authority.mobileconfig" in page
    assert page.index("Trust this server on another device") < page.index("Fingerprint of the certificate")


@pytest.mark.parametrize(
    ("user_agent", "steps"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", ["certutil -user -addstore Root graphex-authority.crt"]),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", ["security add-trusted-cert", "graphex-authority.pem"]),
        ("Mozilla/5.0 (X11; Linux x86_64)", ["&#34;C,,&#34;", "update-ca-certificates", "update-ca-trust"]),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0)", ["Profile Downloaded", "Certificate Trust Settings"]),
        ("Mozilla/5.0 (Linux; Android 15)", ["CA certificate", "SHA-256"]),
    ],
)
def test_the_steps_are_those_for_an_authority(issued: WebApp, user_agent: str, steps: list[str]) -> None:
    page = AppClient(issued).get("/connection", headers={**HTML, "user-agent": user_agent}).text

    opened = page.partition('<details class="guide" open')[2].partition("</details>")[0]
    assert [step for step in steps if step not in opened] == []
    assert "compare" in opened.lower()


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("authority.pem", "application/x-x509-ca-cert"),
        ("authority.crt", "application/x-x509-ca-cert"),
        ("authority.mobileconfig", "application/x-apple-aspen-config"),
    ],
)
def test_the_authority_is_there_without_sign_in(issued: WebApp, name: str, media_type: str) -> None:
    answer = AppClient(issued).get(f"/connection/{name}")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-disposition"] == f'inline; filename="graphex-{name}"'
    assert b"PRIVATE" not in answer.content


@pytest.mark.parametrize("name", ["authority.pem", "authority.crt", "authority.mobileconfig"])
def test_without_an_authority_there_is_none_to_download(client: AppClient, name: str) -> None:
    assert client.get(f"/connection/{name}").status_code == 404
    assert client.get("/api/connection").json()["authority"] is None


def test_programs_are_told_of_an_emergency_and_members_why(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text("broken", encoding="utf-8")
    app = create_app(settings, tls=bootstrap(tmp_path, options=TLSOptions(emergency=True)))
    member = AppClient(app)
    member.get(create_sign_in_link(app))

    outside = AppClient(app).get("/api/connection").json()["emergency"]
    inside = member.get("/api/connection").json()["emergency"]

    app.services.access.sign_ins.state.close()
    assert [one["code"] for one in outside] == ["pair-incomplete"]
    assert (outside[0]["message"], outside[0]["hint"]) == (None, None)
    assert "key.pem" in inside[0]["message"]


def test_hsts_does_not_stop_an_emergency(root: Path, tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text("broken", encoding="utf-8")
    settings = load_settings({"root": str(root), "hsts": True}, cwd=root)

    app = create_app(settings, tls=bootstrap(tmp_path, options=TLSOptions(emergency=True)))

    app.services.access.sign_ins.state.close()
