"""The name under which plugins import the run of a graph."""

from __future__ import annotations

from base64 import b64encode

from graphex.engine.run.errors import NodeRuntimeError
from graphex.engine.run.runtime import GraphRuntime
from graphex.engine.run.threads import NodeThread, ThreadRuntime
from graphex.engine.run.view import Runtime

__all__ = ["ForkedThreadRuntime", "GraphRuntime", "NodeRuntimeError", "NodeThread", "Runtime", "base64encode"]

base64encode = b64encode
ForkedThreadRuntime = ThreadRuntime
