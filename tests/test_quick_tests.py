"""Which tests run while one writes."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from quick_tests import changed_files, known_files, select

if TYPE_CHECKING:
    from pathlib import Path

KNOWN = (
    "docs/index.md",
    "src/graphex/masks.py",
    "src/graphex/cli/output.py",
    "src/graphex/cli/certs/team.py",
    "src/graphex/nodes/network/http.py",
    "tests/conftest.py",
    "tests/test_structure.py",
    "tests/test_masks.py",
    "tests/test_package.py",
    "tests/cli/test_output.py",
    "tests/cli/test_app.py",
    "tests/cli/certs/test_team.py",
    "tests/e2e/test_judges.py",
    "tests/graph/test_parse.py",
    "tests/nodes/test_failures.py",
    "tests/nodes/test_network.py",
    "tests/nodes/failures/play.py",
    "tests/settings/declared/test_server.py",
    "tests/tls/material.py",
    "tests/tls/check/rules/test_chain.py",
    "tests/tls/test_shell.py",
)
SHAPE = "tests/test_structure.py"
GROUND = [
    "tests/graph/test_parse.py",
    "tests/settings/declared/test_server.py",
    "tests/test_masks.py",
    "tests/test_structure.py",
]


@pytest.mark.parametrize(
    ("changed", "selected"),
    [
        ("src/graphex/masks.py", ["tests/test_masks.py", SHAPE]),
        ("src/graphex/cli/certs/team.py", ["tests/cli/certs/test_team.py", SHAPE]),
        ("src/graphex/cli/output.py", ["tests/cli/test_app.py", "tests/cli/test_output.py", SHAPE]),
        # Rooms that tests do not mirror are tested where the room around them is.
        ("src/graphex/nodes/network/http.py", ["tests/nodes/test_network.py", SHAPE]),
        ("src/graphex/tls/check/rules/new/deep.py", ["tests/tls/check/rules/test_chain.py", SHAPE]),
        ("tests/nodes/failures/play.py", ["tests/nodes/test_network.py", SHAPE]),
        ("tests/tls/material.py", ["tests/tls/test_shell.py", SHAPE]),
        ("tests/test_masks.py", ["tests/test_masks.py", SHAPE]),
    ],
)
def test_a_changed_file_selects_the_tests_of_its_room(changed: str, selected: list[str]) -> None:
    assert select([changed], KNOWN) == sorted(selected)


@pytest.mark.parametrize(
    "changed", [[], ["docs/index.md"], ["tests/e2e/test_judges.py"], ["tests/test_package.py"], ["tests/conftest.py"]]
)
def test_where_nothing_quick_is_to_be_tested_it_is_the_ground(changed: list[str]) -> None:
    assert select(changed, KNOWN) == GROUND


def git(directory: Path, *words: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", directory, *who, *words], check=True, capture_output=True)


def commit(directory: Path, name: str) -> None:
    (directory / name).write_text(name)
    git(directory, "add", name)
    git(directory, "commit", "-m", name)


def test_changed_is_what_differs_from_where_the_branch_began(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    git(tmp_path, "init", "-b", "main")
    commit(tmp_path, "before")
    git(tmp_path, "switch", "-c", "work")
    commit(tmp_path, "committed")
    commit(tmp_path, "then changed")
    commit(tmp_path, "then removed")
    git(tmp_path, "switch", "main")
    commit(tmp_path, "elsewhere")
    git(tmp_path, "switch", "work")
    (tmp_path / "then changed").write_text("x")
    (tmp_path / "then removed").unlink()
    (tmp_path / "new ä").write_text("x")

    changed, known = changed_files(), known_files()

    assert sorted(changed) == ["committed", "new ä", "then changed"]
    assert sorted(known) == ["before", "committed", "new ä", "then changed"]


def test_without_git_nothing_is_known_to_have_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))

    assert (changed_files(), known_files()) == ([], [])
