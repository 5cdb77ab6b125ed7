"""What can be exported, and what not."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from graphex.errors import GraphexError
from graphex.tls.exchange.export import served_pair, write_certificate
from graphex.tls.findings import CertificateError
from graphex.tls.store.pair import PairFiles
from tls.material import NOW, PASSPHRASE, authority, issue, key_bytes, write_pair

if TYPE_CHECKING:
    from pathlib import Path

ROOT = authority("Company")
LEAF = issue("build", issuer=ROOT)


def nobody(file: Path) -> bytes:
    """Take the place of somebody who is not to be asked."""
    raise AssertionError(file)


def test_a_pair_is_taken_as_it_is_served(tmp_path: Path) -> None:
    write_pair(tmp_path, LEAF.pem, LEAF.key_pem)

    parcel = served_pair(PairFiles(tmp_path), None, ask=nobody, now=NOW)

    assert parcel.chain == (LEAF.certificate,)
    assert key_bytes(parcel.key) == LEAF.key_pem  # type: ignore[arg-type]  # of the kinds that `material` makes
    assert not parcel.is_authority


def test_a_passphrase_is_asked_for_where_one_is_needed(tmp_path: Path) -> None:
    write_pair(tmp_path, LEAF.pem, key_bytes(LEAF.key, passphrase=PASSPHRASE))

    given = served_pair(PairFiles(tmp_path), PASSPHRASE, ask=nobody, now=NOW)
    asked = served_pair(PairFiles(tmp_path), None, ask=lambda _: PASSPHRASE, now=NOW)

    assert given.chain == asked.chain == (LEAF.certificate,)
    with pytest.raises(CertificateError):
        served_pair(PairFiles(tmp_path), None, ask=None, now=NOW)


def test_where_there_is_none_there_is_a_way_to_one(tmp_path: Path) -> None:
    with pytest.raises(GraphexError, match="There is no certificate in") as caught:
        served_pair(PairFiles(tmp_path), None, ask=None, now=NOW)

    assert caught.value.hint == "Create one by starting there: python3 -m graphex serve"


def test_a_broken_pair_is_not_handed_on(tmp_path: Path) -> None:
    write_pair(tmp_path, LEAF.pem, ROOT.key_pem)

    with pytest.raises(CertificateError) as caught:
        served_pair(PairFiles(tmp_path), None, ask=None, now=NOW)

    assert caught.value.findings


@pytest.mark.parametrize(("name", "content"), [("root.pem", ROOT.pem), ("root.cer", ROOT.der), ("root.DER", ROOT.der)])
def test_a_certificate_alone_is_for_everybody(tmp_path: Path, name: str, content: bytes) -> None:
    write_certificate(tmp_path / name, ROOT.certificate)

    assert (tmp_path / name).read_bytes() == content
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o644
