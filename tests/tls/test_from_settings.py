"""From settings to what `graphex.tls` takes."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from graphex.errors import StartError, UsageError
from graphex.settings import Settings, load_settings
from graphex.tls.from_settings import (
    authority_directory,
    authority_passphrase,
    bootstrap_tls,
    certificate_directory,
    pair_request,
    refuse_directory_of_file,
    refuse_missing_volume,
)
from tls.colleagues import SECRET, settle_authority, write_secret

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


def settings_for(directory: Path, **values: str) -> Settings:
    return load_settings({"ca_dir": str(directory / "authority"), **values}, cwd=directory)


def nobody(file: Path) -> bytes:
    """Take the place of somebody who is not to be asked."""
    raise AssertionError(file)


def test_the_setting_names_the_directory_of_the_authority(tmp_path: Path) -> None:
    assert authority_directory(settings_for(tmp_path)) == tmp_path / "authority"


def test_without_it_the_platform_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")

    directory = authority_directory(load_settings({}, cwd=tmp_path))

    assert directory == tmp_path / "graphex" / "authority"


def test_a_configuration_file_cannot_choose_whom_to_trust(tmp_path: Path) -> None:
    (tmp_path / "graphex.yml").write_text("ca_dir: authority\n")

    with pytest.raises(UsageError, match=r"comes from graphex\.yml line 1") as caught:
        refuse_directory_of_file(load_settings({}, cwd=tmp_path))

    assert caught.value.hint == f"If you mean it, say it yourself: --ca-dir {tmp_path}/authority"
    refuse_directory_of_file(settings_for(tmp_path))


def test_no_authority_is_made_below_a_volume_that_is_not_mounted(tmp_path: Path) -> None:
    below = load_settings({"ca_dir": str(tmp_path / "volume" / "authority")}, cwd=tmp_path)

    with pytest.raises(StartError, match="above it does not either"):
        refuse_missing_volume(below)

    refuse_missing_volume(settings_for(tmp_path))


def test_a_passphrase_is_asked_for_only_where_there_is_one(tmp_path: Path) -> None:
    settle_authority(tmp_path / "authority", SECRET)

    assert authority_passphrase(settings_for(tmp_path), lambda _: b"typed") == b"typed"
    assert authority_passphrase(settings_for(tmp_path), None) is None
    (tmp_path / "authority" / "authority-key.pem").unlink()
    assert authority_passphrase(settings_for(tmp_path), nobody) is None


def test_the_file_comes_before_whoever_can_be_asked(tmp_path: Path) -> None:
    settle_authority(tmp_path / "authority", SECRET)
    settings = settings_for(tmp_path, ca_passphrase_path=str(write_secret(tmp_path)))

    assert authority_passphrase(settings, nobody) == SECRET


def test_the_library_does_without_settings() -> None:
    program = "import sys, graphex.tls; sys.exit('graphex.settings' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", program], check=False)

    assert done.returncode == 0
