"""Which authority stands behind what is served."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphex.tls.certificates.certificate import fingerprint
from graphex.tls.serving.served_authority import served_authority
from issued_pair import AUTHORITY_NAME, write_foreign_pair, write_issued_pair
from tls.material import authority, issue

if TYPE_CHECKING:
    from pathlib import Path


def test_the_authority_of_an_issued_pair_is_found(tmp_path: Path) -> None:
    root = write_issued_pair(tmp_path)

    found = served_authority((tmp_path / "cert.pem").read_bytes())

    assert found is not None
    assert (found.pem, found.der) == (root.pem, root.der)
    assert found.info.sha256 == fingerprint(root.certificate)
    assert found.info.maker == AUTHORITY_NAME


def test_an_authority_of_somebody_else_is_not_ours_to_offer(tmp_path: Path) -> None:
    write_foreign_pair(tmp_path)

    assert served_authority((tmp_path / "cert.pem").read_bytes()) is None


@pytest.mark.parametrize(
    "chain",
    [
        issue().pem,
        issue(issuer=authority("root")).pem + issue("GraphEx").pem,
    ],
    ids=["alone", "not an authority"],
)
def test_a_chain_without_our_authority_has_none(chain: bytes) -> None:
    assert served_authority(chain) is None


def test_an_authority_that_issued_something_else_does_not_count(tmp_path: Path) -> None:
    root = write_issued_pair(tmp_path)

    assert served_authority(issue().pem + root.pem) is None


@pytest.mark.parametrize(
    ("host", "is_permitted"),
    [
        ("localhost", True),
        ("build.lan", True),
        ("192.168.1.7", True),
        ("build.example.org", False),
        ("203.0.113.7", False),
        ("no name", False),
        ("", False),
    ],
)
def test_an_authority_says_what_it_may_sign_for(tmp_path: Path, host: str, *, is_permitted: bool) -> None:
    write_issued_pair(tmp_path)
    found = served_authority((tmp_path / "cert.pem").read_bytes())

    assert found is not None
    assert found.may_sign_for(host) is is_permitted
