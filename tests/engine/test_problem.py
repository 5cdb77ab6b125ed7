"""Problems."""

from __future__ import annotations

import pytest

from graphex.engine import Problem


@pytest.mark.parametrize(
    ("where", "error_type", "place", "text"),
    [
        ({}, "RuntimeError", "a.gx", "(RuntimeError) no"),
        ({"node_id": "N-0", "node_name": "N"}, "ValueError", "a.gx, N (N-0)", "(ValueError) no"),
        (
            {"node_id": "N-0", "node_name": "N"},
            "NodeUsageError",
            "a.gx, N (N-0)",
            "(NodeUsageError) Node 'N' (N-0): no",
        ),
        (
            {"node_id": "N-0", "node_name": "N", "socket": "s"},
            "SocketError",
            "a.gx, N (N-0), socket s",
            "(SocketError) Error for socket 's' on node N (N-0): no",
        ),
    ],
)
def test_where_and_what(where: dict[str, str], error_type: str, place: str, text: str) -> None:
    problem = Problem(code="x", message="no", hint="do", graph="/a.gx", error_type=error_type, **where)  # type: ignore[arg-type]  # places by name

    assert problem.place == place
    assert problem.log_text == f"Graph /a.gx failed to validate: {text}"
    assert problem.as_json()["hint"] == "do"
