"""The configuration profile for Apple's devices."""

from __future__ import annotations

import plistlib
import uuid
from typing import TYPE_CHECKING

import pytest

from graphex.tls.certificates.certificate import describe
from graphex.web.connection.apple_profile import apple_profile
from issued_pair import AUTHORITY_NAME, write_issued_pair

if TYPE_CHECKING:
    from pathlib import Path

    from tls.material import Issued


@pytest.fixture
def root(tmp_path: Path) -> Issued:
    return write_issued_pair(tmp_path / "certificates")


def make_profile(root: Issued) -> bytes:
    return apple_profile(root.der, describe(root.certificate))


def test_it_installs_the_root_and_nothing_else(root: Issued) -> None:
    profile = plistlib.loads(make_profile(root))

    (payload,) = profile["PayloadContent"]
    assert profile["PayloadType"] == "Configuration"
    assert payload["PayloadType"] == "com.apple.security.root"
    assert payload["PayloadContent"] == root.der
    assert payload["PayloadDisplayName"] == AUTHORITY_NAME
    assert (profile["PayloadVersion"], payload["PayloadVersion"]) == (1, 1)


def test_whoever_installs_it_can_remove_it_and_is_told_to_compare(root: Issued) -> None:
    profile = plistlib.loads(make_profile(root))

    assert profile["PayloadRemovalDisallowed"] is False
    assert "Compare" in profile["PayloadDescription"]
    assert describe(root.certificate).sha256 in profile["PayloadContent"][0]["PayloadDescription"]


def test_the_same_root_always_gives_the_same_profile(root: Issued) -> None:
    assert make_profile(root) == make_profile(root)


def test_identities_are_those_of_one_root_and_of_one_part(root: Issued, tmp_path: Path) -> None:
    other = write_issued_pair(tmp_path / "others")

    profiles = [plistlib.loads(make_profile(one)) for one in (root, other)]

    parts = [part for profile in profiles for part in (profile, profile["PayloadContent"][0])]
    identities = {uuid.UUID(part["PayloadUUID"]) for part in parts}
    assert len(identities) == 4
    assert len({part["PayloadIdentifier"] for part in parts}) == 4
