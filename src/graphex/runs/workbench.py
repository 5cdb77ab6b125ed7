"""The workbench: what all runs with the same settings share, and what could not be loaded for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphex.workspace.node_types import create_registry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from graphex.plugin.discovery.failures import PluginFailure
    from graphex.plugin.registry import Registry
    from graphex.settings import Settings


@dataclass(frozen=True, slots=True)
class Workbench:
    """The settings, the directory that the program was started in, and the node types.

    `failures` are the plugins that could not be loaded; a run needs those that the settings name.
    """

    settings: Settings
    directory: Path
    registry: Registry
    failures: Sequence[PluginFailure] = ()


def create_workbench(settings: Settings, directory: Path) -> Workbench:
    """Load the node types that the settings want."""
    registry, failures = create_registry(settings.plugins, settings.inventory_path, left_out=settings.without_plugins)
    return Workbench(settings, directory, registry, tuple(failures))
