"""The name under which plugins import the inventory."""

from __future__ import annotations

from graphex.workspace.inventory import register_inventory

__all__ = ["GraphInventory"]

GraphInventory = register_inventory
