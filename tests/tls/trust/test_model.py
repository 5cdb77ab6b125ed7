"""How roots and steps are named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphex.tls.trust.model import Step
from tls.authorities import make_root

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.tls.trust.model import Root


def test_no_two_roots_share_a_name(root: Root, tmp_path: Path) -> None:
    other = make_root(tmp_path)

    assert other.common_name == root.common_name == "GraphEx authority ada@desk"
    assert other.nickname != root.nickname
    assert other.file_name != root.file_name
    assert root.file_name.endswith(".crt")


def test_fingerprints_are_written_as_stores_write_them(root: Root) -> None:
    assert len(root.sha256) == 64
    assert len(root.sha1) == 40
    assert root.sha1 == root.sha1.upper()


def test_a_step_is_shown_as_it_is_typed() -> None:
    assert Step("Do it", ("certutil", "-n", "a b")).command == "certutil -n 'a b'"
