"""What all runs with the same settings share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphex.runs import create_workbench
from graphex.settings import load_settings
from plugin_files import record_distribution

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_plugins_that_cannot_be_loaded_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path / "site")
    record_distribution(tmp_path / "site", "acme-graphex", "acme = acme_plugin.nodes:double")
    settings = load_settings({"root": tmp_path, "config": None, "plugins": ("gx_not_there",)}, cwd=tmp_path)

    workbench = create_workbench(settings, tmp_path)

    assert {failure.plugin: failure.is_named for failure in workbench.failures} == {
        "gx_not_there": True,
        "acme_plugin.nodes:double": False,
    }
    assert "Log (Print)" in workbench.registry.nodes


def test_a_plugin_that_is_left_out_is_not_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path / "site")
    record_distribution(tmp_path / "site", "acme-graphex", "acme = acme_plugin.nodes:double")
    arguments = {"root": tmp_path, "config": None, "without_plugins": ("acme-graphex",)}

    workbench = create_workbench(load_settings(arguments, cwd=tmp_path), tmp_path)

    assert workbench.failures == ()
