"""The table of all endpoints, and what holds for each of them: rights, origins, limits, documents."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Match

from app_client import AppClient
from graphex.web.endpoint import DEFAULT_LIMIT, Endpoint, EndpointTable, Right

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request
    from starlette.responses import Response

    from graphex.web.app import WebApp

DOCUMENTED = re.compile(r"^\| ([A-Z, ]+) \| `([^`]+)` \| (yes|no) \|", re.MULTILINE)
EVIL = {"origin": "https://evil.test"}


def address(endpoint: Endpoint) -> str:
    """Return an address that the endpoint answers."""
    return re.sub(r"\{[^}]*\}", "deploy.gx", endpoint.path)


def status_of(client: AppClient, endpoint: Endpoint, **headers: str) -> int:
    return client.request(endpoint.method, address(endpoint), headers=headers).status_code


def keys(endpoints: Iterable[Endpoint]) -> list[tuple[str, str]]:
    return [(endpoint.method, endpoint.path) for endpoint in endpoints]


def test_each_method_of_an_address_is_declared_once(app: WebApp) -> None:
    declared = keys(app.table.endpoints)

    assert len(set(declared)) == len(declared)


def test_whoever_is_not_signed_in_is_let_to_what_is_public_and_to_nothing_else(app: WebApp, client: AppClient) -> None:
    refused = [endpoint for endpoint in app.table.endpoints if status_of(client, endpoint) == 401]

    assert keys(refused) == keys(endpoint for endpoint in app.table.endpoints if endpoint.right > Right.PUBLIC)
    assert len(refused) > 0


def test_what_is_the_same_for_everybody_is_public(app: WebApp) -> None:
    impersonal = [endpoint for endpoint in app.table.endpoints if not endpoint.personal]

    assert {endpoint.right for endpoint in impersonal} == {Right.PUBLIC}


def test_no_page_of_another_origin_changes_anything(app: WebApp, member: AppClient) -> None:
    changing = [endpoint for endpoint in app.table.endpoints if endpoint.method != "GET"]

    statuses = [status_of(member, endpoint, **EVIL) for endpoint in changing]

    assert statuses == [403] * len(changing)
    assert len(changing) > 0


def test_looking_changes_nothing(app: WebApp, member: AppClient, root: Path) -> None:
    looking = [endpoint for endpoint in app.table.endpoints if endpoint.method == "GET"]
    before = contents(root)

    statuses = {status_of(member, endpoint) for endpoint in looking}

    assert contents(root) == before
    assert statuses <= {200, 302, 303, 404}


def contents(root: Path) -> tuple[list[str], dict[str, bytes]]:
    """Return what the state database of a root holds, and its files."""
    with closing(sqlite3.connect(root / ".graphex" / "graphex.db")) as database:
        files = {str(path): path.read_bytes() for path in root.rglob("*.gx")}
        return list(database.iterdump()), files


def test_what_is_given_is_what_is_declared(app: WebApp, member: AppClient) -> None:
    giving = [endpoint for endpoint in app.table.endpoints if endpoint.gives is not None]

    documents = [msgspec.convert(member.get(address(one)).json(), one.gives) for one in giving]

    assert len(documents) == len(giving) > 0


def test_what_is_taken_and_given_has_a_schema(app: WebApp) -> None:
    types = [kind for endpoint in app.table.endpoints for kind in (endpoint.takes, endpoint.gives) if kind is not None]

    schemas, _ = msgspec.json.schema_components(types)

    assert len(schemas) == len(types)


def test_every_endpoint_says_in_a_sentence_what_it_does(app: WebApp) -> None:
    odd = [one.path for one in app.table.endpoints if not re.fullmatch(r"[A-Z][^.]+\.", one.summary)]

    assert odd == []


def test_every_endpoint_is_documented_with_its_right(app: WebApp) -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "http-api.md").read_text("utf-8")

    documented = {
        (method, path, sign_in == "yes")
        for methods, path, sign_in in DOCUMENTED.findall(page)
        for method in methods.split(", ")
    }

    declared = {(one.method, one.path.replace(":path", ""), one.right > Right.PUBLIC) for one in app.table.endpoints}
    assert documented == declared


async def answer(_request: Request) -> Response:
    return PlainTextResponse("in the loop")


def answer_in_thread(_request: Request) -> Response:
    return PlainTextResponse("in a thread")


TABLE = EndpointTable(
    (
        Endpoint(method="GET", path="/a", handler=answer, summary="Look."),
        Endpoint(method="POST", path="/a", handler=answer_in_thread, summary="Change.", limit=5),
        Endpoint(method="GET", path="/b/{name:path}", handler=answer, summary="Look."),
    )
)


@pytest.mark.parametrize(
    ("method", "path", "found"),
    [
        ("GET", "/a", ("GET", "/a")),
        ("HEAD", "/a", ("GET", "/a")),
        ("POST", "/a", ("POST", "/a")),
        ("PUT", "/a", ("GET", "/a")),
        ("GET", "/b/", ("GET", "/b/{name:path}")),
        ("GET", "/b/c/d", ("GET", "/b/{name:path}")),
    ],
)
def test_an_endpoint_is_found_by_path_and_method(method: str, path: str, found: tuple[str, str]) -> None:
    endpoint = TABLE.find(path, method)

    assert endpoint is not None
    assert (endpoint.method, endpoint.path) == found


@pytest.mark.parametrize("path", ["/", "/a/", "/A", "/b", ""])
def test_an_address_that_is_not_declared_is_none(path: str) -> None:
    assert TABLE.find(path, "GET") is None


@given(st.text("/ab.%\\\n{}", max_size=6), st.sampled_from(["GET", "HEAD", "POST"]))
def test_what_the_guard_finds_is_what_the_routes_answer(path: str, method: str) -> None:
    scope = {"type": "http", "method": method, "path": path, "headers": []}

    answering = [route for route in TABLE.routes() if route.matches(scope)[0] is not Match.NONE]

    found = TABLE.find(path, method)
    assert [route.path for route in answering[:1]] == ([found.path] if found else [])  # type: ignore[attr-defined]  # all are of the class Route


@pytest.mark.parametrize(("method", "text"), [("GET", "in the loop"), ("POST", "in a thread")])
def test_each_method_of_an_address_has_its_handler(method: str, text: str) -> None:
    client = AppClient(Starlette(routes=TABLE.routes()))

    assert client.request(method, "/a").text == text


def test_each_address_is_one_route_that_takes_its_methods() -> None:
    routes = TABLE.routes()

    methods = [sorted(route.methods) for route in routes]  # type: ignore[attr-defined]  # all are of the class Route
    assert methods == [["GET", "HEAD", "POST"], ["GET", "HEAD"]]


def test_rights_include_those_below() -> None:
    assert sorted(Right) == [Right.PUBLIC, Right.VIEW, Right.RUN, Right.EDIT, Right.ADMIN]


def test_an_endpoint_is_for_those_who_may_look_and_takes_little_unless_it_says_otherwise() -> None:
    endpoint = Endpoint(method="GET", path="/", handler=answer, summary="Look.")

    assert (endpoint.right, endpoint.limit, endpoint.personal) == (Right.VIEW, DEFAULT_LIMIT, True)
