"""Which plugins there are, and what they bring."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from graphex.plugin.discovery.index import INDEX
from graphex.plugin.installed.survey import Plugin, check_plugins, find_plugins
from plugin_files import node_module, record_distribution, write_package

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Install a plugin that announces itself, a broken one, and one of the old kind."""
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)
    write_package(tmp_path, "gx_new", nodes=node_module("New"))
    record_distribution(tmp_path, "new-graphex", "new = gx_new", requires=("graphex",))
    write_package(tmp_path, "gx_broken", nodes="raise OSError('no')")
    record_distribution(tmp_path, "broken-graphex", "broken = gx_broken")
    write_package(tmp_path, "gx_old", nodes=node_module("Old"))
    record_distribution(tmp_path, "old-utils", requires=('Mitre.GraphEx>=1.16 ; python_version > "3"',))
    (tmp_path / "old_utils-0.1.dist-info" / "RECORD").write_text("gx_old/__init__.py,,\ntests/__init__.py,,\n")
    (tmp_path / "damaged-1.dist-info").mkdir()
    (tmp_path / "damaged-1.dist-info" / "METADATA").write_bytes(b"\xff\xfe")
    yield
    for name in set(sys.modules) - before:
        del sys.modules[name]


def shown(plugins: list[Plugin]) -> list[tuple[str | None, ...]]:
    return [(each.package, each.distribution, each.version, each.loading) for each in plugins]


def test_announced_named_and_old_plugins_are_found() -> None:
    assert shown(find_plugins(["gx_gone"], ["new-graphex"])) == [
        ("gx_gone", None, None, "named"),
        ("gx_broken", "broken-graphex", "0.1", "always"),
        ("gx_new", "new-graphex", "0.1", "left out"),
        ("gx_old", "old-utils", "0.1", "not named"),
    ]


def test_an_old_plugin_that_is_named_keeps_its_distribution() -> None:
    assert shown(find_plugins(["gx_old"]))[0] == ("gx_old", "old-utils", "0.1", "named")


def test_each_plugin_is_loaded_and_its_failure_told() -> None:
    gone, broken, new, old = check_plugins(find_plugins(["gx_gone"]))

    assert (new.node_types, old.node_types) == (("New",), ("Old",))
    assert gone.failure
    assert broken.failure
    assert broken.failure.message.startswith('The plugin "gx_broken" (the entry point "broken" of broken-graphex 0.1) ')
    assert broken.checked_as_json() == {
        "package": "gx_broken",
        "distribution": "broken-graphex",
        "version": "0.1",
        "entryPoint": "broken",
        "loading": "always",
        "nodeTypes": [],
        "problem": {"message": broken.failure.message, "hint": broken.failure.hint},
    }


def test_what_an_index_announces_is_loaded_by_a_check(tmp_path: Path) -> None:
    write_package(tmp_path, "gx_large", one=node_module("One"), two="raise OSError('no')")
    (tmp_path / "gx_large" / INDEX).write_text('{"One": "gx_large.one", "Two": "gx_large.two"}')

    (large, *_) = check_plugins(find_plugins(["gx_large"]))

    assert large.failure
    assert "two.py, line 1): OSError: no" in large.failure.message
    assert large.node_types == ()


def test_what_is_left_out_is_not_loaded() -> None:
    (broken,) = [each for each in find_plugins([], ["broken"]) if each.package == "gx_broken"]

    assert check_plugins([broken]) == [broken]
