"""Which paths under the root can be reached."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphex.errors import GraphexError
from graphex.workspace.root import (
    PathMissingError,
    PathRefusedError,
    confine,
    holds_private_key,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    (folder / "a b").mkdir(parents=True)
    (folder / ".graphex").mkdir()
    (folder / ".graphex" / "graphex.db").touch()
    (folder / "a b" / "ü.gx").touch()
    (folder / "key.pem").touch()
    (tmp_path / "outside.gx").touch()
    (tmp_path / "root-sibling").mkdir()
    (tmp_path / "root-sibling" / "x.gx").touch()
    return folder


@pytest.mark.parametrize("relative", ["a b/ü.gx", "a b//ü.gx", "./a b/./ü.gx"])
def test_a_file_under_the_root_is_found(root: Path, relative: str) -> None:
    assert confine(root, relative) == (root / "a b" / "ü.gx").resolve()


@pytest.mark.parametrize(
    "relative",
    [
        "",
        "..",
        "../outside.gx",
        "a b/../../outside.gx",
        "a b/../a b/ü.gx",
        "/etc/hostname",
        "//etc/hostname",
        "..\\outside.gx",
        "a b\\ü.gx",
        "C:outside.gx",
        "C:/outside.gx",
        "\\\\host\\share\\x.gx",
        "a b/ü.gx\0.txt",
        "a b/ü.gx\n",
        "a b/\x7fü.gx",
        "a\ud800.gx",
        ".graphex/graphex.db",
        ".Graphex/graphex.db",
        "a b/.graphex/x",
        "key.pem",
        "KEY.PEM",
        "a b/key.pem",
    ],
)
def test_every_other_spelling_is_refused(root: Path, relative: str) -> None:
    with pytest.raises(PathRefusedError):
        confine(root, relative)


@pytest.mark.parametrize("letter", ["\u200c", "\u200d", "\xad", "\xa0", "\u202e", "\u2028", "\ufeff"])
def test_marks_that_are_not_seen_are_parts_of_names(root: Path, letter: str) -> None:
    (root / f"a{letter}b.gx").touch()

    assert confine(root, f"a{letter}b.gx").name == f"a{letter}b.gx"


def test_a_missing_file_is_missing(root: Path) -> None:
    with pytest.raises(PathMissingError):
        confine(root, "missing.gx")


@pytest.mark.parametrize(
    "target", ["../outside.gx", "../root-sibling/x.gx", "/etc/hostname", "..", ".graphex/graphex.db"]
)
def test_links_lead_nowhere_else(root: Path, target: str) -> None:
    (root / "link.gx").symlink_to(target)

    with pytest.raises(PathRefusedError):
        confine(root, "link.gx")


def test_a_linked_folder_does_not_lead_out(root: Path) -> None:
    (root / "folder").symlink_to("../root-sibling")

    with pytest.raises(PathRefusedError):
        confine(root, "folder/x.gx")


def test_a_loop_of_links_is_missing(root: Path) -> None:
    (root / "a.gx").symlink_to("b.gx")
    (root / "b.gx").symlink_to("a.gx")

    with pytest.raises(PathMissingError):
        confine(root, "a.gx")


def test_a_link_inside_the_root_is_followed(root: Path) -> None:
    (root / "link.gx").symlink_to("a b/ü.gx")

    assert confine(root, "link.gx") == (root / "a b" / "ü.gx").resolve()


def test_a_root_that_is_a_link_itself_is_fine(root: Path, tmp_path: Path) -> None:
    (tmp_path / "alias").symlink_to(root)

    assert confine(tmp_path / "alias", "a b/ü.gx") == (root / "a b" / "ü.gx").resolve()


@pytest.mark.parametrize("link", [os.link, os.symlink])
def test_a_key_in_use_is_refused_under_any_name(root: Path, link: object) -> None:
    key = root / "a b" / "secret.gx"
    key.touch()
    link(key, root / "graph.gx")  # type: ignore[operator]  # one of two functions of this shape

    with pytest.raises(PathRefusedError, match="private key"):
        confine(root, "graph.gx", keys=[key])


def reach(root: Path, relative: str) -> Path | None:
    try:
        return confine(root, relative)
    except GraphexError:
        return None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pieces=st.lists(st.sampled_from(["/", ".", "..", "\\", "a b", "ü.gx", "root-sibling", "%2e", "\0", "~", "x.gx"]))
)
def test_whatever_is_asked_for_lies_under_the_root(root: Path, pieces: list[str]) -> None:
    target = reach(root, "".join(pieces))

    assert target is None or target.is_relative_to(root.resolve())


@pytest.mark.parametrize("kind", ["", "RSA ", "EC ", "ENCRYPTED ", "OPENSSH ", "DSA ", "PGP "])
def test_private_keys_are_recognised(kind: str) -> None:
    assert holds_private_key(f"nodes:\n  - |\n    -----BEGIN {kind}PRIVATE KEY-----\n".encode())


def test_certificates_are_no_private_keys() -> None:
    assert not holds_private_key(b"-----BEGIN CERTIFICATE-----\n-----BEGIN PUBLIC KEY-----\n")
