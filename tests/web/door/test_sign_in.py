"""Signing in and out: links, codes, sessions, redirects, and what attackers try with them."""

from __future__ import annotations

import ssl
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import httpx
import pytest

from graphex.program import Invocation
from graphex.web.app import create_sign_in_link

if TYPE_CHECKING:
    from app_client import AppClient
    from graphex.tls import ServerTLS
    from graphex.web.app import WebApp
    from live_app import LiveApp

HTML = {"accept": "text/html"}


def test_a_link_signs_in_and_leads_to_the_start_page(app: WebApp, client: AppClient) -> None:
    link = create_sign_in_link(app)

    answer = client.get(link)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert client.get("/").status_code == 200


def test_the_cookie_is_for_this_host_only_and_out_of_reach_of_scripts_and_other_sites(
    app: WebApp, client: AppClient
) -> None:
    answer = client.get(create_sign_in_link(app))

    name, _, attributes = answer.headers["set-cookie"].partition("=")
    assert name == f"__Host-graphex-{app.services.access.sign_ins.state.instance}"
    assert attributes.endswith("; Max-Age=1209600; Path=/; Secure; HttpOnly; SameSite=Strict")


def test_a_used_link_is_refused_with_the_way_out(app: WebApp, client: AppClient) -> None:
    link = create_sign_in_link(app)
    client.get(link)
    client.cookies.clear()

    answer = client.get(link, headers=HTML)

    assert answer.status_code == 403
    assert "has been used already" in answer.text
    assert f"{Invocation.of_process().program} sign-in" in answer.text


def test_a_program_gets_the_refusal_as_a_problem(client: AppClient) -> None:
    answer = client.get("/sign-in?code=wrong")

    assert answer.status_code == 403
    assert answer.json()["detail"] == "This sign-in code is not valid."
    assert "sign-in" in answer.json()["hint"]


def test_of_many_uses_of_one_code_at_once_exactly_one_opens_a_session(live: LiveApp, tls: ServerTLS) -> None:
    link = live.sign_in_url()
    trust = ssl.create_default_context(cafile=tls.certfile)

    def use(_: int) -> int:
        return httpx.get(link, verify=trust).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(use, range(16)))

    assert statuses == [303, *[403] * 15]


def test_earlier_links_stay_valid(app: WebApp, client: AppClient) -> None:
    earlier = create_sign_in_link(app)
    create_sign_in_link(app)

    answer = client.get(earlier)

    assert answer.status_code == 303


def test_a_signed_in_browser_just_goes_on_from_an_old_link(member: AppClient) -> None:
    answer = member.get("/sign-in?code=old&next=/connection")

    assert (answer.status_code, answer.headers["location"]) == (303, "/connection")


def test_a_session_planted_by_somebody_else_is_not_taken_over(app: WebApp, client: AppClient) -> None:
    name = f"__Host-graphex-{app.services.access.sign_ins.state.instance}"
    client.cookies.set(name, "planted")

    answer = client.get(create_sign_in_link(app))

    assert "planted" not in answer.headers["set-cookie"]


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_looking_at_a_link_does_not_use_it_up(app: WebApp, client: AppClient, method: str) -> None:
    link = create_sign_in_link(app)

    client.request(method, link)

    assert client.get(link).status_code == 303


def test_a_browser_that_loads_ahead_does_not_use_the_link_up(app: WebApp, client: AppClient) -> None:
    link = create_sign_in_link(app)

    ahead = client.get(link, headers={"sec-purpose": "prefetch;prerender"})

    assert ahead.status_code == 503
    assert client.get(link).status_code == 303


def test_a_link_followed_from_a_foreign_page_is_used_only_after_our_own_page_went_on(
    app: WebApp, client: AppClient
) -> None:
    link = create_sign_in_link(app)
    foreign = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}

    answer = client.get(link, headers=foreign)

    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert f'content="0;url={link}"' in answer.text
    assert client.get(link, headers={"sec-fetch-site": "same-origin"}).status_code == 303


@pytest.mark.parametrize(
    "pasted",
    ["{code}", "  {code}\n", "https://localhost/sign-in?code={code}", "https://vm:8443/sign-in?next=/&code={code}#x"],
)
def test_a_pasted_code_or_link_signs_in(app: WebApp, client: AppClient, pasted: str) -> None:
    code = create_sign_in_link(app).partition("code=")[2]
    form = {"code": pasted.format(code=code), "next": "/connection"}

    answer = client.post("/sign-in", data=form, headers={"origin": "https://localhost"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/connection")


@pytest.mark.parametrize("body", [b"", b"code=", b"\xff\xfe=%ff", b"&".join([b"a=b"] * 100)])
def test_a_broken_form_is_a_wrong_code(client: AppClient, body: bytes) -> None:
    answer = client.post("/sign-in", content=body)

    assert answer.status_code == 403


@pytest.mark.parametrize(
    "following",
    [
        "https://evil.test/",
        "//evil.test/",
        "/\\evil.test/",
        "\\\\evil.test",
        "/%0d%0aSet-Cookie:x=y".replace("%0d%0a", "\r\n"),
        "/\t/evil.test",
        "javascript:alert(1)",
        "evil.test",
        "/\u2215evil.test",
        "",
    ],
)
def test_next_never_leads_to_another_host(app: WebApp, client: AppClient, following: str) -> None:
    code = create_sign_in_link(app).partition("code=")[2]

    answer = client.get("/sign-in", params={"code": code, "next": following})

    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_signing_out_ends_the_session_everywhere(member: AppClient) -> None:
    cookies = dict(member.cookies)

    answer = member.post("/sign-out", headers={"origin": "https://localhost"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?signed-out")
    assert "You are signed out" in member.get("/sign-in?signed-out", headers=HTML).text
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert member.get("/api/graphs", headers={"cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())}).is_error


def test_another_site_cannot_sign_somebody_out(member: AppClient) -> None:
    answer = member.post("/sign-out", headers={"origin": "https://evil.test"})

    assert answer.status_code == 403
    assert member.get("/").status_code == 200


def test_methods_that_make_no_sense_are_refused_with_those_that_do(client: AppClient) -> None:
    answer = client.request("PUT", "/sign-in")

    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "POST"}
