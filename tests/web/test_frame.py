"""What stands around every page."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from app_client import AppClient
from graphex.tls import ServerTLS, TLSOptions, bootstrap
from graphex.web.app import create_app, create_sign_in_link
from graphex.web.connection.report import short_fingerprint
from tls.material import issue, write_pair

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graphex.settings import Settings
    from graphex.web.app import WebApp

PAGES = ["/sign-in", "/connection", "/", "/nothing"]
HTML = {"accept": "text/html"}


def test_the_header_shows_the_fingerprint(client: AppClient, tls: ServerTLS) -> None:
    page = client.get("/sign-in", headers=HTML).text

    assert short_fingerprint(tls.info().sha256) in page


def test_only_members_can_sign_out(client: AppClient, member: AppClient) -> None:
    outside = client.get("/connection", headers={**HTML, "cookie": ""}).text
    inside = member.get("/connection", headers=HTML).text

    assert "/sign-out" not in outside
    assert "/sign-out" in inside


@pytest.fixture
def emergency(settings: Settings, tmp_path: Path) -> Iterator[WebApp]:
    """The application while a temporary certificate stands in for a broken pair."""
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "cert.pem").write_text("broken", encoding="utf-8")
    standing_in = bootstrap(tmp_path / "broken", options=TLSOptions(emergency=True))
    application = create_app(settings, tls=standing_in)
    yield application
    application.services.access.sign_ins.state.close()
    standing_in.close()


@pytest.mark.parametrize("path", ["/connection", "/", "/nothing"])
def test_in_an_emergency_every_page_says_so(emergency: WebApp, path: str) -> None:
    member = AppClient(emergency)
    member.get(create_sign_in_link(emergency))

    page = member.get(path, headers=HTML).text

    assert "The server's certificate is broken" in page
    assert member.get("/api/connection").json()["certificate"]["sha256"] in re.sub(r"<[^>]+>", "", page)
    assert "holds cert.pem but no key.pem" in page
    assert "To mend it:" in page
    assert page.count("<h1>") == 1


def test_a_temporary_certificate_is_praised_for_nothing(emergency: WebApp) -> None:
    page = AppClient(emergency).get("/connection", headers=HTML).text

    assert "The certificate is temporary" in page
    assert "It is valid for another" not in page
    assert "<progress" not in page
    assert "Replaced on" not in page


def test_prose_is_no_command_in_an_emergency(settings: Settings, tmp_path: Path) -> None:
    write_mismatch(tmp_path / "broken")
    tls = bootstrap(tmp_path / "broken", options=TLSOptions(emergency=True))
    app = create_app(settings, tls=tls)
    member = AppClient(app)
    member.get(create_sign_in_link(app))

    banner = member.get("/", headers=HTML).text.partition("</section>")[0]

    assert re.search(r"To mend it: [A-Z][^<]+", banner)
    assert not re.search(r"<code>[A-Z]", banner)
    app.services.access.sign_ins.state.close()
    tls.close()


def write_mismatch(directory: Path) -> None:
    """Write a certificate with the key of another one."""
    one, other = (issue(start=datetime.now(UTC) - timedelta(days=1)) for _ in range(2))
    directory.mkdir()
    write_pair(directory, one.pem, other.key_pem)


@pytest.mark.parametrize("path", ["/connection", "/sign-in"])
def test_files_of_the_server_are_not_named_to_visitors(emergency: WebApp, tmp_path: Path, path: str) -> None:
    page = AppClient(emergency).get(path, headers=HTML).text

    assert "The server's certificate is broken" in page
    assert str(tmp_path) not in page
    assert "To mend it:" not in page


def test_without_an_emergency_there_is_no_banner(client: AppClient) -> None:
    assert "emergency" not in client.get("/connection", headers=HTML).text
