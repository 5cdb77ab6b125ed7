"""Problems as values."""

from __future__ import annotations

from graphex.web.http.problem import Problem, ProblemError


def test_a_document_holds_what_there_is_to_say() -> None:
    problem = Problem(404, "Nothing is there.", headers={"X": "y"})

    assert problem.as_json() == {"title": "Not Found", "status": 404, "detail": "Nothing is there."}


def test_an_error_carries_its_problem() -> None:
    problem = Problem(403, "It is refused.", "Ask somebody else.")

    error = ProblemError(problem)

    assert error.problem is problem
    assert str(error) == "It is refused."
