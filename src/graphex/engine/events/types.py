"""The events of a run: its only output, read by the terminal, the browser, log files and tests.

Each event is one JSON object whose `type` says what it is. The stream has a version, given in `run_started`; within a
version, fields and types of events are only added. Values appear as previews of bounded length, those of graph outputs
as JSON of bounded size, and secrets are masked before an event is made.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import msgspec

from graphex.engine.problem import Problem  # noqa: TC001 - msgspec reads the annotations

VERSION = 1
"""The version of the stream."""

Level: TypeAlias = Literal["DEBUG", "INFO", "NOTICE", "WARNING", "ERROR", "CRITICAL", "IMAGE"]


class _Event(msgspec.Struct, frozen=True, tag_field="type", kw_only=True):
    """What every event has: a number that grows by one within a run, and a time in seconds since 1970 (UTC)."""

    seq: int
    time: float


class RunStarted(_Event, tag="run_started", frozen=True, kw_only=True):
    """A run began; `run` is its id, and `inputs` are previews of the graph inputs. It is the first event of a run."""

    run: str
    graph: str
    version: int = VERSION
    inputs: dict[str, str] = {}


class RunRefused(_Event, tag="run_refused", frozen=True, kw_only=True):
    """A run did not begin, because of these problems. It is the only event of its stream."""

    run: str
    graph: str
    problems: tuple[Problem, ...]
    version: int = VERSION


class GraphStarted(_Event, tag="graph_started", frozen=True, kw_only=True):
    """A node began to run another graph; `scope` names the nodes on the way to it."""

    graph: str
    scope: str


class GraphFinished(_Event, tag="graph_finished", frozen=True, kw_only=True):
    """A graph that ran as a node ended, with so many errors."""

    graph: str
    scope: str
    errors: int
    seconds: float


class NodeStarted(_Event, tag="node_started", frozen=True, kw_only=True):
    """A node began to run; `thread` is the number of its thread, or null in the main one."""

    node: str
    name: str
    scope: str = ""
    thread: int | None = None


class NodeFinished(_Event, tag="node_finished", frozen=True, kw_only=True):
    """The work of a node was done, without what follows it; `outputs` are previews of its values."""

    node: str
    seconds: float
    outputs: dict[str, str] = {}
    scope: str = ""
    thread: int | None = None


class NodeFailed(_Event, tag="node_failed", frozen=True, kw_only=True):
    """A node raised an error, which the graph may still catch."""

    node: str
    name: str
    error_type: str
    message: str
    scope: str = ""
    thread: int | None = None


class LoopTurn(_Event, tag="loop_turn", frozen=True, kw_only=True):
    """A loop began a turn, counted from 1; a loop tells of its first turn, and about ten times a second at most.

    `depth` is the number of loops around it in the same graph and thread.
    """

    node: str
    name: str
    turn: int
    depth: int = 0
    scope: str = ""
    thread: int | None = None


class ThreadStarted(_Event, tag="thread_started", frozen=True, kw_only=True):
    """A thread began with a node."""

    thread: int
    node: str
    scope: str = ""


class ThreadFinished(_Event, tag="thread_finished", frozen=True, kw_only=True):
    """A thread ended, by itself or with an error."""

    thread: int
    failed: bool
    scope: str = ""


class Log(_Event, tag="log", frozen=True, kw_only=True):
    """A line for the log.

    `bare` lines are shown without time and level, as commands to a pipeline; `indent` is the number of bars before
    each line, for what a thread logged and gave out when it was joined.
    """

    level: Level
    text: str
    bare: bool = False
    indent: int = 0


class Image(_Event, tag="image", frozen=True, kw_only=True):
    """An image for the log, as a data URL."""

    url: str


class VariableSet(_Event, tag="variable_set", frozen=True, kw_only=True):
    """A variable got a value."""

    name: str
    datatype: str
    is_list: bool
    value: str
    scope: str = ""


class Output(_Event, tag="output", frozen=True, kw_only=True):
    """A graph output got a value: any JSON value, of which something was left out if it is `truncated`."""

    name: str
    datatype: str
    is_list: bool
    value: Any
    truncated: bool = False
    scope: str = ""


class ErrorReported(_Event, tag="error", frozen=True, kw_only=True):
    """An error that the run ends with; `text` is the whole block that is shown, `node` is absent for others."""

    error_type: str
    message: str
    text: str
    node: str | None = None
    name: str | None = None


class RunFinished(_Event, tag="run_finished", frozen=True, kw_only=True):
    """The run ended."""

    status: Literal["succeeded", "failed", "interrupted"]
    errors: int
    seconds: float


Event: TypeAlias = (
    RunStarted
    | RunRefused
    | GraphStarted
    | GraphFinished
    | NodeStarted
    | NodeFinished
    | NodeFailed
    | LoopTurn
    | ThreadStarted
    | ThreadFinished
    | Log
    | Image
    | VariableSet
    | Output
    | ErrorReported
    | RunFinished
)
