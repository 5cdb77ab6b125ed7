"""Plugins for tests: packages, and the records that installers lay for distributions."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

NODE = """
from graphex import Node, String, OutputSocket, DataType
from graphex.exceptions import InvalidParameterError

Mine = DataType(int, "{name} Type", "Mine.", "#000000", ["Mine"])

class {name}(Node):
    name = "{name}"
    description = "Does it."
    categories = ["Tests"]
    color = "#000000"
    text = OutputSocket(datatype=String, name="Text", description="A text.")

    def run(self):
        self.text = "x"

class _Hidden({name}):
    name = "Hidden"

def __graphex_init__(registry):
    registry.seen = getattr(registry, "seen", []) + [__name__]
"""
"""The module of a plugin with one node type, whose name stands for `{name}`."""


def node_module(name: str) -> str:
    """Return the module of a plugin with one node type."""
    return NODE.replace("{name}", name)


def write_package(directory: Path, name: str, **files: str) -> None:
    """Write a package with these modules."""
    (directory / name).mkdir(parents=True)
    for file, text in {"__init__": "", **files}.items():
        (directory / name / f"{file}.py").write_text(textwrap.dedent(text))


def record_distribution(directory: Path, distribution: str, *entry_points: str, requires: tuple[str, ...] = ()) -> None:
    """Lay the record of an installed distribution of version 0.1, with lines of our group of entry points."""
    info = directory / f"{distribution.replace('-', '_')}-0.1.dist-info"
    info.mkdir(parents=True)
    needs = "".join(f"Requires-Dist: {each}\n" for each in requires)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 0.1\n{needs}")
    (info / "entry_points.txt").write_text("\n".join(["[graphex.plugins]", *entry_points, ""]))
