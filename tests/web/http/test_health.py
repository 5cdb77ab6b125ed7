"""The health check."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app_client import AppClient


def test_the_health_check_needs_no_session(client: AppClient) -> None:
    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ok"}
    assert answer.headers["cache-control"] == "no-store"


def test_the_health_check_answers_head(client: AppClient) -> None:
    answer = client.request("HEAD", "/healthz")

    assert answer.status_code == 200
