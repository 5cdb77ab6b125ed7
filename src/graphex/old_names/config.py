"""The name under which plugins import the configuration."""

from __future__ import annotations

from graphex.settings import Settings

__all__ = ["GraphConfig"]

GraphConfig = Settings
