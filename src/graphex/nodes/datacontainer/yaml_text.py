"""YAML of data containers: read with bounds, since texts come from anywhere, and written as it always was."""

from __future__ import annotations

from typing import Any

import yaml

from graphex.yaml_text import DATA, LimitError, load


def load_yaml(text: str) -> Any:
    """Read YAML; ValueError for a text that would need more memory or depth than is reasonable."""
    try:
        return load(text, DATA)
    except LimitError as error:
        # Graphs catch it by the name ValueError.
        raise ValueError(_sentence(error)) from None


def dump_yaml(value: Any) -> str:
    """Write a value as YAML in blocks."""
    return str(yaml.dump(value, default_flow_style=False))


def _sentence(error: LimitError) -> str:
    if error.exceeded == "depth":
        return f"The YAML text is nested more than {DATA.depth} levels deep."
    return f"The YAML text stands for more than {DATA.repeated:,} values."
