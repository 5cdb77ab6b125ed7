"""The composition: what is refused at start, and that the whole can be used alone."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import graphex
from app_client import AppClient
from graphex.errors import UsageError
from graphex.tls import bootstrap
from graphex.web.app import check_settings, create_app, create_sign_in_link, record_addresses

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.settings import Settings
    from graphex.tls import ServerTLS
    from graphex.web.app import WebApp


@pytest.mark.parametrize("host", [None, "0.0.0.0", "::", "build.corp", "192.0.2.7"])
def test_sign_in_cannot_be_switched_off_where_others_can_connect(settings: Settings, host: str | None) -> None:
    with pytest.raises(UsageError, match="Sign-in is switched off"):
        create_app(replace(settings, sign_in=False, host=host))


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "::1", "LOCALHOST"])
def test_sign_in_can_be_switched_off_on_this_machine_only(settings: Settings, host: str) -> None:
    check_settings(replace(settings, sign_in=False, host=host), None)


def test_hsts_is_refused_with_a_certificate_of_our_own(settings: Settings, tls: ServerTLS) -> None:
    with pytest.raises(UsageError, match="HSTS"):
        create_app(replace(settings, hsts=True), tls=tls)


def test_without_sign_in_everybody_is_in_and_there_is_no_link(settings: Settings) -> None:
    app = create_app(replace(settings, sign_in=False, host="localhost"))

    assert create_sign_in_link(app) == "/"
    assert AppClient(app).get("/api/graphs").status_code == 200


def test_the_application_reads_the_settings_of_its_directory(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "graphex.yml").write_text('title: "From the file"\n', encoding="utf-8")
    monkeypatch.chdir(root)

    app = graphex.create_app()

    page = AppClient(app).get("/sign-in").text
    app.services.access.sign_ins.state.close()
    assert "Sign in to From the file" in page


def test_a_session_outlives_the_application(settings: Settings, app: WebApp, member: AppClient) -> None:
    app.services.access.sign_ins.state.close()
    restarted = create_app(settings)
    visitor = AppClient(restarted)
    visitor.cookies = member.cookies

    answer = visitor.get("/api/graphs")

    restarted.services.access.sign_ins.state.close()
    assert answer.status_code == 200


def test_recorded_addresses_are_found_by_another_process(app: WebApp, settings: Settings) -> None:
    record_addresses(app, ["https://localhost:8443"])

    other = create_app(settings)
    found = other.services.access.sign_ins.addresses()

    other.services.access.sign_ins.state.close()
    assert found == ("https://localhost:8443",)


def test_the_state_is_closed_when_the_server_stops(app: WebApp, root: Path) -> None:
    create_sign_in_link(app)
    log = root / ".graphex" / "graphex.db-wal"
    before = log.exists()

    asyncio.run(start_and_stop(app))

    # The last connection that is closed takes SQLite's log along.
    assert (before, log.exists()) == (True, False)


async def start_and_stop(app: WebApp) -> None:
    async with app.starlette.router.lifespan_context(app):
        pass


def test_two_applications_share_nothing(settings: Settings, tmp_path: Path, app: WebApp, member: AppClient) -> None:
    other_root = tmp_path / "other"
    other_root.mkdir()
    other = create_app(replace(settings, root=other_root, title="Day shift"))
    stranger = AppClient(other)
    stranger.cookies = member.cookies
    record_addresses(app, ["https://localhost:8443"])

    status, page = stranger.get("/api/graphs").status_code, stranger.get("/sign-in").text
    recorded = other.services.access.sign_ins.addresses()

    other.services.access.sign_ins.state.close()
    assert (status, recorded) == (401, ())
    assert "Sign in to Day shift" in page


def test_what_the_application_is_made_of_is_left_as_it_was(settings: Settings, tmp_path: Path) -> None:
    tls = bootstrap(tmp_path / "certificates")
    before = dict(vars(tls))

    app = create_app(replace(settings, plain_root_page=True), tls=tls)

    after = dict(vars(tls))
    app.services.access.sign_ins.state.close()
    tls.close()
    assert after == before


@pytest.mark.parametrize(("switched_on", "is_answered"), [(True, True), (False, False)])
def test_plain_http_is_answered_when_that_is_switched_on_and_asked_for(
    settings: Settings, tmp_path: Path, switched_on: bool, is_answered: bool
) -> None:
    tls = bootstrap(tmp_path / "certificates")
    app = create_app(replace(settings, plain_root_page=switched_on), tls=tls)

    asyncio.run(start_and_stop(app))

    tls.close()
    assert (tls._plain_pages is not None) is is_answered
