"""What a client certificate opens, and what it does not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from app_client import AppClient, open_websocket
from graphex.errors import UsageError
from graphex.tls import TLSOptions, bootstrap
from graphex.web.app import create_app, create_sign_in_link
from graphex.web.http.clients import CLIENT_KEY, visitor
from graphex.web.server.identification import identify
from tls.people import authorities_file, company, fingerprint, person

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from graphex.settings import Settings
    from graphex.tls import ServerTLS
    from graphex.web.app import WebApp

ISSUER = company()
ALICE = person(ISSUER)
HTML = {"accept": "text/html"}
FOREIGN = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


def showing(app: WebApp, *, origin: str = "https://localhost") -> AppClient:
    """Return a client of an application whose connection Alice's certificate opened."""

    async def with_certificate(scope: Any, receive: Any, send: Any) -> None:
        await app({**scope, CLIENT_KEY: identify(ALICE.certificate)}, receive, send)

    return AppClient(with_certificate, origin=origin)


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerTLS]:
    """A pair that is served to clients with certificates."""
    directory = tmp_path_factory.mktemp("asking")
    options = TLSOptions(client_ca=authorities_file(directory, ISSUER), client_certificates="optional")
    tls = bootstrap(directory / "certificates", options=options)
    yield tls
    tls.close()


@pytest.fixture
def build(settings: Settings, asking: ServerTLS) -> Iterator[Callable[..., WebApp]]:
    """Make an application; `client_sign_in` is on unless told otherwise."""
    made = []

    def create(**changes: Any) -> WebApp:
        made.append(create_app(replace(settings, **{"client_sign_in": True, **changes}), tls=asking))
        return made[-1]

    yield create
    made[-1].services.access.sign_ins.state.close()


@pytest.mark.parametrize("name", [b"x-forwarded-for", b"forwarded", b"x-real-ip", b"x-forwarded-proto"])
def test_through_a_proxy_the_certificate_is_not_the_visitor_s(name: bytes) -> None:
    scope = {"type": "http", "headers": [(name, b"192.0.2.1")], CLIENT_KEY: identify(ALICE.certificate)}

    assert visitor(scope) is None


def test_a_certificate_signs_in_where_that_is_wanted(build: Callable[..., WebApp]) -> None:
    answer = showing(build()).get("/api/graphs")

    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers


def test_it_does_not_where_it_is_not(build: Callable[..., WebApp]) -> None:
    assert showing(build(client_sign_in=False)).get("/api/graphs").status_code == 401


def test_without_a_certificate_the_link_goes_on_to_work(build: Callable[..., WebApp]) -> None:
    app = build()
    visitor = AppClient(app)
    before = visitor.get("/api/graphs").status_code
    visitor.get(create_sign_in_link(app))

    assert (before, visitor.get("/api/graphs").status_code) == (401, 200)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site", "sec-fetch-dest": "image"},
        {"sec-fetch-site": "same-site", "sec-fetch-dest": "script"},
        {"origin": "https://evil.test"},
        {"origin": "null"},
        {"referer": "https://localhost.evil.test/"},
        {"x-forwarded-for": "192.0.2.1"},
    ],
)
def test_what_another_page_or_a_proxy_asks_for_is_not_signed_in(
    build: Callable[..., WebApp], headers: dict[str, str]
) -> None:
    answer = showing(build()).get("/api/graphs", headers={"accept": "application/json", **headers})

    # A refusal, or a page that only leads on.
    assert answer.headers["content-type"] != "application/json"


def test_over_plain_http_nobody_is(build: Callable[..., WebApp]) -> None:
    assert showing(build(), origin="http://localhost").get("/api/graphs").status_code == 401


def test_changes_for_another_origin_are_refused_as_ever(build: Callable[..., WebApp]) -> None:
    answer = showing(build()).post("/sign-out", headers={"origin": "https://evil.test"})

    assert answer.status_code == 403


def test_a_foreign_link_goes_on_by_a_page_of_ours(build: Callable[..., WebApp]) -> None:
    answer = showing(build()).get("/", headers={**HTML, **FOREIGN})

    assert 'content="0;url=/"' in answer.text


def test_a_websocket_of_a_foreign_page_is_refused(build: Callable[..., WebApp]) -> None:
    sent = open_websocket(build(), "/api/graphs", host="localhost", origin="https://evil.test")

    assert sent[0]["type"] == "websocket.close"


def test_the_frame_says_who_is_signed_in(build: Callable[..., WebApp]) -> None:
    page = showing(build()).get("/", headers=HTML).text

    assert ">Alice<" in page
    assert "/sign-out" not in page


def test_signing_out_leads_to_what_ends_it(build: Callable[..., WebApp]) -> None:
    answer = showing(build()).post("/sign-out", headers={"origin": "https://localhost"})

    assert answer.headers["location"] == "/connection#client"
    assert "Max-Age=0" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    ("signs_in", "sentence"), [(True, "you are signed in by it"), (False, "it does not sign you in")]
)
def test_the_connection_page_shows_visitors_their_own_certificate(
    build: Callable[..., WebApp], signs_in: bool, sentence: str
) -> None:
    page = showing(build(client_sign_in=signs_in)).get("/connection", headers=HTML).text

    assert fingerprint(ALICE) in page
    assert "alice@example.org" in page
    assert sentence in page


def test_others_do_not_see_it(build: Callable[..., WebApp]) -> None:
    app = build()

    assert "Your certificate" not in AppClient(app).get("/connection", headers=HTML).text
    assert AppClient(app).get("/api/connection").json()["client"] is None


def test_programs_get_it_too(build: Callable[..., WebApp]) -> None:
    client = showing(build()).get("/api/connection").json()["client"]

    assert client["subject"] == "CN=Alice"
    assert client["sha256"] == fingerprint(ALICE)


def test_signing_in_by_certificates_that_nobody_asks_for_is_refused(settings: Settings, tls: ServerTLS) -> None:
    with pytest.raises(UsageError, match="none are asked for"):
        create_app(replace(settings, client_sign_in=True), tls=tls)


def test_signing_in_by_handshakes_of_another_program_is_refused(settings: Settings) -> None:
    with pytest.raises(UsageError, match="another program"):
        create_app(replace(settings, client_sign_in=True))


def test_with_sign_in_switched_off_nobody_is_named(build: Callable[..., WebApp]) -> None:
    page = showing(build(sign_in=False, host="localhost")).get("/", headers=HTML)

    assert page.status_code == 200
    assert ">Alice<" not in page.text
