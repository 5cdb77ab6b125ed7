"""Files that are served as they are."""

from __future__ import annotations

import gzip
import os
from typing import TYPE_CHECKING

import pytest
from starlette.requests import Request

from graphex.web.http.static_files import StaticFile, compress, load_files

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.responses import Response

TEXT = b"a { color: red }\n" * 100


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files as a build lays them, two of them compressed as well."""
    folder = tmp_path / "served"
    (folder / "assets" / "deep").mkdir(parents=True)
    (folder / "index.html").write_bytes(b"<!doctype html>")
    (folder / "assets" / "index-B1x2y3.js").write_bytes(b"plain")
    (folder / "assets" / "index-B1x2y3.js.br").write_bytes(b"as br")
    (folder / "assets" / "index-B1x2y3.js.gz").write_bytes(b"as gzip")
    (folder / "assets" / "deep" / "font-C0FFEE.woff2").write_bytes(b"font")
    (folder / "alone.gz").write_bytes(b"an archive")
    return folder


def ask(file: StaticFile, **headers: str) -> Response:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return file.answer(Request({"type": "http", "method": "GET", "headers": raw}), cache="no-cache")


def test_files_are_found_by_their_paths_and_compressed_siblings_belong_to_them(folder: Path) -> None:
    files = load_files(folder)

    assert sorted(files) == ["alone.gz", "assets/deep/font-C0FFEE.woff2", "assets/index-B1x2y3.js", "index.html"]
    assert files["assets/index-B1x2y3.js"].coded == {"br": b"as br", "gzip": b"as gzip"}
    assert files["alone.gz"].coded == {}


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("assets/index-B1x2y3.js", "text/javascript; charset=utf-8"),
        ("assets/deep/font-C0FFEE.woff2", "font/woff2"),
    ],
)
def test_media_types_do_not_depend_on_the_machine(folder: Path, name: str, media_type: str) -> None:
    answer = ask(load_files(folder)[name])

    assert answer.headers["content-type"] == media_type


def test_what_a_link_leads_to_is_not_served(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("secret", encoding="utf-8")
    (folder / "file.txt").symlink_to(outside / "secret.txt")
    (folder / "folder").symlink_to(outside, target_is_directory=True)

    files = load_files(folder)

    assert [name for name in files if "secret" in name or "file" in name] == []


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert load_files(tmp_path / "missing") == {}


@pytest.mark.parametrize(
    ("accept", "body", "coding"),
    [("br, gzip", b"as br", "br"), ("gzip", b"as gzip", "gzip"), ("identity", b"plain", None)],
)
def test_the_coding_follows_what_the_client_understands(
    folder: Path, accept: str, body: bytes, coding: str | None
) -> None:
    answer = ask(load_files(folder)["assets/index-B1x2y3.js"], accept_encoding=accept)

    assert (answer.body, answer.headers.get("content-encoding")) == (body, coding)
    assert answer.headers["vary"] == "Accept-Encoding"


def test_each_coding_has_a_tag_of_its_own(folder: Path) -> None:
    file = load_files(folder)["assets/index-B1x2y3.js"]

    tags = [ask(file, accept_encoding=accept).headers["etag"] for accept in ("br", "gzip", "")]

    assert len(set(tags)) == 3


@pytest.mark.parametrize("known", ["{tag}", "W/{tag}", '"other", {tag}', "*"])
def test_what_the_client_has_is_not_sent_again(folder: Path, known: str) -> None:
    file = load_files(folder)["index.html"]
    tag = ask(file).headers["etag"]

    answer = ask(file, if_none_match=known.format(tag=tag))

    assert (answer.status_code, answer.body) == (304, b"")
    assert answer.headers["etag"] == tag


def test_what_has_changed_is_sent(folder: Path) -> None:
    tag = ask(load_files(folder)["index.html"]).headers["etag"]
    (folder / "index.html").write_bytes(b"<!doctype html><p>new")

    answer = ask(load_files(folder)["index.html"], if_none_match=tag)

    assert (answer.status_code, answer.body) == (200, b"<!doctype html><p>new")


def test_a_text_is_compressed_where_nobody_has_done_so() -> None:
    file = compress(StaticFile(TEXT, "text/css", "1", {}))

    assert gzip.decompress(file.coded["gzip"]) == TEXT


@pytest.mark.parametrize(
    "file",
    [
        StaticFile(b"short", "text/css", "1", {}),
        StaticFile(os.urandom(1000), "image/png", "1", {}),
        StaticFile(TEXT, "text/css", "1", {"br": b"as br"}),
    ],
)
def test_what_would_gain_nothing_is_left_as_it_is(file: StaticFile) -> None:
    assert compress(file) is file
