"""The kinds of nodes."""

from __future__ import annotations

from enum import Enum


class NodeType(Enum):
    """The kinds of nodes."""

    ACTION = "action"
    DATA = "data"
    CAST = "cast"
    GENERATOR = "generator"
    COMMENT = "comment"
