"""GraphEx: visual automation served over HTTPS from your own machine."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphex.settings import load_settings as load_settings
    from graphex.web.app import create_app as create_app
    from graphex.web.app import create_sign_in_link as create_sign_in_link
    from graphex.web.app import record_addresses as record_addresses
    from graphex.web.tls_settings import bootstrap_tls as bootstrap_tls

__version__ = "2.0.0"

# Where each public name lives; loaded on first use, because `graphex --help` must not pay for a web server.
_LIVES_IN = {
    "bootstrap_tls": "graphex.web.tls_settings",
    "create_app": "graphex.web.app",
    "create_sign_in_link": "graphex.web.app",
    "load_settings": "graphex.settings",
    "record_addresses": "graphex.web.app",
}

__all__ = [
    "__version__",
    "bootstrap_tls",
    "create_app",
    "create_sign_in_link",
    "load_settings",
    "record_addresses",
]


def __getattr__(name: str) -> object:
    """Load a public name on first use."""
    if name in _LIVES_IN:
        return getattr(import_module(_LIVES_IN[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
