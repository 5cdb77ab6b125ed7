"""The headers of every answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app_client import AppClient
from graphex.web.app import create_app

if TYPE_CHECKING:
    from graphex.settings import Settings

PATHS = ["/healthz", "/", "/sign-in", "/connection", "/nothing", "/api/connection", "/static/frame.css", "/static/no"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_protected(client: AppClient, path: str) -> None:
    headers = client.get(path).headers

    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "permissions-policy" in headers
    assert "strict-transport-security" not in headers
    assert not any(name.startswith("access-control") for name in headers)


@pytest.mark.parametrize("path", ["/", "/api/graphs", "/api/graphs/deploy.gx", "/connection", "/nothing"])
def test_what_is_private_is_never_stored(member: AppClient, path: str) -> None:
    headers = member.get(path).headers

    assert headers["cache-control"] == "no-store"


def test_strict_transport_is_sent_only_when_asked_for(settings: Settings) -> None:
    client = AppClient(create_app(replace(settings, hsts=True)))

    headers = client.get("/healthz").headers

    assert headers["strict-transport-security"] == "max-age=15552000"
