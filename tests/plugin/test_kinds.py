"""The kinds of nodes."""

from __future__ import annotations

from graphex.plugin import NodeType


def test_the_kinds_have_the_names_that_the_editor_knows() -> None:
    assert [kind.value for kind in NodeType] == ["action", "data", "cast", "generator", "comment"]
