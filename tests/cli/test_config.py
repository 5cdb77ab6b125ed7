"""`graphex config` shows every value and where it came from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from command_line import run_graphex
from graphex.settings.documents import example_text, schema_text
from graphex.settings.model import SETTINGS

if TYPE_CHECKING:
    from pathlib import Path


def test_every_setting_is_shown_with_its_origin(tmp_path: Path) -> None:
    (tmp_path / "graphex.yml").write_text("SSL_certificates_path: certs\nplugins: [a, b]\n")

    shown = run_graphex("config", "-p", "0", cwd=tmp_path)

    rows = {line.split()[0]: line.split(maxsplit=1)[1] for line in shown.stdout.splitlines()[1:]}
    assert list(rows) == [setting.name for setting in SETTINGS]
    assert rows["port"].split(maxsplit=1) == ["0", "the command line (-p)"]
    assert "  graphex.yml line 2 (plugins)  " in rows["plugins"]
    assert rows["plugins"].endswith("  serve takes it for compatibility; it has no effect there yet")
    assert rows["ssl_certificates_path"].endswith("graphex.yml line 1 (SSL_certificates_path)")
    assert rows["title"].split(maxsplit=1) == ["GraphEx", "the default"]
    assert (shown.returncode, shown.stderr) == (0, "")


def test_json_has_value_and_origin(tmp_path: Path) -> None:
    (tmp_path / "graphex.yml").write_text("title: Build room\n")

    shown = run_graphex("config", "--json", "-l", "a,", "b", cwd=tmp_path)

    values = json.loads(shown.stdout)
    assert values["plugins"] == {
        "value": ["a", "b"],
        "from": "command line",
        "flag": "-l",
        "note": "serve takes it for compatibility; it has no effect there yet",
    }
    assert values["title"] == {
        "value": "Build room",
        "from": "configuration file",
        "file": "graphex.yml",
        "line": 1,
        "key": "title",
    }
    assert values["root"] == {"value": str(tmp_path), "from": "default"}


@pytest.mark.parametrize("options", [(), ("--json",), ("-v",)])
def test_secrets_and_graph_inputs_show_names_only(tmp_path: Path, options: tuple[str, ...]) -> None:
    (tmp_path / "graphex.yml").write_text("secrets: {token: 00ff99}\ngraph_inputs: {'*': {Password: hunter2}}\n")

    shown = run_graphex("config", *options, cwd=tmp_path)

    assert "token" in shown.stdout
    assert "Password" in shown.stdout
    assert "00ff99" not in shown.stdout + shown.stderr
    assert "hunter2" not in shown.stdout + shown.stderr


@pytest.mark.parametrize(("option", "text"), [("--schema", schema_text()), ("--example", example_text())])
def test_documents_are_printed_as_they_are(tmp_path: Path, option: str, text: str) -> None:
    assert run_graphex("config", option, cwd=tmp_path).stdout == text


def test_warnings_about_the_file_go_to_stderr(tmp_path: Path) -> None:
    (tmp_path / "other.yml").write_text("prot: 1\n")

    shown = run_graphex("config", "-c", "other.yml", cwd=tmp_path)

    assert shown.returncode == 0
    assert shown.stderr == 'warning: other.yml line 1: there is no setting "prot"; did you mean "port"?\n'


def test_warnings_are_json_lines_when_the_log_is(tmp_path: Path) -> None:
    (tmp_path / "graphex.yml").write_text("prot: 1\n")

    shown = run_graphex("config", "--json-logs", cwd=tmp_path)

    entry = json.loads(shown.stderr)
    assert (entry["level"], "did you mean" in entry["message"]) == ("warning", True)
