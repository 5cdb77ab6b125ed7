"""Private keys are never offered to git: asked of the real program, in a real work tree."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from graphex.tls.store.ignored import keep_out_of_git

if TYPE_CHECKING:
    from pathlib import Path

HEADING = "# Private keys that GraphEx has written, and copies of them."
AWKWARD = ["a b.p12", "#x.p12", "!x.p12", "*.p12", "[a].p12", "back\\slash.p12", "a\nb.p12", " x.p12 ", "é.p12"]


def git(directory: Path, *words: str) -> str:
    command = ["git", "-c", "core.quotePath=false", *words]
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout


def offered(directory: Path) -> list[str]:
    """Return what git would add."""
    listed = git(directory, "ls-files", "-z", "--others", "--exclude-standard").split("\0")
    return sorted(name for name in listed if name)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A work tree with nothing in it."""
    git(tmp_path, "init", "-q")
    return tmp_path


def lay(directory: Path, *names: str) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    for name in names:
        (directory / name).touch()


def test_a_pair_and_all_copies_of_it_are_ignored(tree: Path) -> None:
    directory = tree / "certs"
    lay(directory, "cert.pem", "key.pem", "key.pem.replaced-20261129T000000Z", "key.pem.before", "cert.pem.before")
    lay(directory, ".graphex-new-key.pem", ".graphex-requested-key.pem", ".graphex-lock", "other.txt")

    keep_out_of_git(directory / ".graphex-new-key.pem")

    assert offered(tree) == ["certs/.gitignore", "certs/other.txt"]


@pytest.mark.parametrize("name", AWKWARD)
def test_a_key_of_any_name_is_ignored(tree: Path, name: str) -> None:
    lay(tree, name, "other.txt")

    keep_out_of_git(tree / name)

    assert offered(tree) == [".gitignore", "other.txt"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"", f"{HEADING}\n/cert.pem*\n/key.pem*\n/.graphex-*\n"),
        (b"node_modules/\n", f"node_modules/\n{HEADING}\n/cert.pem*\n/key.pem*\n/.graphex-*\n"),
        (b"*.log", f"*.log\n{HEADING}\n/cert.pem*\n/key.pem*\n/.graphex-*\n"),
        (b"key.pem*\r\n/cert.pem*\r\n", f"key.pem*\r\n/cert.pem*\r\n{HEADING}\n/.graphex-*\n"),
    ],
    ids=["empty", "a rule", "without a last line end", "some of it there"],
)
def test_what_a_person_wrote_stays(tree: Path, before: bytes, after: str) -> None:
    (tree / ".gitignore").write_bytes(before)
    (tree / ".gitignore").chmod(0o640)

    keep_out_of_git(tree / "key.pem")
    keep_out_of_git(tree / "key.pem")

    assert (tree / ".gitignore").read_bytes() == after.encode()
    assert (tree / ".gitignore").stat().st_mode & 0o777 == 0o640


def test_another_key_adds_only_its_own_rule(tree: Path) -> None:
    keep_out_of_git(tree / "key.pem")

    keep_out_of_git(tree / "pair.p12")

    lines = (tree / ".gitignore").read_text().splitlines()
    assert lines == [HEADING, "/cert.pem*", "/key.pem*", "/.graphex-*", "/pair.p12*"]


def test_outside_of_work_trees_nothing_is_written(tmp_path: Path) -> None:
    keep_out_of_git(tmp_path / "key.pem")

    assert os.listdir(tmp_path) == []


def test_a_linked_work_tree_counts_too(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: elsewhere\n")

    keep_out_of_git(tmp_path / "deep" / ".." / "key.pem")

    assert "/key.pem*" in (tmp_path / ".gitignore").read_text()


def a_link(rules: Path) -> None:
    rules.symlink_to("elsewhere")


def a_full_device(rules: Path) -> None:
    rules.symlink_to("/dev/full")


@pytest.mark.parametrize("obstruct", [a_link, a_full_device, os.mkdir, os.mkfifo])
def test_a_list_that_cannot_be_extended_is_no_reason_to_stop(tree: Path, obstruct: object) -> None:
    obstruct(tree / ".gitignore")  # type: ignore[operator]  # functions of one path

    keep_out_of_git(tree / "key.pem")

    assert not (tree / "elsewhere").exists()


def test_a_directory_that_is_gone_is_no_reason_to_stop(tree: Path) -> None:
    keep_out_of_git(tree / "gone" / "key.pem")

    assert not (tree / "gone").exists()
