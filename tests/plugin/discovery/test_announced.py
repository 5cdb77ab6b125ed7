"""Which packages announce themselves."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from graphex.plugin.discovery.announced import Announcement, announcements, normalised, own_announcement

ENTRY = b"[graphex.plugins]\nacme = acme_plugin\n"
ACME = Announcement("acme", "acme_plugin", "acme-graphex", "0.1")


def lay(place: Path, directory: str, entry_points: bytes, metadata: bytes | None = None) -> None:
    """Lay the record of an installed distribution."""
    (place / directory).mkdir(parents=True)
    (place / directory / "entry_points.txt").write_bytes(entry_points)
    if metadata is not None:
        (place / directory / "METADATA").write_bytes(metadata)


@pytest.mark.parametrize(
    "entry_points",
    [
        b"[graphex.plugins]\nacme = acme_plugin\n",
        b"\xef\xbb\xbf[graphex.plugins]\r\nacme=acme_plugin [extra]\r\n",
        b"[console_scripts]\nx = y:z\n\n[ graphex.plugins ]\n# old = gone\n acme = acme_plugin\n[other]\na = b\n",
    ],
)
def test_entry_points_are_read_in_every_form(entry_points: bytes, tmp_path: Path) -> None:
    lay(tmp_path, "acme_graphex-0.1.dist-info", entry_points, b"Name: acme-graphex\nVersion: 0.1\n\nName: text\n")

    assert announcements([str(tmp_path)]) == [ACME]


@pytest.mark.parametrize("metadata", [None, b"", b"\xff\xfe\x00", b"Name:\nVersion:\n"])
def test_damaged_metadata_leave_the_name_of_the_directory(metadata: bytes | None, tmp_path: Path) -> None:
    lay(tmp_path, "acme_graphex-0.1.egg-info", b"[graphex.plugins]\nacme = acme_plugin\n", metadata)

    assert announcements([str(tmp_path)]) == [Announcement("acme", "acme_plugin", "acme_graphex", "0.1")]


def test_damaged_entry_points_spoil_no_others(tmp_path: Path) -> None:
    lay(
        tmp_path,
        "acme_graphex-0.1.dist-info",
        b"[graphex.plugins]\nacme = acme_plugin\n",
        b"Name: acme-graphex\nVersion: 0.1\n",
    )
    lay(tmp_path, "bad-1.dist-info", b"[graphex.plugins]\n\xff\xfe\nalone\nempty =\n")
    lay(tmp_path, "~cme_graphex-1.dist-info", b"[graphex.plugins]\nleft = over\n")
    (tmp_path / "odd-1.dist-info" / "entry_points.txt").mkdir(parents=True)
    (tmp_path / "file-1.egg-info").write_text("Name: file")

    found = announcements([str(tmp_path), str(tmp_path / "missing"), str(tmp_path / "file-1.egg-info")])

    assert [(each.name, each.package) for each in found] == [
        ("alone", ""),
        ("empty", ""),
        ("\ufffd\ufffd", ""),
        ("acme", "acme_plugin"),
    ]


def test_the_first_copy_of_a_distribution_counts(tmp_path: Path) -> None:
    lay(
        tmp_path / "a",
        "acme_graphex-0.1.dist-info",
        b"[graphex.plugins]\nacme = acme_plugin\n",
        b"Name: acme-graphex\nVersion: 0.1\n",
    )
    lay(tmp_path / "b", "Acme.Graphex-0.0.dist-info", b"[graphex.plugins]\nold = old_plugin\n")

    assert announcements([str(tmp_path / "a"), str(tmp_path / "b"), str(tmp_path / "a")]) == [ACME]


def test_an_announcement_names_entry_point_and_distribution() -> None:
    assert str(ACME) == 'the entry point "acme" of acme-graphex 0.1'
    assert [ACME.is_called(name) for name in ("Acme.Graphex", "acme_plugin", "acme", "other")] == [
        True,
        True,
        True,
        False,
    ]
    assert normalised(" A__b.-c ") == "a-b-c"


def test_the_built_in_library_is_announced_without_a_record_as_with_one(tmp_path: Path) -> None:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text("utf-8"))["project"]
    entry_points = "".join(f"{name} = {value}\n" for name, value in project["entry-points"]["graphex.plugins"].items())
    lay(tmp_path, "graphex-2.dist-info", f"[graphex.plugins]\n{entry_points}".encode(), b"Name: GraphEx\nVersion: 2\n")

    recorded, unrecorded = own_announcement(announcements([str(tmp_path)])), own_announcement([])

    assert recorded.is_own
    assert (recorded.name, recorded.package) == (unrecorded.name, unrecorded.package)
    assert recorded.distribution.lower() == unrecorded.distribution
