"""The declarations of the authority's settings stand in one place, and are settings like all others."""

from __future__ import annotations

from dataclasses import fields

from graphex.settings import Settings
from graphex.settings.declared.authority import AuthoritySettings


def test_they_are_settings() -> None:
    own = {item.name for item in fields(AuthoritySettings)}

    assert own == {"ca_dir", "ca_passphrase_path"}
    assert own <= {item.name for item in fields(Settings)}
