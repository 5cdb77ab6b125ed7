"""The start page."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from app_client import AppClient

HTML = {"accept": "text/html"}


def test_the_start_page_lists_the_graphs_by_folder(member: AppClient) -> None:
    page = member.get("/", headers=HTML).text

    assert "2 graphs in 2 folders" in page
    assert 'href="/api/graphs/reports/monthly%20sums.gx"' in page
    assert "notes.txt" not in page


def test_an_empty_folder_is_explained(member: AppClient, root: Path) -> None:
    shutil.rmtree(root / "reports")
    (root / "deploy.gx").unlink()

    page = member.get("/", headers=HTML).text

    assert "No graphs in this folder yet" in page


def test_names_of_files_are_text_on_the_page(member: AppClient, root: Path) -> None:
    (root / '<img src=x onerror=alert(1)>&".gx').write_text("nodes: []", encoding="utf-8")

    page = member.get("/", headers=HTML).text

    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;&amp;&#34;.gx" in page


@pytest.mark.parametrize("letter", ["\u200c", "\u200d", "\xad", "\xa0", "\u202e"])
def test_names_with_marks_that_are_not_seen_are_listed_in_escapes_and_downloaded(
    member: AppClient, root: Path, letter: str
) -> None:
    name = f"a{letter}b.gx"
    (root / name).write_text("odd", encoding="utf-8")

    page = member.get("/", headers=HTML).text
    listing = member.get("/api/graphs")
    graph = member.get(f"/api/graphs/{quote(name)}")

    escaped = letter.encode("unicode_escape").decode()
    assert "3 graphs" in page
    assert f'>a<span class="odd">{escaped}</span>b.gx</a>' in page
    assert f'title="Download a{escaped}b.gx"' in page
    assert listing.text.isascii()
    assert name in [graph["path"] for graph in listing.json()["graphs"]]
    assert (graph.status_code, graph.text) == (200, "odd")


def test_a_name_that_no_address_can_hold_is_on_the_page_without_a_link(member: AppClient, root: Path) -> None:
    with open(os.fsencode(root) + b"/\xff.gx", "wb"):  # noqa: PTH123 - a name that is not UTF-8
        pass

    page = member.get("/", headers=HTML).text
    listing = member.get("/api/graphs").json()

    assert '<span class="odd">\\udcff</span>.gx</span>' in page
    assert "3 graphs" in page
    assert "\udcff.gx" in [graph["path"] for graph in listing["graphs"]]
