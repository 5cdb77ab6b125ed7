"""Order: branches one after another, and work for the end of the graph."""

from __future__ import annotations

from graphex.plugin import Flow, LinkOutputSocket, Node, OptionalInputSocket, String
from graphex.plugin.colors import COLOR_CONTROL_FLOW


class _Sequence(Node, is_template=True, include_forward_link=False):
    categories = ["Control Flow"]
    color = COLOR_CONTROL_FLOW

    first = LinkOutputSocket("First Event", "What runs first.")
    second = LinkOutputSocket("Second Event", "What runs when the first branch has ended.")

    def run(self) -> None:
        """The work is done by the flow."""

    def flow(self) -> Flow:
        *before, last = self._step.shape.link_outputs
        yield from before
        return last


class Sequence2(_Sequence, include_forward_link=False):
    """Runs two branches one after the other; an error leaves out the rest."""

    name = "Sequence (2)"


class Sequence3(_Sequence, include_forward_link=False):
    """Runs three branches one after the other; an error leaves out the rest."""

    name = "Sequence (3)"

    third = LinkOutputSocket("Third Event", "What runs when the second branch has ended.")


class Sequence4(_Sequence, include_forward_link=False):
    """Runs four branches one after the other; an error leaves out the rest."""

    name = "Sequence (4)"

    third = LinkOutputSocket("Third Event", "What runs when the second branch has ended.")
    fourth = LinkOutputSocket("Fourth Event", "What runs when the third branch has ended.")


class Defer(Node, include_forward_link=False):
    """Keeps a branch for the end of the graph, which it reaches with or without an error; the last kept runs first."""

    name = "Defer"
    categories = ["Control Flow"]
    color = COLOR_CONTROL_FLOW

    label = OptionalInputSocket(String, "Name", "A name for the log.")
    deferred = LinkOutputSocket("Deferred Nodes", "What runs at the end; it sees the values of that time.")
    continue_ = LinkOutputSocket("Continue", "Where execution goes on at once.")

    def run(self) -> None:
        branch, label = self.forward("Deferred Nodes"), self.label

        def run_branch() -> None:
            self.logger.debug(
                f"[{self.name} - {label}] Executing deferred nodes..."
                if label
                else f"[{self.name}] Executing deferred nodes..."
            )
            for entry in branch:
                self._runtime.execute_node(entry)

        self.defer(run_branch)

    def flow(self) -> str:
        return "Continue"
