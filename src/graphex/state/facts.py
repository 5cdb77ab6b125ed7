"""Facts about the server of a root: single texts, each under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphex.state.database import StateDatabase


class Facts:
    """The facts in a state database."""

    def __init__(self, state: StateDatabase) -> None:
        self._state = state

    def find(self, name: str) -> str | None:
        """Return the text recorded under a name."""
        row = self._state.row("SELECT value FROM facts WHERE name = ?", (name,))
        return None if row is None else str(row[0])

    def record(self, name: str, value: str) -> None:
        """Record a text under a name."""
        self._state.change("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", (name, value))
