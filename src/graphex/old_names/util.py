"""The names under which plugins read and write YAML."""

from __future__ import annotations

from typing import Any

import yaml

from graphex.yaml_text import DATA, load


def parse_yml(text: str) -> Any:
    """Read YAML without running anything of it."""
    return load(text, DATA)


def dump_yml(value: Any) -> str:
    """Write a value as YAML in blocks."""
    return str(yaml.safe_dump(value, default_flow_style=False))
