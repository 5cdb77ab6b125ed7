"""The settings of client certificates are settings like all others."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import pytest

from graphex.settings import Settings, load_settings
from graphex.settings.declared.clients import ClientSettings

if TYPE_CHECKING:
    from pathlib import Path


def test_they_are_settings() -> None:
    own = {item.name for item in fields(ClientSettings)}

    assert own == {"client_ca", "client_certificates", "client_revoked", "client_sign_in"}
    assert own <= {item.name for item in fields(Settings)}


def test_nothing_is_asked_of_clients_by_default(tmp_path: Path) -> None:
    settings = load_settings({}, cwd=tmp_path)

    assert settings.client_ca is None
    assert settings.client_certificates is None
    assert not settings.client_sign_in


@pytest.mark.parametrize("word", ["off", '"off"', "optional", "required"])
def test_the_words_need_no_quotes(tmp_path: Path, word: str) -> None:
    (tmp_path / "graphex.yml").write_text(f"client_certificates: {word}\n")

    assert load_settings({}, cwd=tmp_path).client_certificates == word.strip('"')
