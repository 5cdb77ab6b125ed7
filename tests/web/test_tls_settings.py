"""From settings to what `graphex.tls` takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphex.errors import UsageError
from graphex.settings import Settings, load_settings
from graphex.web.tls_settings import bootstrap_tls, certificate_directory, pair_request

if TYPE_CHECKING:
    from pathlib import Path


def test_the_current_directory_is_the_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    chosen = certificate_directory(load_settings({}, cwd=tmp_path))

    assert chosen.path == tmp_path
    assert not chosen.is_named
    assert "current directory" in chosen.origin


def test_a_named_directory_says_who_named_it(tmp_path: Path) -> None:
    settings = load_settings({"ssl_certificates_path": "named"}, cwd=tmp_path, flags={"ssl_certificates_path": "-s"})

    chosen = certificate_directory(settings)

    assert chosen.path == tmp_path / "named"
    assert chosen.is_named
    assert chosen.origin == "the command line (-s)"


def test_every_setting_of_the_certificate_arrives(tmp_path: Path) -> None:
    settings = Settings(
        ssl_hostnames=("a.example",),
        host="192.0.2.7",
        ssl_days=30,
        ssl_key_type="rsa2048",
        ssl_key_passphrase_path=tmp_path / "passphrase",
    )

    request = pair_request(settings)

    assert str(request.recipe.extra) == "a.example, 192.0.2.7"
    assert (request.recipe.days, request.recipe.key_type) == (30, "rsa2048")
    assert request.host == "192.0.2.7"
    assert request.passphrase_path == tmp_path / "passphrase"


def test_the_pair_is_made_as_the_settings_say(tmp_path: Path) -> None:
    tls = bootstrap_tls(load_settings({"ssl_certificates_path": str(tmp_path / "new"), "ssl_days": "30"}, cwd=tmp_path))

    info = tls.info()
    assert (info.not_after - info.not_before).days == 30
    assert tls.directory == tmp_path / "new"


def test_a_bad_name_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        pair_request(Settings(ssl_hostnames=("not a name",), root=tmp_path))
