"""The compiled editor, as Vite lays it."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from app_client import AppClient
from graphex.web.app import create_app, create_sign_in_link
from graphex.web.start.editor import Editor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graphex.settings import Settings

HTML = {"accept": "text/html"}
SCRIPT = b"export {};\n"
FOREVER = "public, max-age=31536000, immutable"
REVALIDATED = "private, no-cache"


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "compiled"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Editor</title>", encoding="utf-8")
    (folder / "favicon.svg").write_text("<svg/>", encoding="utf-8")
    (folder / "assets" / "index-B1x2y3.js").write_bytes(SCRIPT)
    (folder / "assets" / "index-B1x2y3.js.br").write_bytes(b"as br")
    (folder / "assets" / "index-B1x2y3.js.gz").write_bytes(gzip.compress(SCRIPT))
    (folder / "assets" / "elk-worker.js").write_text("no hash", encoding="utf-8")
    monkeypatch.setattr("graphex.web.app.COMPILED_EDITOR", folder)
    return folder


@pytest.fixture
def editing(settings: Settings, compiled: Path) -> Iterator[AppClient]:
    """A client that is signed in where the editor is compiled."""
    assert compiled.is_dir()
    app = create_app(settings)
    client = AppClient(app)
    client.get(create_sign_in_link(app))
    yield client
    app.services.access.sign_ins.state.close()


def test_the_editor_takes_the_place_of_the_start_page(editing: AppClient) -> None:
    answer = editing.get("/", headers=HTML)

    assert "<title>Editor</title>" in answer.text
    assert answer.headers["cache-control"] == REVALIDATED
    assert editing.get("/", headers={**HTML, "if-none-match": answer.headers["etag"]}).status_code == 304


@pytest.mark.parametrize(
    ("path", "cache"),
    [
        ("assets/index-B1x2y3.js", FOREVER),
        ("assets/elk-worker.js", REVALIDATED),
        ("favicon.svg", REVALIDATED),
        ("index.html", REVALIDATED),
    ],
)
def test_browsers_keep_what_has_its_hash_in_its_name(editing: AppClient, path: str, cache: str) -> None:
    answer = editing.get(f"/editor/{path}")

    assert (answer.status_code, answer.headers["cache-control"]) == (200, cache)
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_it_is_sent_compressed_to_those_who_understand(editing: AppClient) -> None:
    answer = editing.request("HEAD", "/editor/assets/index-B1x2y3.js", headers={"accept-encoding": "gzip, br"})

    assert (answer.headers["content-encoding"], answer.headers["vary"]) == ("br", "Accept-Encoding")
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["content-length"] == "5"


@pytest.mark.parametrize(
    "path", ["", "missing.js", "assets", "assets/", "..%2foutside.txt", "%2e%2e/outside.txt", "/etc/hostname", "a%00b"]
)
def test_nothing_else_is_sent(editing: AppClient, compiled: Path, path: str) -> None:
    (compiled.parent / "outside.txt").write_text("outside", encoding="utf-8")

    answer = editing.get(f"/editor/{path}")

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_it_is_for_those_who_are_signed_in(settings: Settings, compiled: Path) -> None:
    assert compiled.is_dir()
    visitor = AppClient(create_app(settings))

    statuses = [visitor.get(path).status_code for path in ("/", "/editor/assets/index-B1x2y3.js", "/editor/missing")]

    assert statuses == [401, 401, 401]


def test_while_none_is_compiled_there_is_the_start_page(member: AppClient) -> None:
    assert "2 graphs in 2 folders" in member.get("/", headers=HTML).text
    assert member.get("/editor/index.html").status_code == 404


def test_a_folder_without_an_index_is_no_editor(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()

    assert Editor(tmp_path)._files == {}
