"""What was changed, and the commands that mend it."""

from __future__ import annotations

import json
import shlex
import sys
from typing import TYPE_CHECKING

import pytest

from graphex.installation.mending import changed_files, find_changes, mending_commands

if TYPE_CHECKING:
    from pathlib import Path

    from installation.conftest import Installation

INSTALL = f"{shlex.quote(sys.executable)} -m pip install --force-reinstall --no-deps"
REMOVE = f"{shlex.quote(sys.executable)} -m pip uninstall -y mitre-graphex && "


def test_files_that_were_replaced_or_are_missing_are_named(installation: Installation) -> None:
    before = find_changes(installation.directory)
    installation.lay_other()
    (installation.directory / "graphex" / "py.typed").unlink()

    found = find_changes(installation.directory)

    assert before is None
    assert found
    assert found.message == (
        "Files of GraphEx are missing or were replaced: graphex/__init__.py, graphex/__main__.py, graphex/py.typed."
    )
    assert found.hint == f"Run: {REMOVE}{INSTALL} graphex==2.0.0"


def test_without_a_record_nothing_is_known_to_be_changed(tmp_path: Path) -> None:
    assert changed_files(tmp_path) == []


@pytest.mark.parametrize(
    ("known", "source"),
    [
        ({"url": "https://localhost/graphex.whl", "archive_info": {}}, "Run: {} https://localhost/graphex.whl"),
        (
            {"url": "https://localhost/graphex", "vcs_info": {"vcs": "git", "commit_id": "ab12"}},
            "Run: {} git+https://localhost/graphex@ab12",
        ),
        ({"url": "https://me:secret@localhost/graphex.whl"}, "Install GraphEx again from where it came: {} FILE"),
        ({"url": "file:///not/there"}, "Install GraphEx again from where it came: {} FILE"),
    ],
    ids=str,
)
def test_it_is_installed_from_where_it_came(known: dict[str, object], source: str, installation: Installation) -> None:
    (installation.directory / "graphex-2.0.0.dist-info" / "direct_url.json").write_text(json.dumps(known))

    assert mending_commands(installation.directory, remove_other=False) == source.format(INSTALL)


def test_a_path_is_quoted_and_both_records_are_removed(installation: Installation) -> None:
    known = {"url": installation.directory.as_uri(), "dir_info": {}}
    (installation.directory / "graphex-2.0.0.dist-info" / "direct_url.json").write_text(json.dumps(known))
    (installation.directory / "mitre_graphex-1.18.3+graphex.egg-info").mkdir()

    commands = mending_commands(installation.directory, remove_other=True)

    assert commands == f"Run: {REMOVE}{REMOVE}{INSTALL} {shlex.quote(str(installation.directory))}"
