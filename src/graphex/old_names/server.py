"""The name under which plugins import the server."""

from __future__ import annotations

from graphex.web.app import create_app

__all__ = ["GraphServer"]

GraphServer = create_app
