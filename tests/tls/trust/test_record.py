"""The record of what was added to which store."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from graphex.errors import GraphexError
from graphex.tls.trust.record import Addition, Place, TrustRecord
from tls.authorities import make_authority

if TYPE_CHECKING:
    from pathlib import Path

ONE, TWO = make_authority().certificate, make_authority().certificate
SYSTEM, CHROMIUM = Place("system", "/anchors"), Place("nss", "/home/ada/.pki/nssdb")


@pytest.fixture
def record(tmp_path: Path) -> TrustRecord:
    return TrustRecord(tmp_path)


def test_it_is_empty_at_first(record: TrustRecord) -> None:
    assert record.load() == ()
    assert os.listdir(record.directory) == []


def test_additions_are_kept_by_root(record: TrustRecord) -> None:
    record.add(ONE, [SYSTEM])
    record.add(TWO, [CHROMIUM])
    record.add(ONE, [CHROMIUM, SYSTEM])

    assert record.load() == (Addition(ONE, (SYSTEM, CHROMIUM)), Addition(TWO, (CHROMIUM,)))
    assert stat.S_IMODE(record.file.stat().st_mode) == 0o600
    assert os.listdir(record.directory) == ["trusted.json"]


def test_what_is_removed_is_crossed_out(record: TrustRecord) -> None:
    record.add(ONE, [SYSTEM, CHROMIUM])

    record.remove(ONE, [SYSTEM])

    assert record.load() == (Addition(ONE, (CHROMIUM,)),)


def test_an_empty_record_disappears(record: TrustRecord) -> None:
    record.add(ONE, [SYSTEM])

    record.remove(ONE, [SYSTEM])

    assert os.listdir(record.directory) == []


def test_nothing_to_write_down_leaves_the_authority_alone(record: TrustRecord) -> None:
    (record.directory / "authority.pem").touch()

    record.add(ONE, [])

    assert os.listdir(record.directory) == ["authority.pem"]


@pytest.mark.parametrize("text", ["", "[]", '{"roots": [{}]}', '{"roots": [{"certificate": "x", "stores": []}]}'])
def test_a_broken_record_is_an_error_with_a_way_out(record: TrustRecord, text: str) -> None:
    record.file.write_text(text)

    with pytest.raises(GraphexError, match=r"trusted\.json, cannot be read") as caught:
        record.load()

    assert "remove it" in str(caught.value.hint)
