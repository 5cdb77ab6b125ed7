"""The settings of GraphEx: declared once, read from the command line, a YAML file and defaults."""

from graphex.settings.load import load_settings
from graphex.settings.model import Settings
from graphex.settings.origin import Origin

__all__ = ["Origin", "Settings", "load_settings"]
