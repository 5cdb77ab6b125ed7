"""GraphEx: visual automation served over HTTPS from your own machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphex.web.app import create_app as create_app

__version__ = "2.0.0"

__all__ = ["__version__", "create_app"]


def __getattr__(name: str) -> object:
    """Load the web application on first use: `graphex --help` must not pay for it."""
    if name == "create_app":
        from graphex.web.app import create_app  # noqa: PLC0415 - see the docstring

        return create_app
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
