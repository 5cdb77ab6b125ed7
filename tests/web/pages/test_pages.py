"""The frame around every page."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from app_client import AppClient

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


def test_the_template_engine_is_not_loaded_with_the_application() -> None:
    code = "import sys, graphex.web.app; sys.exit('jinja2' in sys.modules or 'cryptography' in sys.modules)"

    result = subprocess.run([sys.executable, "-c", code], check=False)

    assert result.returncode == 0


def member_cookie(member: AppClient) -> str:
    return "; ".join(f"{name}={value}" for name, value in member.cookies.items())
