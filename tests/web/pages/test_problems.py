"""How errors are answered."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from starlette.routing import Route

from graphex.state.database import StateError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from app_client import AppClient
    from graphex.web.app import WebApp

HTML = {"accept": "text/html"}


async def fail(_request: Request) -> Response:
    raise ValueError("secret detail at /srv/private")


async def unavailable(_request: Request) -> Response:
    raise StateError("The server's state is not available.", hint="Try again in a moment.")


def test_a_missing_address_is_a_problem_for_programs(member: AppClient) -> None:
    answer = member.get("/nothing")

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json()) == {"title", "status", "detail", "hint"}


def test_a_missing_address_is_a_page_for_browsers(member: AppClient) -> None:
    answer = member.get("/nothing", headers=HTML)

    assert answer.status_code == 404
    assert "<h1>Nothing is at this address</h1>" in answer.text


@pytest.mark.parametrize(
    ("method", "path", "words"),
    [
        ("GET", "/sign-out", ["takes POST requests, and this was a GET request", "Use the button on the page"]),
        ("PUT", "/connection", ["this was a PUT request", "Open it in the browser, or follow a link"]),
    ],
)
def test_a_wrong_method_is_explained_to_people(member: AppClient, method: str, path: str, words: list[str]) -> None:
    answer = member.request(method, path, headers=HTML)

    assert answer.status_code == 405
    assert [word for word in words if word not in answer.text] == []
    assert "header" not in answer.text.partition("<main")[2]


def test_a_wrong_method_is_answered_with_the_right_ones(member: AppClient) -> None:
    answer = member.post("/api/graphs")

    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}
    assert answer.json()["status"] == 405


def test_options_names_the_methods(member: AppClient) -> None:
    answer = member.request("OPTIONS", "/api/graphs")

    assert answer.status_code == 204
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_a_bug_shows_a_reference_and_logs_the_rest(
    app: WebApp, member: AppClient, caplog: pytest.LogCaptureFixture
) -> None:
    app.starlette.router.routes.insert(0, Route("/bug", fail))

    with caplog.at_level(logging.ERROR):
        answer = member.get("/bug")

    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert f"Reference {answer.json()['reference']}" in caplog.text
    assert "secret detail" in caplog.text
    assert "content-security-policy" in answer.headers


def test_a_bug_is_a_page_for_browsers(app: WebApp, member: AppClient) -> None:
    app.starlette.router.routes.insert(0, Route("/bug", fail))

    answer = member.get("/bug", headers=HTML)

    assert answer.status_code == 500
    assert "reference <code>" in answer.text


def test_a_bug_that_breaks_every_page_is_still_answered(
    member: AppClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("graphex.web.frame.short_fingerprint", None)

    answer = member.get("/connection", headers=HTML)

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "content-security-policy" in answer.headers
    assert "The error page failed too" in caplog.text


def test_an_error_with_its_own_sentences_keeps_them(app: WebApp, member: AppClient) -> None:
    app.starlette.router.routes.insert(0, Route("/state", unavailable))

    answer = member.get("/state")

    assert answer.status_code == 503
    assert answer.json()["detail"] == "The server's state is not available."
    assert answer.json()["hint"] == "Try again in a moment."


def test_a_state_that_fails_at_the_door_is_answered_too(app: WebApp, member: AppClient) -> None:
    app.services.access.sign_ins.state.change("DROP TABLE sessions")

    answer = member.get("/", headers=HTML)

    assert answer.status_code == 503
    assert "not available" in answer.text
