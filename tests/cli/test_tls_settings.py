"""From settings to what `graphex.tls` takes."""

from __future__ import annotations

import io
import json
import logging
from typing import TYPE_CHECKING

import pytest

from graphex.cli.output import Output
from graphex.cli.tls_settings import bootstrap_tls, certificate_directory, pair_request, report_findings
from graphex.errors import UsageError
from graphex.logs import configure_logging
from graphex.settings import Settings, load_settings
from graphex.tls import Finding, Severity

if TYPE_CHECKING:
    from pathlib import Path

FINDING = Finding(Severity.WARNING, "a-code", "A sentence.", None, "A fix.")


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


def test_findings_are_printed_for_people() -> None:
    stderr = io.StringIO()

    report_findings([FINDING], Output(io.StringIO(), stderr), as_json=False)

    assert "warning: A sentence." in stderr.getvalue()
    assert "A fix." in stderr.getvalue()


def test_findings_are_logged_for_machines() -> None:
    stream = io.StringIO()
    configure_logging(as_json=True, stream=stream)

    report_findings([FINDING], Output(io.StringIO(), io.StringIO()), as_json=True)
    logging.getLogger().handlers.clear()

    line = json.loads(stream.getvalue())
    assert line["message"] == "A sentence."
    assert line["level"] == "warning"
    assert line["finding"]["fix"] == "A fix."
