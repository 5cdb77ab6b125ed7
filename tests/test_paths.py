"""Paths as people write them, and what lies below a root."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest

from graphex.errors import GraphexError, UsageError
from graphex.paths import (
    RootUnavailableError,
    absolute_path,
    check_listable,
    confined,
    current_directory,
    has_one_meaning,
    home_directory,
    user_path,
    variable_in,
)


def test_a_tilde_is_the_home_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))

    assert user_path("~/certs") == tmp_path / "certs"


@pytest.mark.parametrize(("text", "words"), [("~nosuchuser/x", "is unknown"), ("a\0b", "NUL")])
def test_what_can_be_no_path_is_refused_with_a_hint(text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words) as caught:
        user_path(text)

    assert caught.value.hint


def test_a_relative_path_starts_at_the_current_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)

    assert absolute_path("a") == tmp_path / "a"
    assert absolute_path(tmp_path) == tmp_path


def test_a_current_directory_that_is_gone_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()

    with pytest.raises(UsageError, match="does not exist any more"):
        current_directory()
    with pytest.raises(UsageError, match="does not exist any more"):
        absolute_path("a")


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="users have numbers on POSIX only")
def test_a_user_whom_nobody_knows_has_the_home_of_containers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000_000)

    assert home_directory({}) == Path("/")
    assert home_directory({"HOME": "/home/ada"}) == Path("/home/ada")


@pytest.mark.parametrize(
    ("text", "platform", "found"),
    [
        ("$HOME/certs", "linux", "$HOME"),
        ("/srv/${NAME}/certs", "linux", "${NAME}"),
        ("$(pwd)/certs", "linux", "$(pwd)"),
        ("%APPDATA%/certs", "win32", "%APPDATA%"),
        ("$HOME/certs", "win32", "$HOME"),
        ("%APPDATA%/certs", "linux", None),
        ("/srv/100%/a$", "win32", None),
        ("~/certs", "linux", None),
        ("/srv/a$1", "linux", None),
    ],
)
def test_a_variable_that_no_shell_replaced_is_found(text: str, platform: str, found: str | None) -> None:
    assert variable_in(text, platform=platform) == found


def test_a_folder_that_is_there_can_be_listed(tmp_path: Path) -> None:
    check_listable(tmp_path)


@pytest.mark.parametrize("name", ["gone", "a file"])
def test_a_folder_that_cannot_be_listed_is_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "a file").touch()

    with pytest.raises(RootUnavailableError, match=f"The drive {tmp_path / name} cannot be read: N") as caught:
        check_listable(tmp_path / name, what="drive")

    assert caught.value.hint == (
        f"See whether it is mounted, and who may read it: ls -ld {shlex.quote(str(tmp_path / name))}"
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root with a file, beside another file and a folder whose name begins alike."""
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "file").touch()
    (tmp_path / "root-sibling").mkdir()
    (tmp_path / "outside").touch()
    return tmp_path / "root"


@pytest.mark.parametrize("relative", ["file", "../root/file", "new/one", "."])
def test_what_lies_below_a_root_is_given_as_it_really_is(root: Path, relative: str) -> None:
    assert confined(root, root / relative, hint="") == (root / relative).resolve()


def test_a_root_may_be_a_link_and_hold_links(root: Path, tmp_path: Path) -> None:
    (tmp_path / "alias").symlink_to(root)
    (root / "link").symlink_to("file")

    assert confined(tmp_path / "alias", tmp_path / "alias" / "link", hint="") == root / "file"


@pytest.mark.parametrize("relative", ["..", "../outside", "../root-sibling", "link", "/etc"])
def test_what_leads_out_of_a_root_is_an_error(root: Path, relative: str) -> None:
    (root / "link").symlink_to("../outside")

    with pytest.raises(UsageError, match="is not contained within the root directory") as caught:
        confined(root, root / relative, hint="Stay.", kind=UsageError)

    assert caught.value.hint == "Stay."


def test_of_several_paths_the_first_below_the_root_counts(root: Path) -> None:
    assert confined(root, root / "../outside", root / "file", root / "other", hint="") == root / "file"
    with pytest.raises(GraphexError, match=str(root.parent / "outside")):
        confined(root, Path("/etc"), root / "../outside", hint="")


def test_what_has_to_be_there_is_looked_for(root: Path) -> None:
    with pytest.raises(FileNotFoundError):
        confined(root, root / "gone", hint="", must_exist=True)


@pytest.mark.parametrize(
    ("relative", "has"), [("a b/ü\u200d.gx", True), ("", False), ("a\nb", False), ("a\ud800", False), ("a\\b", False)]
)
def test_some_spellings_mean_different_things_to_different_systems(relative: str, has: bool) -> None:
    assert has_one_meaning(relative) == has
