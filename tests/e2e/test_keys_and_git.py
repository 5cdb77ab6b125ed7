"""No command leaves a key where `git add --all` would take it."""

from __future__ import annotations

import datetime as dt
import subprocess
from typing import TYPE_CHECKING

import pytest

from certs_script import run as run_script
from e2e.server import graphex, running
from graphex.tls.certificates.authority import create_authority
from graphex.tls.certificates.names import Names, parse_names
from graphex.tls.own.authority_files import ensure_authority

if TYPE_CHECKING:
    from pathlib import Path


def git(directory: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=directory, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout


def states(directory: Path) -> dict[str, str]:
    """Return what git says of every file: `??` for what it offers, `!!` for what it ignores."""
    listed = git(directory, "status", "--porcelain", "--ignored", "--untracked-files=all").splitlines()
    return {line[3:].strip('"'): line[:2] for line in listed}


def holds_a_key(path: Path) -> bool:
    return path.is_file() and (b"PRIVATE KEY" in path.read_bytes() or path.suffix == ".p12")


def offered_keys(tree: Path) -> list[str]:
    return [name for name, state in states(tree).items() if state == "??" and holds_a_key(tree / name)]


def ignored_keys(tree: Path) -> list[str]:
    return sorted(name for name, state in states(tree).items() if state == "!!" and holds_a_key(tree / name))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    (tmp_path / "passphrase").write_text("correct horse\n")
    return tmp_path


def make_authority(directory: Path) -> None:
    now = dt.datetime.now(dt.UTC)
    made = create_authority(label="ada@desk", names=parse_names(["desk"]), allowed=Names(), now=now)
    ensure_authority(directory, lambda: made, now=now)


def test_a_start_and_what_follows_it_offer_no_key(tree: Path) -> None:
    with running(cwd=tree):
        pass
    done = [
        graphex("certs", "renew", cwd=tree),
        graphex("certs", "csr", "--name", "build.lan", "--out", "build.csr", cwd=tree),
        graphex("certs", "export", "--out", "both.pem", cwd=tree),
        graphex("certs", "export", "--out", "a b.p12", "--passphrase-path", "passphrase", cwd=tree),
    ]

    assert [(one.returncode, one.stderr) for one in done if one.returncode] == []
    assert offered_keys(tree) == []
    assert [name.partition(".replaced-")[0] for name in ignored_keys(tree)] == [
        ".graphex-requested-key.pem",
        "a b.p12",
        "both.pem",
        "key.pem",
        "key.pem",
    ]


def test_an_authority_and_what_it_issues_are_not_offered(tree: Path) -> None:
    make_authority(tree / "authority")

    done = [
        graphex("certs", "issue", "--name", "build.lan", "--out", "build", "--ca-dir", "authority", cwd=tree),
        graphex("certs", "import", "build/cert.pem", "build/key.pem", "-s", "imported", cwd=tree),
    ]

    assert [one.stderr for one in done if one.returncode] == []
    assert offered_keys(tree) == []
    assert ignored_keys(tree) == ["authority/authority-key.pem", "build/key.pem", "imported/key.pem"]


def test_a_repository_that_is_made_later_is_seen_at_the_next_start(tmp_path: Path) -> None:
    with running(cwd=tmp_path):
        pass
    git(tmp_path, "init", "-q")

    with running(cwd=tmp_path):
        pass

    assert offered_keys(tmp_path) == []
    assert ignored_keys(tmp_path) == ["key.pem"]


def test_the_script_offers_no_key(tree: Path) -> None:
    (tree / ".gitignore").write_text("node_modules")

    first = run_script("-d", tree / "by hand")
    again = [run_script("-f", cwd=tree) for _ in range(2)]

    assert [one.returncode for one in (first, *again)] == [0, 0, 0]
    assert offered_keys(tree) == []
    assert (tree / ".gitignore").read_text().splitlines() == [
        "node_modules",
        "# Private keys that GraphEx has written, and copies of them.",
        "/cert.pem*",
        "/key.pem*",
        "/.graphex-*",
    ]
