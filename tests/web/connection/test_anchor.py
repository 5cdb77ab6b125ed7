"""What devices are asked to trust."""

from __future__ import annotations

import plistlib
from typing import TYPE_CHECKING

import pytest

from graphex.tls import ServerTLS, TLSOptions, bootstrap
from graphex.web.connection.anchor import (
    AUTHORITY_DER,
    AUTHORITY_DOWNLOADS,
    AUTHORITY_PEM,
    AUTHORITY_PROFILE,
    CERTIFICATE_PEM,
    authority_file,
    find_anchor,
)
from issued_pair import AUTHORITY_NAME, write_foreign_pair, write_issued_pair

if TYPE_CHECKING:
    from pathlib import Path

    from tls.material import Issued


@pytest.fixture
def root(tmp_path: Path) -> Issued:
    return write_issued_pair(tmp_path)


@pytest.fixture
def issued(root: Issued, tmp_path: Path) -> ServerTLS:  # noqa: ARG001 - it writes the pair
    return bootstrap(tmp_path)


def test_the_authority_is_to_be_trusted_where_there_is_one(issued: ServerTLS) -> None:
    anchor = find_anchor(issued)

    assert anchor is not None
    assert anchor.is_authority
    assert (anchor.pem, anchor.der, anchor.profile) == AUTHORITY_DOWNLOADS
    assert anchor.common_name == AUTHORITY_NAME
    assert '-t "C,,"' in anchor.command_to_add("authority.pem")


def test_a_self_signed_certificate_is_to_be_trusted_itself(tls: ServerTLS) -> None:
    anchor = find_anchor(tls)

    assert anchor is not None
    assert not anchor.is_authority
    assert (anchor.pem, anchor.profile) == (CERTIFICATE_PEM, None)
    assert anchor.common_name == "localhost"
    assert '-t "CP,,"' in anchor.command_to_add("certificate.pem")
    assert anchor.nickname in anchor.command_to_remove
    assert anchor.nickname == f"graphex-{tls.info().sha256.replace(':', '').lower()[:8]}"


def test_the_certificate_of_another_authority_is_not(tmp_path: Path) -> None:
    write_foreign_pair(tmp_path)

    assert find_anchor(bootstrap(tmp_path)) is None


def test_a_temporary_certificate_is_not(tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text("broken", encoding="utf-8")

    assert find_anchor(bootstrap(tmp_path, options=TLSOptions(emergency=True))) is None


def test_the_downloads_hold_the_public_certificate_in_three_forms(issued: ServerTLS, root: Issued) -> None:
    authority = issued.authority()
    assert authority is not None

    contents = [authority_file(authority, one) for one in (AUTHORITY_PEM, AUTHORITY_DER, AUTHORITY_PROFILE)]

    assert contents[:2] == [root.pem, root.der]
    assert plistlib.loads(contents[2])["PayloadContent"][0]["PayloadContent"] == root.der
    assert b"PRIVATE" not in b"".join(contents)


def test_programs_are_told_as_well(issued: ServerTLS) -> None:
    anchor = find_anchor(issued)
    assert anchor is not None

    facts = anchor.as_json()

    assert facts["sha256"] == anchor.info.sha256
    assert facts["downloads"] == {
        "pem": "/connection/authority.pem",
        "der": "/connection/authority.crt",
        "profile": "/connection/authority.mobileconfig",
    }
