"""Secrets in a configuration file."""

from __future__ import annotations

import multiprocessing
import os
from functools import partial
from typing import TYPE_CHECKING

import pytest
import yaml

from graphex.errors import GraphexError
from graphex.files import locked
from graphex.secrets.configuration import remove_secret, secrets_of, set_secret, with_secret, without_secret

if TYPE_CHECKING:
    from pathlib import Path

BLOCK = """\
# mine
root: "~/x"   # here
secrets:
  b: "12"  # two
  a: 34

title: T
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 'secrets:\n  x: "ab"\n'),
        ("title: T", 'title: T\nsecrets:\n  x: "ab"\n'),
        (BLOCK, BLOCK.replace("  a: 34\n", '  a: 34\n  x: "ab"\n')),
        ("secrets:\ntitle: T\n", 'secrets:\n  x: "ab"\ntitle: T\n'),
        ("Secrets: {}\n", 'Secrets:\n  x: "ab"\n'),
        ("secrets: {a: 12}\n", 'secrets: {a: 12, x: "ab"}\n'),
        ("secrets:\n  x: 12 # old\n", 'secrets:\n  x: "ab" # old\n'),
        ("secrets:\n    a: 12", 'secrets:\n    a: 12\n    x: "ab"\n'),
    ],
)
def test_a_secret_is_written_and_nothing_else_changes(text: str, expected: str) -> None:
    assert with_secret(text, "x", "ab") == expected


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        (BLOCK, "b", BLOCK.replace('  b: "12"  # two\n', "")),
        (BLOCK, "a", BLOCK.replace("  a: 34\n", "")),
        ("secrets:\n  a: 12\n", "a", "secrets: {}\n"),
        ("secrets: {a: 12, b: 34}\n", "a", "secrets: {b: 34}\n"),
        ("secrets: {a: 12, b: 34}\n", "b", "secrets: {a: 12}\n"),
        ("secrets: {a: 12}\n", "a", "secrets: {}\n"),
    ],
)
def test_a_secret_is_removed_and_nothing_else_changes(text: str, name: str, expected: str) -> None:
    assert without_secret(text, name) == expected


@pytest.mark.parametrize("name", ["yes", "1", "a: b", "é", "# x", "with 'quotes'"])
def test_any_name_can_be_given(name: str) -> None:
    assert secrets_of(with_secret("", name, "ab")) == {name: "ab"}


def test_a_file_keeps_its_permissions_and_its_link(tmp_path: Path) -> None:
    file, link = tmp_path / "c.yml", tmp_path / "link.yml"
    file.write_text(BLOCK)
    file.chmod(0o600)
    link.symlink_to(file)

    set_secret(link, "x", "ab")
    remove_secret(link, "b")

    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o600
    assert yaml.safe_load(file.read_text())["secrets"] == {"a": 34, "x": "ab"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c.yml", "link.yml"]


@pytest.mark.parametrize(
    ("text", "message"), [("a: [", "is no YAML"), ("- 1", "is no mapping"), ("secrets: [1]", "are a list")]
)
def test_a_file_that_cannot_be_changed_is_left_alone(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "c.yml"
    file.write_text(text)

    with pytest.raises(GraphexError, match=message) as raised:
        set_secret(file, "x", "ab")

    assert raised.value.hint
    assert file.read_text() == text


def test_a_secret_that_is_not_there_cannot_be_removed(tmp_path: Path) -> None:
    (tmp_path / "c.yml").write_text("title: T\n")

    with pytest.raises(GraphexError, match="no secret named gone"):
        remove_secret(tmp_path / "c.yml", "gone")


def _write(path: Path, number: int) -> None:
    set_secret(path, f"s{number}", "ab")


def test_two_at_once_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / "c.yml"
    context = multiprocessing.get_context("spawn")
    with context.Pool(4) as pool:
        pool.starmap(_write, [(file, number) for number in range(12)])

    assert len(secrets_of(file.read_text())) == 12
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_that_another_process_holds_is_waited_for_and_then_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphex.secrets.configuration.locked", partial(locked, patience=0.05))

    with locked(tmp_path), pytest.raises(GraphexError, match="cannot be changed: another process has held"):
        set_secret(tmp_path / "c.yml", "x", "ab")

    assert not (tmp_path / "c.yml").exists()


def test_where_nothing_can_be_made_the_file_is_changed_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)

    set_secret(tmp_path / "c.yml", "x", "ab")

    assert secrets_of((tmp_path / "c.yml").read_text()) == {"x": "ab"}
