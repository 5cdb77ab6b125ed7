"""Comments: notes on the canvas."""

from __future__ import annotations

from graphex.plugin import InputField, Node, NodeType
from graphex.plugin.colors import COLOR_COMMENT_TEXT


class _Comment(Node, is_template=True):
    categories = ["Miscellaneous", "Comments"]
    color = "#323232"


class Comment(_Comment):
    """A note for readers of the graph; it never runs."""

    name = "Comment"
    node_type = NodeType.COMMENT
    textColor = COLOR_COMMENT_TEXT  # noqa: N815 - the name that plugins set
    field = InputField("", name="Comment...", multiline=True, required=False, floating_label=False)

    def run(self) -> None:
        """Comments never run."""
