"""The records that installers lay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphex.installation.records import find_record, has_stand_in, other_version, package_directory, version_of

if TYPE_CHECKING:
    from pathlib import Path


def make_directories(place: Path, names: tuple[str, ...]) -> None:
    for name in names:
        (place / name).mkdir()


@pytest.mark.parametrize(
    ("names", "version", "stands_in"),
    [
        ((), None, False),
        (("mitre_graphex-1.18.3.dist-info",), "1.18.3", False),
        (("Mitre_Graphex-1.9.egg-info",), "1.9", False),
        (("mitre_graphex-1.18.3+graphex.egg-info",), None, True),
        (("mitre_graphex-1.18.3+graphex.egg-info", "mitre_graphex-1.18.3.dist-info"), "1.18.3", True),
        (("mitre_graphex_tools-1.dist-info", "mitre_graphex-1.py"), None, False),
    ],
    ids=str,
)
def test_the_other_distribution_is_told_from_its_stand_in(
    names: tuple[str, ...], version: str | None, stands_in: bool, tmp_path: Path
) -> None:
    make_directories(tmp_path, names)

    assert (other_version(tmp_path), has_stand_in(tmp_path)) == (version, stands_in)


def test_a_record_has_its_version_in_its_name(tmp_path: Path) -> None:
    (tmp_path / "graphex-2.0.0.dist-info").mkdir()

    record = find_record(tmp_path, "graphex")

    assert record == tmp_path / "graphex-2.0.0.dist-info"
    assert version_of(record) == "2.0.0"
    assert find_record(tmp_path / "missing", "graphex") is None
    assert (package_directory() / "graphex" / "errors.py").is_file()
