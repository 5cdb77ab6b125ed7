"""The limit on request bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, Response

from app_client import AppClient
from graphex.web.endpoint import DEFAULT_LIMIT, Endpoint, EndpointTable
from graphex.web.http.limits import BodyLimit
from graphex.web.http.problem import ProblemError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request


async def pieces(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 65536 + 1):
        yield b"a" * 65536


def test_a_body_up_to_the_limit_is_read(client: AppClient) -> None:
    answer = client.post("/sign-in", content=b"a" * DEFAULT_LIMIT)

    assert answer.status_code == 403


def test_an_announced_body_over_the_limit_is_refused(client: AppClient) -> None:
    answer = client.post("/sign-in", content=b"a" * (DEFAULT_LIMIT + 1))

    assert answer.status_code == 413
    assert answer.headers["connection"] == "close"
    assert answer.json()["title"] in {"Request Entity Too Large", "Content Too Large"}


def test_a_body_that_turns_out_too_large_is_refused(client: AppClient) -> None:
    answer = client.post("/sign-in", content=pieces(DEFAULT_LIMIT))

    assert answer.status_code == 413


@pytest.mark.parametrize("length", ["-1", "1e9", "abc", "9" * 6000])
def test_a_length_that_is_none_is_refused(client: AppClient, length: str) -> None:
    answer = client.post("/sign-in", headers={"content-length": length})

    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("path", "sent", "answered"),
    [("/much", [b"x" * 200_000], 200), ("/much", [b"x" * 150_000] * 2, 413), ("/little", [b"x", b"y" * 5], 413)],
)
def test_each_endpoint_has_a_limit_of_its_own_also_for_bodies_without_a_length(
    path: str, sent: list[bytes], answered: int
) -> None:
    table = EndpointTable(
        (
            Endpoint(method="POST", path="/much", handler=count, summary="Count.", limit=200_000),
            Endpoint(method="POST", path="/little", handler=count, summary="Count.", limit=5),
        )
    )
    app = Starlette(
        routes=table.routes(),
        middleware=[Middleware(BodyLimit, table=table)],
        exception_handlers={ProblemError: on_problem},
    )

    answer = AppClient(app).post(path, content=in_pieces(sent))

    assert answer.status_code == answered


async def count(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def on_problem(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    return PlainTextResponse(error.problem.detail, error.problem.status)


async def in_pieces(sent: list[bytes]) -> AsyncIterator[bytes]:
    for piece in sent:
        yield piece
