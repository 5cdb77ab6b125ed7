"""GraphEx: visual automation served over HTTPS from your own machine."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from pathlib import Path

__version__ = "2.0.0"
__distribution__ = "graphex"
"""Whose files these are: those of another distribution, mitre-graphex, have the same names."""

# Plugins import modules by the names that they have always had; first, because the predecessor's files of these names
# may lie here.
__path__ = [f"{__path__[0]}/old_names", *__path__]

_PUBLIC = re.compile(r"^from (\S+) import (\w+) as \w+$", re.MULTILINE)


@cache
def _public_names() -> dict[str, str]:
    """Return the module of each public name, as the stub beside this file tells them: the one table there is."""
    stub = Path(__path__[-1], "__init__.pyi").read_text("utf-8")
    return {name: module for module, name in _PUBLIC.findall(stub)}


def __dir__() -> list[str]:
    """Return the public names, loaded or not."""
    return [*_public_names(), "__version__", "__distribution__"]


def __getattr__(name: str) -> object:
    """Load a public name on first use, because `graphex --help` must not pay for a web server."""
    if name == "__all__":
        return __dir__()
    module = None if name.startswith("_") else _public_names().get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if module == f"{__name__}.old_names":
        return import_module(f"{__name__}.{name}")
    return getattr(import_module(module), name)
