"""Finding plugins."""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING

import pytest

from graphex.plugin.discovery import installed_plugins, load_plugins
from graphex.plugin.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NODE = """
from graphex import Node, String, OutputSocket, DataType
from graphex.exceptions import InvalidParameterError

Mine = DataType(int, "{name} Type", "Mine.", "#000000", ["Mine"])

class {name}(Node):
    name = "{name}"
    description = "Does it."
    categories = ["Tests"]
    color = "#000000"
    text = OutputSocket(datatype=String, name="Text", description="A text.")

    def run(self):
        self.text = "x"

class _Hidden({name}):
    name = "Hidden"

def __graphex_init__(registry):
    registry.seen = getattr(registry, "seen", []) + [__name__]
"""


@pytest.fixture(autouse=True)
def _importable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let Python find the plugins of a test, and forget them afterwards."""
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        del sys.modules[name]


def plugin(directory: Path, name: str, **files: str) -> None:
    """Write a package."""
    (directory / name).mkdir()
    for file, text in {"__init__": "", **files}.items():
        (directory / name / f"{file}.py").write_text(textwrap.dedent(text))


def test_everything_that_a_package_defines_is_registered(tmp_path: Path) -> None:
    plugin(tmp_path, "gx_one", nodes=NODE.replace("{name}", "One"))
    (tmp_path / "gx_one" / "docs").mkdir()
    (tmp_path / "gx_one" / "docs" / "index.html").write_text("")
    registry = Registry()

    failures = load_plugins(registry, [" gx_one ", "gx_one"])

    assert failures == []
    assert registry.nodes["One"].original_plugin == "gx_one.nodes"
    assert "Hidden" not in registry.nodes
    assert "One Type" in registry.datatypes
    assert registry.plugins == ["gx_one"]
    assert registry.plugin_docs_index_paths["gx_one"].endswith("docs/index.html")
    assert registry.seen == ["gx_one.nodes"]  # type: ignore[attr-defined]  # set by the plugin


def test_a_broken_plugin_names_itself_and_the_others_load(tmp_path: Path) -> None:
    plugin(tmp_path, "gx_broken", nodes="import os\nraise KeyError('oops')\n")
    plugin(tmp_path, "gx_needy", nodes="\nimport not_installed_at_all.sub\n")
    plugin(tmp_path, "gx_fine", nodes=NODE.replace("{name}", "Fine"))
    registry = Registry()

    broken, needy, missing = load_plugins(registry, ["gx_broken", "gx_needy", "gx_not_there", "gx_fine"])

    assert "Fine" in registry.nodes
    assert broken.message.startswith('The plugin "gx_broken" cannot be loaded (file ')
    assert "nodes.py, line 2): KeyError: 'oops'" in broken.message
    assert 'needs the module "not_installed_at_all", which is not installed' in needy.message
    assert "nodes.py, line 2)" in needy.message
    assert needy.hint == "Install it: pip install not_installed_at_all"
    assert missing.message == 'No plugin found with name "gx_not_there".'


def test_a_module_is_no_plugin(tmp_path: Path) -> None:
    (tmp_path / "gx_module.py").write_text("")

    (failure,) = load_plugins(Registry(), ["gx_module"])

    assert "only if it is a package" in failure.message


def test_a_node_type_of_two_plugins_is_a_failure_of_the_second(tmp_path: Path) -> None:
    plugin(tmp_path, "gx_a", nodes=NODE.replace("{name}", "Same"))
    plugin(tmp_path, "gx_b", nodes=NODE.replace("{name}", "Same").replace("Same Type", "Other Type"))

    (failure,) = load_plugins(Registry(), ["gx_a", "gx_b"])

    assert "'Same' is defined twice, by gx_a.nodes and by gx_b.nodes" in failure.message


def test_an_installed_plugin_announces_itself(tmp_path: Path) -> None:
    plugin(tmp_path, "gx_installed", nodes=NODE.replace("{name}", "Installed"))
    info = tmp_path / "gx_installed-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: gx-installed\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[graphex.plugins]\nmine = gx_installed\n")
    registry = Registry()

    failures = load_plugins(registry, [])

    assert installed_plugins() == ["gx_installed"]
    assert failures == []
    assert "Installed" in registry.nodes
