"""Errors: raising them, catching them, and what happens in any case."""

from __future__ import annotations

from graphex.plugin import (
    Flow,
    InputSocket,
    LinkOutputSocket,
    ListInputSocket,
    Node,
    OptionalInputSocket,
    OutputSocket,
    String,
)
from graphex.plugin.colors import COLOR_EXCEPTIONS
from graphex.plugin.exceptions import NodeFailure

_TRY = "https://docs.python.org/3/reference/compound_stmts.html#the-try-statement"
_FINALLY = "https://docs.python.org/3/reference/compound_stmts.html#finally-clause"
_RAISE = "https://docs.python.org/3/reference/simple_stmts.html#raise"


class _Exceptions(Node, is_template=True):
    categories = ["Control Flow", "Exceptions"]
    color = COLOR_EXCEPTIONS


def _named_error(message: str, name: str | None) -> Exception:
    """Make an error of a class with the given name, which Try / Catch can select."""
    if name is None or not name.strip():
        return RuntimeError(message)
    error: Exception = type(name.strip(), (Exception,), {})(message)
    return error


class _Raising(_Exceptions, is_template=True):
    hyperlink = (_RAISE,)

    message = InputSocket(String, "Error Message", "What went wrong.")
    exception_name = OptionalInputSocket(
        String, "Exception Name", "The name by which Try / Catch can select the error; RuntimeError without one."
    )


class RaiseException(_Raising, include_forward_link=False):
    """Fails with an error of your own; execution goes on where it is caught, or ends."""

    name = "Raise Exception"

    def run(self) -> None:
        raise _named_error(self.message, self.exception_name)


class DeferException(_Raising):
    """Reports an error when the graph ends; until then execution goes on."""

    name = "Defer Exception"

    def run(self) -> None:
        self.fail_later(_named_error(self.message, self.exception_name))


class _Catching(_Exceptions, is_template=True):
    errors_to_catch = ListInputSocket(
        String, "Errors to Catch", "The names of the errors to catch, as messages show them; an empty list means all."
    )

    def catches(self, failure: NodeFailure) -> bool:
        """Return whether an error is one of those to catch."""
        wanted = self.errors_to_catch
        return not wanted or failure.error_type in wanted


class TryCatch(_Catching, include_forward_link=False):
    """Runs a branch, and another one if a node of the first fails; then goes on."""

    name = "Try / Catch"
    hyperlink = (_TRY,)

    try_ = LinkOutputSocket("Try", "What may fail.")
    catch = LinkOutputSocket("Catch", "What runs if a node failed with one of the errors.")
    error_message = OutputSocket(String, "Error Message", "The error as the log shows it; empty without one.")
    continue_ = LinkOutputSocket("Continue", "Where execution goes on unless an error was not caught.")

    def run(self) -> None:
        self.error_message = ""

    def flow(self) -> Flow:
        try:
            yield "Try"
        except NodeFailure as failure:
            if not self.catches(failure):
                raise
            self.error_message = str(failure)
        else:
            return "Continue"
        yield "Catch"
        return "Continue"


class TryCatchFinally(_Catching, include_forward_link=False):
    """Runs a branch, another one if a node of the first fails, and a third in any case."""

    name = "Try / Catch / Finally"
    hyperlink = (_TRY, _FINALLY)

    try_ = LinkOutputSocket("Try", "What may fail.")
    catch = LinkOutputSocket("Catch", "What runs if a node failed with one of the errors.")
    error_message = OutputSocket(String, "Error Message", "The error as the log shows it; empty without one.")
    finally_ = LinkOutputSocket("Finally", "What runs in any case; an error here takes the place of an earlier one.")

    def run(self) -> None:
        self.error_message = ""

    def flow(self) -> Flow:
        try:
            failed = None
            try:
                yield "Try"
            except NodeFailure as failure:
                if not self.catches(failure):
                    raise
                failed = failure
            if failed is not None:
                self.error_message = str(failed)
                yield "Catch"
        finally:
            yield "Finally"
        return None


class TryFinally(_Exceptions, include_forward_link=False):
    """Runs a branch, and another one in any case; an error of the first goes on after that."""

    name = "Try / Finally"
    hyperlink = (_TRY,)

    try_ = LinkOutputSocket("Try", "What may fail.")
    finally_ = LinkOutputSocket("Finally", "What runs in any case; an error here takes the place of an earlier one.")

    def run(self) -> None:
        """The work is done by the flow."""

    def flow(self) -> Flow:
        try:
            yield "Try"
        finally:
            yield "Finally"
        return None
