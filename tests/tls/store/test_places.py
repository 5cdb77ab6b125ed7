"""Where a pair lives while it is served."""

from __future__ import annotations

import datetime as dt
import os
import pickle
import stat
import tempfile
from typing import TYPE_CHECKING

import pytest

from graphex.errors import UsageError
from graphex.tls.certificates.certificate import create_self_signed
from graphex.tls.certificates.names import parse_names
from graphex.tls.store import places
from graphex.tls.store.pair import PairFiles, belong_together
from graphex.tls.store.places import DirectoryPlace, MemoryPlace

if TYPE_CHECKING:
    from pathlib import Path

PAIR = create_self_signed(parse_names(["localhost"]), now=dt.datetime.now(dt.UTC))


def test_a_directory_takes_a_pair_and_keeps_nothing_else(tmp_path: Path) -> None:
    place = DirectoryPlace(PairFiles(tmp_path))

    is_written = place.replace(lambda: PAIR, patience=1)

    assert is_written
    assert belong_together(place.certfile, place.keyfile)
    assert sorted(os.listdir(tmp_path)) == ["cert.pem", "key.pem"]


def test_nothing_is_written_where_nothing_is_wanted(tmp_path: Path) -> None:
    is_written = DirectoryPlace(PairFiles(tmp_path)).replace(lambda: None, patience=1)

    assert not is_written
    assert os.listdir(tmp_path) == []


def test_memory_takes_pairs_of_any_length_one_after_the_other() -> None:
    place = MemoryPlace()
    longer = create_self_signed(parse_names([f"name-{i}.example" for i in range(50)]), now=dt.datetime.now(dt.UTC))

    place.replace(lambda: longer, patience=0)
    place.replace(lambda: PAIR, patience=0)

    assert place.certfile.read_bytes() == PAIR.certificate_pem
    assert belong_together(place.certfile, place.keyfile)


def test_memory_is_closed_to_others() -> None:
    assert stat.S_IMODE(MemoryPlace().keyfile.stat().st_mode) == 0o600


def test_where_there_are_no_anonymous_files_a_closed_directory_serves(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    certfile, keyfile = places._temporary_files()

    assert certfile.parent.parent == tmp_path
    assert stat.S_IMODE(certfile.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(keyfile.stat().st_mode) == 0o600


def test_memory_does_not_travel_to_another_process() -> None:
    with pytest.raises(UsageError, match="one process only"):
        pickle.dumps(MemoryPlace())
