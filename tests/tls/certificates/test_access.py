"""Why a file cannot be read, followed link by link; and advice that touches nothing of others."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from graphex.tls.certificates.access import find_obstacle
from graphex.tls.certificates.pem import read_source
from graphex.tls.findings import Finding
from tls.material import paste, write_private

if TYPE_CHECKING:
    from collections.abc import Iterator

NOBODY = 65534

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@pytest.fixture
def place() -> Iterator[Path]:
    """A directory of root's that everybody may enter, seen by somebody else."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def become() -> Iterator[object]:
    """Become somebody else for the rest of the test."""
    yield lambda: os.seteuid(NOBODY)
    os.seteuid(0)


def certbot(place: Path, *, closed: bool = True) -> Path:
    """Lay certbot's directories, and links that lead into them; returns the directory of the links."""
    for name in ("letsencrypt/live/host", "letsencrypt/archive/host", "links"):
        (place / name).mkdir(parents=True)
    for name, mode in (("fullchain", 0o644), ("privkey", 0o600)):
        file = write_private(place / f"letsencrypt/archive/host/{name}1.pem", b"content")
        file.chmod(mode)
        (place / f"letsencrypt/live/host/{name}.pem").symlink_to(f"../../archive/host/{name}1.pem")
    (place / "links/cert.pem").symlink_to("../letsencrypt/live/host/fullchain.pem")
    (place / "links/key.pem").symlink_to(place / "letsencrypt/live/host/privkey.pem")
    for name in ("live", "archive"):
        (place / "letsencrypt" / name).chmod(0o700 if closed else 0o755)
    return place / "links"


def said(path: Path) -> Finding:
    found = read_source(path)
    assert isinstance(found, Finding)
    return found


@pytest.mark.parametrize("name", ["cert.pem", "key.pem"])
def test_the_closed_directory_behind_a_link_is_named(place: Path, become: object, name: str) -> None:
    links = certbot(place)
    become()  # type: ignore[operator]

    found = said(links / name)

    assert found.code == "file-unreachable"
    assert f"no permission to enter {place.resolve()}/letsencrypt/live" in found.message
    assert "hook" in (found.hint or "")
    assert "docs/how-to/lets-encrypt.md" in (found.hint or "")


def test_a_key_of_certbot_is_left_to_it(place: Path, become: object) -> None:
    links = certbot(place, closed=False)
    become()  # type: ignore[operator]

    found = said(links / "key.pem")

    assert found.code == "file-unreadable"
    assert "privkey1.pem" in found.message
    assert "hook" in (found.hint or "")


def test_a_file_below_a_closed_directory_need_not_exist(place: Path, become: object) -> None:
    (place / "closed").mkdir(mode=0o700)
    become()  # type: ignore[operator]

    found = said(place / "closed" / "deep" / "cert.pem")

    assert found.code == "file-unreachable"
    assert found.message.endswith(f"no permission to enter {place}/closed.")
    assert "sudo" not in (found.hint or "")


def test_a_file_behind_a_link_is_not_taken_over(place: Path, become: object) -> None:
    write_private(place / "theirs.pem", b"content")
    (place / "key.pem").symlink_to("theirs.pem")
    become()  # type: ignore[operator]

    found = said(place / "key.pem")

    assert "theirs.pem" in found.message
    assert "chown" not in (found.hint or "")


@pytest.mark.parametrize(("mode", "left"), [(0o600, 0o600), (0o400, 0o400), (0o200, 0o600), (0, 0o400)])
def test_the_command_makes_a_file_readable_and_changes_nothing_for_others(
    place: Path, become: object, mode: int, left: int
) -> None:
    path = write_private(place / "it's a key.pem", b"content")
    path.chmod(mode)
    become()  # type: ignore[operator]
    found = said(path)
    os.seteuid(0)

    paste((found.hint or "").replace("sudo ", ""), place)

    become()  # type: ignore[operator]
    assert not isinstance(read_source(path), Finding)
    assert stat.S_IMODE(path.stat().st_mode) == left


def test_following_links_ends_where_they_go_in_circles(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")

    assert not find_obstacle(tmp_path / "a" / "c").is_directory
