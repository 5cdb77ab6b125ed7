"""Branches and logic: which way execution goes on, and the operators on Booleans."""

from __future__ import annotations

from graphex.plugin import Boolean, Flow, InputSocket, LinkOutputSocket, ListInputSocket, Node, OutputSocket
from graphex.plugin.colors import COLOR_CONTROL_FLOW

_PYTHON = "https://docs.python.org/3/reference/expressions.html"


class _Branch(Node, is_template=True, include_forward_link=False):
    categories = ["Control Flow"]
    color = COLOR_CONTROL_FLOW
    hyperlink = ("https://docs.python.org/3/tutorial/controlflow.html#if-statements",)

    condition = InputSocket(Boolean, "Condition", "What decides.")

    def run(self) -> None:
        """The work is done by the flow."""


class IfElse(_Branch, include_forward_link=False):
    """Goes on with one of two branches."""

    name = "If / Else"

    if_true = LinkOutputSocket("If True", "Where execution goes on if the condition is true.")
    if_false = LinkOutputSocket("If False", "Where execution goes on if the condition is false.")

    def flow(self) -> str:
        return "If True" if self.condition else "If False"


class IfElseFinally(_Branch, include_forward_link=False):
    """Runs one of two branches, then goes on; an error in the branch skips what follows."""

    name = "If / Else / Finally"

    if_true = LinkOutputSocket("If True", "What runs if the condition is true.")
    if_false = LinkOutputSocket("If False", "What runs if the condition is false.")
    finally_ = LinkOutputSocket("Finally", "Where execution goes on after either branch.")

    def flow(self) -> Flow:
        yield "If True" if self.condition else "If False"
        return "Finally"


class IfTrue(_Branch, include_forward_link=False):
    """Goes on if the condition is true; otherwise execution ends here."""

    name = "If True"

    if_true = LinkOutputSocket("If True", "Where execution goes on if the condition is true.")

    def flow(self) -> str | None:
        return "If True" if self.condition else None


class IfTrueFinally(_Branch, include_forward_link=False):
    """Runs a branch if the condition is true, then goes on; an error in the branch skips what follows."""

    name = "If True / Finally"

    if_true = LinkOutputSocket("If True", "What runs if the condition is true.")
    finally_ = LinkOutputSocket("Finally", "Where execution goes on in any case.")

    def flow(self) -> Flow:
        if self.condition:
            yield "If True"
        return "Finally"


class IfFalse(_Branch, include_forward_link=False):
    """Goes on if the condition is false; otherwise execution ends here."""

    name = "If False"

    if_false = LinkOutputSocket("If False", "Where execution goes on if the condition is false.")

    def flow(self) -> str | None:
        return None if self.condition else "If False"


class IfFalseFinally(_Branch, include_forward_link=False):
    """Runs a branch if the condition is false, then goes on; an error in the branch skips what follows."""

    name = "If False / Finally"

    if_false = LinkOutputSocket("If False", "What runs if the condition is false.")
    finally_ = LinkOutputSocket("Finally", "Where execution goes on in any case.")

    def flow(self) -> Flow:
        if not self.condition:
            yield "If False"
        return "Finally"


class _Operator(Node, is_template=True):
    categories = ["Control Flow", "Operators"]
    color = COLOR_CONTROL_FLOW


class And(_Operator):
    """Tells whether all Booleans are true; so are none at all."""

    name = "And (Boolean)"
    hyperlink = (f"{_PYTHON}#booleans",)

    booleans = ListInputSocket(Boolean, "Booleans", "The Booleans that must all be true.")
    result = OutputSocket(Boolean, "Result", "True unless one of them is false.")

    def run(self) -> None:
        self.result = all(self.booleans)


class Or(_Operator):
    """Tells whether at least one Boolean is true; among none, no one is."""

    name = "Or (Boolean)"
    hyperlink = (f"{_PYTHON}#booleans",)

    booleans = ListInputSocket(Boolean, "Booleans", "The Booleans of which one must be true.")
    result = OutputSocket(Boolean, "Result", "True if one of them is true.")

    def run(self) -> None:
        self.result = any(self.booleans)


class Not(_Operator):
    """Turns true into false, and false into true."""

    name = "Negate / Not (Boolean)"
    hyperlink = (f"{_PYTHON}#is-not",)

    boolean = InputSocket(Boolean, "Boolean", "The Boolean to turn round.")
    result = OutputSocket(Boolean, "Result", "The opposite.")

    def run(self) -> None:
        self.result = not self.boolean


class _Comparison(Node, is_template=True):
    categories = ["Control Flow", "Operators"]
    color = COLOR_CONTROL_FLOW
    hyperlink = (f"{_PYTHON}#value-comparisons",)

    boolean_1 = InputSocket(Boolean, "Boolean 1", "The first Boolean.")
    boolean_2 = InputSocket(Boolean, "Boolean 2", "The second Boolean.")
    result = OutputSocket(Boolean, "Result", "What the comparison gives.")


class EqualBoolean(_Comparison):
    """Tells whether two Booleans are the same."""

    name = "Equal (Boolean)"

    def run(self) -> None:
        self.result = self.boolean_1 == self.boolean_2


class NotEqualBoolean(_Comparison):
    """Tells whether two Booleans differ."""

    name = "Not Equal (Boolean)"

    def run(self) -> None:
        self.result = self.boolean_1 != self.boolean_2
