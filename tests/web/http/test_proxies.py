"""Requests that came through a reverse proxy, over real connections."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from app_client import AppClient
from e2e.server import running
from graphex.web.http.proxies import PEER_KEY, Passage, passage
from tls.handshake import careless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from e2e.server import RunningServer
    from graphex.web.app import WebApp

FORWARDED = {"host": "build.example.org", "x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "https"}
HTML = {"accept": "text/html"}


@pytest.mark.parametrize(
    ("headers", "client", "peer", "expected"),
    [
        ([], ("10.0.0.1", 50_000), ("10.0.0.1", 50_000), Passage.DIRECT),
        ([(b"x-forwarded-for", b"10.0.0.9")], ("10.0.0.9", 0), ("10.0.0.1", 50_000), Passage.PROXY),
        ([(b"x-forwarded-for", b"10.0.0.9:7")], ("10.0.0.9", 7), ("10.0.0.1", 50_000), Passage.PROXY),
        ([(b"x-forwarded-for", b"10.0.0.9")], ("10.0.0.1", 50_000), ("10.0.0.1", 50_000), Passage.UNCERTAIN),
        ([(b"forwarded", b"for=10.0.0.9")], ("10.0.0.1", 50_000), ("10.0.0.1", 50_000), Passage.UNCERTAIN),
        ([(b"x-forwarded-for", b"10.0.0.9")], ("10.0.0.9", 0), None, Passage.PROXY),
        ([(b"x-real-ip", b"10.0.0.9")], None, None, Passage.UNCERTAIN),
    ],
)
def test_only_a_trusted_proxy_is_believed(
    headers: list[tuple[bytes, bytes]],
    client: tuple[str, int] | None,
    peer: tuple[str, int] | None,
    expected: Passage,
) -> None:
    known = {} if peer is None else {PEER_KEY: peer}

    assert passage({"type": "http", "headers": headers, "client": client, **known}) is expected


@pytest.fixture(scope="module")
def behind_proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server that trusts a proxy on this machine."""
    arguments = ("--json-logs", "--host", "127.0.0.1", "--forwarded-allow-ips", "127.0.0.1")
    with running(*arguments, cwd=tmp_path_factory.mktemp("behind")) as server:
        yield server


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server that trusts no proxy."""
    with running("--json-logs", "--host", "127.0.0.1", cwd=tmp_path_factory.mktemp("alone")) as server:
        yield server


def get(server: RunningServer, path: str, **headers: str) -> httpx.Response:
    return httpx.get(server.url(path), headers={**HTML, **headers}, verify=careless(), timeout=100)


def test_through_a_proxy_the_page_speaks_of_two_certificates(behind_proxy: RunningServer) -> None:
    page = get(behind_proxy, "/connection", **FORWARDED).text

    assert "You came through a proxy" in page
    assert "Your browser sees the certificate of the proxy" in page
    assert "Fingerprint of the certificate behind the proxy" in page
    assert "nobody sits in between" not in page
    assert "It does not hold for" not in page
    assert "It holds for" not in page
    assert "--name" not in page
    assert "graphex trust" not in page
    assert 'class="lock good"' in page


def test_the_door_does_not_ask_to_compare_what_cannot_be_compared(behind_proxy: RunningServer) -> None:
    page = get(behind_proxy, "/sign-in", **FORWARDED).text

    assert "Compare the certificate" not in page
    assert behind_proxy.started["certificate"]["sha256"][:8] not in page


def test_without_the_proxy_the_same_server_speaks_of_one(behind_proxy: RunningServer) -> None:
    page = get(behind_proxy, "/connection").text

    assert "nobody sits in between" in page
    assert "You came through a proxy" not in page


def test_what_nobody_vouches_for_is_said_and_not_believed(alone: RunningServer) -> None:
    answer = get(alone, "/connection", **FORWARDED)

    assert "Something says that you came through a proxy" in answer.text
    assert "--forwarded-allow-ips" in answer.text
    assert "It does not hold for <strong>build.example.org</strong>" in answer.text


def test_programs_are_told_as_well(behind_proxy: RunningServer, alone: RunningServer) -> None:
    answers = [
        httpx.get(server.url("/api/connection"), headers=FORWARDED, verify=careless(), timeout=100).json()
        for server in (behind_proxy, alone)
    ]

    assert [answer["through_proxy"] for answer in answers] == [True, False]


def test_a_program_that_holds_no_certificate_says_the_same(pairless_app: WebApp) -> None:
    page = AppClient(pairless_app).get("/connection", headers={**HTML, **FORWARDED}).text

    assert "Another program holds the certificate" in page
