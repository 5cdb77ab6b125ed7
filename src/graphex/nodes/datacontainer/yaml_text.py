"""YAML of data containers: read with bounds, since texts come from anywhere, and written as it always was."""

from __future__ import annotations

from typing import Any, Final

import yaml

# Aliases repeat values: a few lines can stand for billions of them.
_MOST_VALUES: Final = 5_000_000
# The reader of libyaml is recursive; deeper nesting would end the process.
_DEEPEST: Final = 200
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_yaml(text: str) -> Any:
    """Read YAML; ValueError for a text that would need more memory or depth than is reasonable."""
    _check(text)
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, the faster one where it is there


def dump_yaml(value: Any) -> str:
    """Write a value as YAML in blocks."""
    return str(yaml.dump(value, default_flow_style=False))


def _check(text: str) -> None:
    """Count values and depth without building anything."""
    sizes: dict[str, int] = {}
    opened: list[tuple[str | None, int]] = []
    total = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            opened.append((event.anchor, total))
            if len(opened) > _DEEPEST:
                raise ValueError(f"The YAML text is nested more than {_DEEPEST} levels deep.")
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = opened.pop()
            if anchor:
                sizes[anchor] = total - before
        total += sizes.get(event.anchor or "", 1) if isinstance(event, yaml.AliasEvent) else 1
        if total > _MOST_VALUES:
            raise ValueError(f"The YAML text stands for more than {_MOST_VALUES:,} values.")
