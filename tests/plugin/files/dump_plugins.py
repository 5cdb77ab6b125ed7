"""Prints what the node types, datatypes and composite inputs of two plugins say of themselves, as JSON."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

# Lets the plugins import their libraries.
import_module("anything")

from graphex.workspace.node_types import create_registry  # noqa: E402 - likewise

PLUGINS = ["graphex_esxi_utils", "graphex_webautomation_plugin"]


def described(metadata: dict[str, Any]) -> dict[str, Any]:
    """Leave out the descriptions of links, which are the product's own."""
    sockets = [{k: v for k, v in s.items() if k != "description"} if s["isLink"] else s for s in metadata["sockets"]]
    return {**metadata, "sockets": sockets}


def main() -> None:
    """Print."""
    registry, failures = create_registry(PLUGINS, None)
    own = {name for name, node in registry.nodes.items() if node.original_plugin.startswith(tuple(PLUGINS))}
    found = {
        "failures": [failure.message for failure in failures],
        "generated": sorted(name for name in registry.nodes if name not in own),
        "nodes": {name: described(registry.nodes[name].metadata()) for name in sorted(own)},
        "datatypes": {name: kind.metadata() for name, kind in registry.datatypes.items()},
        "composites": {name: kind.metadata() for name, kind in registry.composite_inputs.items()},
    }
    sys.stdout.write(json.dumps(found, default=str))


main()
