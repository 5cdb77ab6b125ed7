"""What went wrong with a request, as a value: raised where it is found, answered at the boundary."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, in the two sentences that every face of GraphEx uses."""

    status: int
    detail: str
    hint: str | None = None
    reference: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The name of the status."""
        return HTTPStatus(self.status).phrase

    def as_json(self) -> dict[str, object]:
        """Return the members of the problem document."""
        members = {
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "hint": self.hint,
            "reference": self.reference,
        }
        return {name: value for name, value in members.items() if value is not None}


class ProblemError(Exception):
    """A request is refused; `problem` is the answer."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem
