"""The composition: what is refused at start, and that the whole can be used alone."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import graphex
from app_client import AppClient
from graphex.errors import UsageError
from graphex.web.app import check_settings, create_app, create_sign_in_link, record_addresses

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from graphex.settings import Settings
    from graphex.tls import ServerTLS


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
    app.state.access.sign_ins.state.close()
    assert "Sign in to From the file" in page


def test_a_session_outlives_the_application(settings: Settings, app: Starlette, member: AppClient) -> None:
    app.state.access.sign_ins.state.close()
    restarted = create_app(settings)
    visitor = AppClient(restarted)
    visitor.cookies = member.cookies

    answer = visitor.get("/api/graphs")

    restarted.state.access.sign_ins.state.close()
    assert answer.status_code == 200


def test_recorded_addresses_are_found_by_another_process(app: Starlette, settings: Settings) -> None:
    record_addresses(app, ["https://localhost:8443"])

    other = create_app(settings)
    found = other.state.access.sign_ins.addresses()

    other.state.access.sign_ins.state.close()
    assert found == ("https://localhost:8443",)


def test_the_state_is_closed_when_the_server_stops(app: Starlette) -> None:
    create_sign_in_link(app)

    asyncio.run(start_and_stop(app))

    assert app.state.access.sign_ins.state._current is None


async def start_and_stop(app: Starlette) -> None:
    async with app.router.lifespan_context(app):
        pass


def test_every_route_is_documented(app: Starlette) -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "http-api.md").read_text("utf-8")

    undocumented = [route.path for route in app.routes if f"`{route.path.replace(':path', '')}`" not in page]  # type: ignore[attr-defined]  # all are of the class Route

    assert undocumented == []
