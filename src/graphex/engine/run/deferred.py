"""Deferred work: what runs when a graph has ended, whether it succeeded or not."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from graphex.engine.run.errors import NodeRuntimeError
from graphex.plugin.exceptions import ProgramEnd

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphex.engine.run.failures import Failures
    from graphex.plugin.node import Node


class Deferred:
    """The deferred callbacks and errors of one run."""

    def __init__(self, failures: Failures) -> None:
        self._failures = failures
        self._callbacks: deque[tuple[Callable[[], Any], Node | None]] = deque()
        self.errors: list[BaseException] = []
        """Errors that are reported at the end."""

    def add(self, callback: Callable[[], Any], *, insert_back: bool, origin: Node | None) -> None:
        """Add a callback before all others, or after them."""
        if insert_back:
            self._callbacks.append((callback, origin))
        else:
            self._callbacks.appendleft((callback, origin))

    def run(self) -> list[BaseException]:
        """Call each callback once, those that are added meanwhile too, and give all errors."""
        errors = self._taken_errors()
        while self._callbacks:
            callback, origin = self._callbacks.popleft()
            try:
                callback()
            except (KeyboardInterrupt, ProgramEnd):
                raise
            except NodeRuntimeError as error:
                error.is_deferred = True
                errors.append(error)
            except Exception as error:  # noqa: BLE001 - one failure must not keep the rest from running
                errors.append(self._failure(error, origin))
            errors += self._taken_errors()
        return errors

    def _failure(self, error: Exception, origin: Node | None) -> BaseException:
        failure = self._failures.outside_loop(error)
        if failure is error and origin is not None:
            failure = self._failures.of_node(origin, error)
        if isinstance(failure, NodeRuntimeError):
            failure.is_deferred = True
        return failure

    def _taken_errors(self) -> list[BaseException]:
        taken, self.errors = self.errors, []
        return taken
