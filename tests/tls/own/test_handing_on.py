"""The authority moves from one machine to another."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from graphex.errors import StartError, UsageError
from graphex.tls.exchange.material import FoundKey, Material, read_material
from graphex.tls.own.authority_files import load_authority, needs_passphrase
from graphex.tls.own.handing_on import pack_authority, take_in_authority
from graphex.tls.own.local_authority import find_authority
from tls.authorities import NOW, make_authority
from tls.colleagues import SECRET, settle_authority
from tls.material import Issued, authority, issue, write_private

if TYPE_CHECKING:
    from pathlib import Path

TODAY = dt.datetime.now(dt.UTC)
ROOT = authority("Company")
LEAF = issue("build", issuer=ROOT)


def material_of(directory: Path, *contents: bytes) -> Material:
    paths = [write_private(directory / f"file{number}", content) for number, content in enumerate(contents)]
    return read_material(paths)


@pytest.mark.parametrize("name", ["authority.p12", "authority.pem"])
def test_it_moves_with_its_key_behind_a_passphrase(tmp_path: Path, name: str) -> None:
    local = settle_authority(tmp_path / "here")
    pack_authority(find_authority(tmp_path / "here", now=TODAY), None, now=TODAY).write(tmp_path / name, SECRET)

    taken = take_in_authority(read_material([tmp_path / name], SECRET), tmp_path / "there", None, now=TODAY)

    moved = load_authority(tmp_path / "there", now=TODAY)
    assert (taken.is_new, taken.authority.certificate) == (True, local.certificate)
    assert moved is not None
    assert moved.certificate == local.certificate


def test_it_never_leaves_without_a_passphrase(tmp_path: Path) -> None:
    settle_authority(tmp_path / "here")
    parcel = pack_authority(find_authority(tmp_path / "here", now=TODAY), None, now=TODAY)

    with pytest.raises(UsageError, match="without a passphrase"):
        parcel.write(tmp_path / "authority.pem", None)

    assert not (tmp_path / "authority.pem").exists()


def test_one_that_is_there_already_is_left_alone(tmp_path: Path) -> None:
    local = settle_authority(tmp_path / "there")
    material = material_of(tmp_path, local.pem + local.key_pem)

    taken = take_in_authority(material, tmp_path / "there", None, now=TODAY)

    assert not taken.is_new


def test_another_one_is_not_replaced(tmp_path: Path) -> None:
    local, other = settle_authority(tmp_path / "there"), settle_authority(tmp_path / "other")
    material = material_of(tmp_path, other.pem + other.key_pem)

    with pytest.raises(UsageError, match="another authority") as raised:
        take_in_authority(material, tmp_path / "there", None, now=TODAY)

    assert "untrust --delete-authority" in str(raised.value.hint)
    assert (tmp_path / "there" / "authority.pem").read_bytes() == local.pem


def test_it_is_stored_with_a_passphrase_if_there_is_one(tmp_path: Path) -> None:
    local = settle_authority(tmp_path / "here")

    take_in_authority(material_of(tmp_path, local.pem + local.key_pem), tmp_path / "there", SECRET, now=TODAY)

    assert needs_passphrase(tmp_path / "there")


def test_it_is_found_by_its_marks(tmp_path: Path) -> None:
    local = settle_authority(tmp_path / "here")
    material = material_of(tmp_path, ROOT.pem + ROOT.key_pem, LEAF.pem, local.key_pem, local.pem)

    taken = take_in_authority(material, tmp_path / "there", None, now=TODAY)

    assert taken.authority.certificate == local.certificate


@pytest.mark.parametrize("contents", [(ROOT.pem, ROOT.key_pem), (make_authority().certificate_pem,)])
def test_it_comes_with_its_key(tmp_path: Path, contents: tuple[bytes, ...]) -> None:
    material = material_of(tmp_path, *contents)

    with pytest.raises(StartError, match="hold no authority of GraphEx with its key"):
        take_in_authority(material, tmp_path / "there", None, now=NOW)


def test_one_that_has_expired_is_of_no_use(tmp_path: Path) -> None:
    local = make_authority()
    facts = Issued(local.certificate, local.key).facts
    material = Material((facts,), (FoundKey(tmp_path, local.key, facts.key),))

    with pytest.raises(StartError, match="expired"):
        take_in_authority(material, tmp_path / "there", None, now=NOW + dt.timedelta(days=4000))
