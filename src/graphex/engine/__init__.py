"""The engine: a graph and the known node types become problems, or a plan, a run and its events."""

from __future__ import annotations

from graphex.engine.check.graph import check_graph as check_graph
from graphex.engine.check.nesting import Nesting as Nesting
from graphex.engine.events.refusal import run_refused as run_refused
from graphex.engine.library import GraphLibrary as GraphLibrary
from graphex.engine.plan.bound import BoundGraph as BoundGraph
from graphex.engine.plan.plan import Plan as Plan
from graphex.engine.plan.plan import compile_plan as compile_plan
from graphex.engine.problem import Problem as Problem
from graphex.engine.run.errors import NodeRuntimeError as NodeRuntimeError
from graphex.engine.run.runtime import GraphRuntime as GraphRuntime
from graphex.engine.run.runtime import Outcome as Outcome
from graphex.engine.run.runtime import RunOptions as RunOptions
