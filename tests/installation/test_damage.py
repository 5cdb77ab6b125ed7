"""Damaged installations say so, whichever way they are started."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from graphex.installation.damage import find_risk, refuse_damage

if TYPE_CHECKING:
    from installation.conftest import Installation

SCRIPT = "import sys; sys.argv[:] = ['graphex', '--version']; from graphex.cli.app import main; main()"
STARTS = {"module": ("-m", "graphex", "--version"), "script": ("-c", SCRIPT)}
OVERWRITTEN = "error: Files of GraphEx were overwritten by mitre-graphex 1.18.3, which has the same file names.\n"
MISSING = "error: Files of GraphEx are missing or foreign, as after removing mitre-graphex"


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
def test_files_of_the_other_distribution_over_ours_are_told(start: tuple[str, ...], installation: Installation) -> None:
    installation.lay_other()

    done = installation.python(*start)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(OVERWRITTEN)
    assert "\nhint: Run: " in done.stderr
    assert "Traceback" not in done.stderr


def test_files_that_were_removed_with_it_are_told(installation: Installation) -> None:
    installation.lay_other()
    installation.remove_other()

    done = installation.python("-c", SCRIPT)

    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(MISSING)


def test_a_program_that_imports_it_gets_an_import_error(installation: Installation) -> None:
    installation.lay_other()

    done = installation.python("-c", "try:\n    import graphex\nexcept ImportError as error:\n    print(error)")

    assert done.stdout.startswith(OVERWRITTEN)


def test_the_other_distribution_beside_ours_is_a_warning_of_every_command(installation: Installation) -> None:
    (installation.directory / "mitre_graphex-1.18.3.dist-info").mkdir()

    done = installation.python("-m", "graphex", "plugins", "list")

    assert (done.returncode, done.stdout) == (0, "There are no plugins.\n")
    assert done.stderr.startswith("warning: mitre-graphex 1.18.3 is installed in the same place as GraphEx")
    assert f"hint: Run: {sys.executable} -m pip uninstall -y mitre-graphex && " in done.stderr


def test_this_installation_is_whole() -> None:
    refuse_damage()

    assert find_risk() is None


def test_files_of_old_names_that_the_other_distribution_left_are_not_ours(installation: Installation) -> None:
    (installation.directory / "graphex" / "datatype.py").write_text("DataType = 'of the other distribution'\n")

    done = installation.python("-c", "from graphex.datatype import DataType; print(DataType.__module__)")

    assert done.stdout.startswith("graphex.plugin.datatypes")
