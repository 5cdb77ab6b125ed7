"""What is refused before a route is reached: hosts, origins, visitors who are not signed in."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx
import pytest

from app_client import AppClient, open_websocket
from graphex.program import Invocation
from graphex.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphex.settings import Settings
    from graphex.web.app import WebApp

HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
FOREIGN = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


def cookie_of(member: AppClient) -> str:
    return "; ".join(f"{name}={value}" for name, value in member.cookies.items())


@pytest.mark.parametrize("path", ["/", "/api/graphs", "/nothing", "/static", "/healthz/", "//healthz", "/Sign-in"])
def test_everything_that_is_not_public_needs_a_session(client: AppClient, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert f"{Invocation.of_process().program} sign-in" in answer.json()["hint"]


def test_a_browser_is_sent_to_the_door_and_back(client: AppClient) -> None:
    answer = client.get("/api/graphs?a=1&b=2", headers=HTML)

    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=%2Fapi%2Fgraphs%3Fa%3D1%26b%3D2"


def test_a_link_on_a_foreign_page_goes_on_by_a_page_of_ours(client: AppClient) -> None:
    answer = client.get("/api/graphs?a=1&b=%22%3E", headers={**HTML, **FOREIGN})

    assert answer.status_code == 200
    assert 'content="0;url=/api/graphs?a=1&amp;b=%22%3E"' in answer.text


@pytest.mark.parametrize("path", ["//evil.test/", "/\\evil.test"])
def test_going_on_stays_on_this_host(client: AppClient, path: str) -> None:
    answer = client.get(f"https://localhost{path}", headers={**HTML, **FOREIGN})

    assert 'url=/"' in answer.text or "url=/%5Cevil.test" in answer.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "https://localhost"}, 303),
        ({"origin": "HTTPS://LOCALHOST"}, 303),
        ({"sec-fetch-site": "same-origin"}, 303),
        ({}, 303),
        ({"origin": "http://localhost"}, 403),
        ({"origin": "https://localhost:8443"}, 403),
        ({"origin": "https://evil.test"}, 403),
        ({"origin": "https://localhost.evil.test"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": ""}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
)
def test_changes_come_from_our_own_pages_or_from_no_browser(
    member: AppClient, headers: dict[str, str], status: int
) -> None:
    answer = member.post("/sign-out", headers=headers)

    assert answer.status_code == status


def test_a_websocket_without_session_is_closed(app: WebApp) -> None:
    answers = open_websocket(app, "/live", host="localhost", origin="https://localhost")

    assert [(a["type"], a["code"]) for a in answers] == [("websocket.close", 1008)]


def test_a_websocket_from_another_origin_is_closed(app: WebApp, member: AppClient) -> None:
    answers = open_websocket(app, "/live", host="localhost", origin="https://evil.test", cookie=cookie_of(member))

    assert [(a["type"], a["code"]) for a in answers] == [("websocket.close", 1008)]


def test_a_websocket_with_session_and_origin_reaches_the_routes(app: WebApp, member: AppClient) -> None:
    answers = open_websocket(app, "/live", host="localhost", origin="https://localhost", cookie=cookie_of(member))

    assert [a.get("code") for a in answers] != [1008]


@pytest.mark.parametrize("host", ["evil.test", "evil.test:8080", "localhost.evil.test", "", "localhost@evil.test"])
def test_without_sign_in_a_rebound_name_is_refused(settings: Settings, host: str) -> None:
    client = AppClient(create_app(replace(settings, sign_in=False, host="localhost")))

    answer = client.get("/api/graphs", headers={"host": host})

    assert answer.status_code == 403


@pytest.mark.parametrize("host", ["localhost", "localhost:8080", "127.0.0.1:1", "[::1]:8080", "a.localhost"])
def test_without_sign_in_loopback_names_work(settings: Settings, host: str) -> None:
    client = AppClient(create_app(replace(settings, sign_in=False, host="localhost")))

    answer = client.get("/api/graphs", headers={"host": host})

    assert answer.status_code == 200


def test_a_session_in_use_gets_its_cookie_again(app: WebApp, member: AppClient) -> None:
    app.services.access.sign_ins.state.change("UPDATE sessions SET expires = expires - 7200, moment = moment - 7200")

    renewed = member.get("/api/graphs")
    again = member.get("/api/graphs")

    assert "Max-Age=1209600" in renewed.headers["set-cookie"]
    assert "set-cookie" not in again.headers


class Blockade:
    """A database that answers nothing before it is released."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.released = threading.Event()
        self.was_released: list[bool] = []

    def wait(self, *_: object) -> None:
        """Wait for the release; nobody waits for good."""
        self.entered.set()
        self.was_released.append(self.released.wait(60))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("graphex.state.database.StateDatabase.instance", property),
        ("graphex.state.sign_ins.SignIns.session", staticmethod),
    ],
)
def test_a_database_that_keeps_one_visitor_waiting_does_not_keep_others(
    app: WebApp, member: AppClient, monkeypatch: pytest.MonkeyPatch, name: str, kind: Callable[..., object]
) -> None:
    cookie, blockade = cookie_of(member), Blockade()
    monkeypatch.setattr(name, kind(blockade.wait))

    others = asyncio.run(ask_meanwhile(app, cookie, blockade))

    assert others == [200, 200, 200, 401]
    assert set(blockade.was_released) == {True}


async def ask_meanwhile(app: WebApp, cookie: str, blockade: Blockade) -> list[int]:
    """Ask for a page that needs the database, and for others while that waits."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://localhost") as client:
        waiting = asyncio.create_task(client.get("/", headers={"cookie": cookie}))
        await asyncio.to_thread(blockade.entered.wait, 60)
        paths = ("/healthz", "/static/frame.css", "/connection", "/api/graphs")
        statuses = [(await client.get(path)).status_code for path in paths]
        blockade.released.set()
        await waiting
    return statuses
