"""The name under which plugins import colours."""

from __future__ import annotations

from graphex.plugin.colors import (
    COLOR_BOOLEAN,
    COLOR_COMMENT,
    COLOR_COMMENT_TEXT,
    COLOR_CONTROL_FLOW,
    COLOR_DATA_CONTAINER,
    COLOR_DIRECTED_GRAPH_VIZ,
    COLOR_DYNAMIC_DATATYPE,
    COLOR_EXCEPTIONS,
    COLOR_EXECUTE,
    COLOR_FILES,
    COLOR_MATH,
    COLOR_NETWORK,
    COLOR_NUMBER,
    COLOR_PATH,
    COLOR_RANDOM,
    COLOR_SPECIAL,
    COLOR_STRING,
    COLOR_THREADING,
    COLOR_TIME,
    COLOR_VIS,
)

__all__ = [
    "COLOR_BOOLEAN",
    "COLOR_COMMENT",
    "COLOR_COMMENT_TEXT",
    "COLOR_CONTROL_FLOW",
    "COLOR_DATA_CONTAINER",
    "COLOR_DIRECTED_GRAPH_VIZ",
    "COLOR_DYNAMIC_DATATYPE",
    "COLOR_EXCEPTIONS",
    "COLOR_EXECUTE",
    "COLOR_FILES",
    "COLOR_MATH",
    "COLOR_NETWORK",
    "COLOR_NUMBER",
    "COLOR_PATH",
    "COLOR_RANDOM",
    "COLOR_SPECIAL",
    "COLOR_STRING",
    "COLOR_THREADING",
    "COLOR_TIME",
    "COLOR_VIS",
    "VARIABLES_NODE_NAMES",
]

VARIABLES_NODE_NAMES = [
    "Set Variable",
    "Set List Variable",
    "Append To List Variable",
    "Get Variable",
    *(
        f"{family} ({kind})"
        for family in ("Set Variable", "Set List Variable", "Append To List Variable")
        for kind in ("String", "Number", "Boolean")
    ),
]
"""The node types that set and get variables."""
