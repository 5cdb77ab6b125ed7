"""The static files."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from graphex.web.pages.assets import Assets

if TYPE_CHECKING:
    from app_client import AppClient


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("frame.css", "text/css; charset=utf-8"),
        ("filter.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
        ("app.webmanifest", "application/manifest+json"),
    ],
)
def test_a_file_is_public_and_kept_for_good_under_its_version(client: AppClient, name: str, media_type: str) -> None:
    answer = client.get(Assets().url(name))

    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_another_version_is_not_kept_for_long(client: AppClient) -> None:
    answer = client.get("/static/frame.css?v=old")

    assert answer.headers["cache-control"] == "public, max-age=300"


@pytest.mark.parametrize("name", ["missing.css", "..%2fapp.py", "%2e%2e/app.py", ""])
def test_nothing_but_the_files_is_served(client: AppClient, name: str) -> None:
    answer = client.get(f"/static/{name}")

    assert answer.status_code == 404


def test_the_icon_is_found_where_browsers_look_for_it(client: AppClient) -> None:
    answer = client.get("/favicon.ico")

    assert answer.status_code == 302
    assert answer.headers["location"].startswith("/static/icon.svg")


def test_no_template_holds_what_the_policy_forbids() -> None:
    # The page under plain HTTP stands alone, with its style inside, and has a policy of its own.
    templates = [
        path for path in (files("graphex.web") / "templates").iterdir() if path.is_file() and path.name != "plain.html"
    ]
    text = "".join(path.read_text("utf-8") for path in templates)

    assert not re.search(r"\son\w+=|\sstyle=|<style|<script(?![^>]* src=)", text)
