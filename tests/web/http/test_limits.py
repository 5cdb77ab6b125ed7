"""The limit on request bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphex.web.endpoint import DEFAULT_LIMIT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from app_client import AppClient


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
