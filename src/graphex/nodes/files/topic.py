"""What the nodes of files have in common: looks."""

from __future__ import annotations

from graphex.plugin import Node
from graphex.plugin.colors import COLOR_FILES


class FileNode(Node, is_template=True):
    """The looks of the nodes of this topic."""

    categories = ["Files"]
    color = COLOR_FILES
