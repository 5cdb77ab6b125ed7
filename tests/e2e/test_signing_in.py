"""Signing in as people do: with the printed link, once, for as long as the session lasts."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx
import pytest

from e2e.pairs import mode
from e2e.server import graphex, running
from tls.handshake import trusting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from e2e.server import RunningServer


@contextmanager
def browser(server: RunningServer) -> Iterator[httpx.Client]:
    """Behave like a browser that trusts the certificate: cookies are kept, redirects followed."""
    headers = {"Accept": "text/html", "Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}
    with httpx.Client(
        verify=trusting(server.certfile), follow_redirects=True, headers=headers, trust_env=False
    ) as client:
        yield client


def test_the_printed_link_signs_in(tmp_path: Path) -> None:
    with running(cwd=tmp_path) as server, browser(server) as client:
        before = client.get(server.url("/"))
        after = client.get(server.sign_in)

        assert before.url.path == "/sign-in"
        assert after.status_code == 200
        assert str(after.url) == server.url("/")
        assert client.get(server.url("/api/graphs")).json() == {"graphs": [], "stopped": None}


def test_the_cookie_is_closed_to_scripts_other_sites_and_plain_http(tmp_path: Path) -> None:
    with running(cwd=tmp_path) as server, browser(server) as client:
        header = client.get(server.sign_in, follow_redirects=False).headers["set-cookie"]

    attributes = {part.strip().lower() for part in header.split(";")[1:]}
    assert header.startswith("__Host-")
    assert {"httponly", "secure", "path=/"} <= attributes
    assert attributes & {"samesite=strict", "samesite=lax"}


def test_the_link_works_once(tmp_path: Path) -> None:
    with running(cwd=tmp_path) as server, browser(server) as first, browser(server) as second:
        assert first.get(server.sign_in).status_code == 200

        again = second.get(server.sign_in)

        assert again.status_code == 403
        assert "used" in again.text
        assert second.get(server.url("/api/graphs"), headers={"Accept": "application/json"}).status_code == 401


def test_a_restart_keeps_the_session(tmp_path: Path) -> None:
    with running(cwd=tmp_path) as first, browser(first) as client:
        client.get(first.sign_in)
        cookies = dict(client.cookies)

    with running(cwd=tmp_path) as second, browser(second) as client:
        client.cookies.update(cookies)
        answer = client.get(second.url("/"))

        assert answer.url.path == "/"
        assert answer.status_code == 200


def test_another_link_is_printed_by_its_command_and_works(tmp_path: Path) -> None:
    with running(cwd=tmp_path) as server, browser(server) as client:
        done = graphex("sign-in", cwd=tmp_path)

        assert done.returncode == 0
        assert done.stdout.startswith(server.url("/sign-in?code="))
        assert client.get(done.stdout.strip()).url.path == "/"
        assert client.get(server.sign_in).url.path == "/"


def test_a_link_that_was_printed_before_a_restart_still_works(tmp_path: Path) -> None:
    with running(cwd=tmp_path) as first:
        path = first.sign_in.partition(f":{first.port}")[2]

    with running(cwd=tmp_path) as second, browser(second) as client:
        assert client.get(second.url(path)).url.path == "/"


def test_the_command_where_nothing_is_served_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    done = graphex("sign-in", cwd=tmp_path)

    assert done.returncode != 0
    assert done.stdout == ""
    assert "hint: " in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_signing_out_ends_the_session(tmp_path: Path) -> None:
    with running(cwd=tmp_path) as server, browser(server) as client:
        client.get(server.sign_in)
        cookies = dict(client.cookies)

        client.post(server.url("/sign-out"), headers={"Sec-Fetch-Site": "same-origin", "Origin": server.url("")})
        client.cookies.update(cookies)

        assert client.get(server.url("/")).url.path == "/sign-in"


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_other_sites_cannot_sign_anybody_out(tmp_path: Path, headers: dict[str, str]) -> None:
    with running(cwd=tmp_path) as server, browser(server) as client:
        client.get(server.sign_in)

        refused = client.post(server.url("/sign-out"), headers=headers)

        assert refused.status_code == 403
        assert client.get(server.url("/")).url.path == "/"


def test_the_state_is_closed_to_others(tmp_path: Path) -> None:
    with running(cwd=tmp_path):
        state = tmp_path / ".graphex"

        assert mode(state) == "0700"
        assert {mode(path) for path in state.iterdir() if path.suffix != ".gitignore"} <= {"0600", "0644"}
        assert (state / ".gitignore").read_text("utf-8") == "*\n"
