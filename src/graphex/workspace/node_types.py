"""The registry of a workspace: the built-in node types, plugins and the inventory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphex.plugin.discovery.announced import announcements
from graphex.plugin.discovery.loading import load_plugins, register_built_in
from graphex.plugin.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from graphex.plugin.discovery.failures import PluginFailure


def create_registry(
    plugins: Iterable[str], inventory: Path | None, *, left_out: Collection[str] = ()
) -> tuple[Registry, list[PluginFailure]]:
    """Register all node types but those of plugins that are left out; the plugins that fail are given back."""
    registry, announced = Registry(), announcements()
    register_built_in(registry, announced)
    failures = load_plugins(registry, plugins, left_out=left_out, announced=announced)
    registry.register_dynamics()
    if inventory is not None:
        # Reads YAML, which most starts do not need.
        from graphex.workspace.inventory import register_inventory  # noqa: PLC0415

        register_inventory(registry, inventory)
    return registry, failures
