"""What nodes may ask of the graph and of the run: the engine has all of it."""

from __future__ import annotations

import inspect

import pytest

from graphex.engine import BoundGraph, GraphRuntime
from graphex.engine.plan.plan import Step
from graphex.engine.run.threads import NodeThread, ThreadRuntime
from graphex.plugin import protocols


@pytest.mark.parametrize(
    ("protocol", "implementation"),
    [
        (protocols.GraphView, BoundGraph),
        (protocols.RuntimeView, GraphRuntime),
        (protocols.RuntimeView, ThreadRuntime),
        (protocols.ThreadView, NodeThread),
        (protocols.Step, Step),
    ],
)
def test_the_engine_has_every_member(protocol: type, implementation: type) -> None:
    wanted = [name for name in vars(protocol) if not name.startswith("_")]
    source = "".join(inspect.getsource(kind) for kind in implementation.__mro__[:-1])

    assert [name for name in wanted if not hasattr(implementation, name) and f"self.{name}" not in source] == []
