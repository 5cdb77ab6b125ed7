"""Problems: what is wrong with a graph, where, and how to mend it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from graphex.masks import Mask


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of a graph.

    `node_id`, `node_name` and `socket` say where it is, as far as it has such a place. `error_type` is the class name
    under which users of run logs know this kind of problem.
    """

    code: str
    message: str
    hint: str
    graph: str
    severity: Literal["error", "warning"] = "error"
    node_id: str | None = None
    node_name: str | None = None
    socket: str | None = None
    error_type: str = "RuntimeError"

    @property
    def place(self) -> str:
        """The graph, node and socket in words."""
        parts = [self.graph.removeprefix("/")]
        if self.node_id is not None:
            parts.append(f"{self.node_name} ({self.node_id})")
        if self.socket is not None:
            parts.append(f"socket {self.socket}")
        return ", ".join(parts)

    @property
    def log_text(self) -> str:
        """The line that the log of a refused run shows."""
        text = self.message
        if self.socket is not None:
            text = f"Error for socket '{self.socket}' on node {self.node_name} ({self.node_id}): {text}"
        elif self.error_type in ("NodeUsageError", "NodeMisalignedSockets"):
            text = f"Node '{self.node_name}' ({self.node_id}): {text}"
        return f"Graph {self.graph} failed to validate: ({self.error_type}) {text}"

    def masked(self, mask: Mask) -> Problem:
        """Return the problem without secrets, which the value of an input may have brought in."""
        return replace(self, message=mask(self.message), hint=mask(self.hint))

    def as_json(self) -> dict[str, Any]:
        """Return the problem as an object for JSON."""
        return asdict(self)
