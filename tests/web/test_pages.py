"""The frame around every page."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from graphex.web.connection import short_fingerprint

if TYPE_CHECKING:
    from app_client import AppClient
    from graphex.tls import ServerTLS

PAGES = ["/sign-in", "/connection", "/", "/nothing"]
HTML = {"accept": "text/html"}


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_title_language_one_heading_and_a_way_past_the_header(member: AppClient, path: str) -> None:
    page = member.get(path, headers={**HTML, "cookie": "" if path == "/sign-in" else member_cookie(member)}).text

    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert "· Night shift</title>" in page
    assert page.count("<h1>") == 1
    assert 'href="#content"' in page
    assert 'aria-live="polite"' in page


def test_the_header_shows_the_fingerprint(client: AppClient, tls: ServerTLS) -> None:
    page = client.get("/sign-in", headers=HTML).text

    assert short_fingerprint(tls.info().sha256) in page


def test_only_members_can_sign_out(client: AppClient, member: AppClient) -> None:
    outside = client.get("/connection", headers={**HTML, "cookie": ""}).text
    inside = member.get("/connection", headers=HTML).text

    assert "/sign-out" not in outside
    assert "/sign-out" in inside


def test_the_template_engine_is_not_loaded_with_the_application() -> None:
    code = "import sys, graphex.web.app; sys.exit('jinja2' in sys.modules or 'cryptography' in sys.modules)"

    result = subprocess.run([sys.executable, "-c", code], check=False)

    assert result.returncode == 0


def member_cookie(member: AppClient) -> str:
    return "; ".join(f"{name}={value}" for name, value in member.cookies.items())
