"""The registry of a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphex.workspace.node_types import create_registry

if TYPE_CHECKING:
    from pathlib import Path


def test_built_in_types_plugins_and_the_inventory(tmp_path: Path) -> None:
    (tmp_path / "nets").mkdir()
    (tmp_path / "nets" / "a.yml").write_text("- {Name: x}")

    registry, failures = create_registry(["gx_not_there"], tmp_path / "nets")

    assert len(registry.nodes) == 294 + 1
    assert "nets/a.yml$x -> Name" in registry.nodes
    assert [failure.plugin for failure in failures] == ["gx_not_there"]
