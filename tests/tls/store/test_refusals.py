"""Why a certificate directory cannot be used, in a sentence."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from graphex.tls.store.permissions import NO_PERMISSIONS_HERE
from graphex.tls.store.refusals import explain

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (errno.EACCES, "permission"),
        (errno.EROFS, "read-only"),
        (errno.ENOSPC, "full"),
        (errno.EDQUOT, "full"),
        (errno.ENOTDIR, "not a directory"),
        (errno.ELOOP, "leads to itself"),
        (errno.EBUSY, "a mount of its own"),
        (errno.EIO, "cannot be used"),
    ],
)
def test_what_the_system_refuses_is_explained_with_a_way_out(tmp_path: Path, number: int, word: str) -> None:
    error = explain(OSError(number, os.strerror(number), str(tmp_path / "cert.pem")), tmp_path)

    assert word in error.message
    assert error.hint
    assert error.exit_code == 3


def test_of_a_rename_the_place_is_named_and_not_the_file_beside_it(tmp_path: Path) -> None:
    staged, place = tmp_path / ".graphex-new-key.pem", tmp_path / "key.pem"

    error = explain(OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(staged), None, str(place)), tmp_path)

    assert error.message == f"{place} is a mount of its own, so it cannot be replaced."
    assert "directory" in (error.hint or "")


def test_a_file_system_without_permissions_is_told_from_a_missing_permission(tmp_path: Path) -> None:
    error = explain(OSError(errno.ENOTSUP, NO_PERMISSIONS_HERE, str(tmp_path / "key.pem")), tmp_path)

    assert error.message == f"{tmp_path / 'key.pem'} cannot be closed to others: {NO_PERMISSIONS_HERE}."
