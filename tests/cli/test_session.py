"""A session reports before anything is configured, and does not show secrets."""

from __future__ import annotations

from graphex.cli.output import Output
from graphex.cli.session import Session
from graphex.logs import Redactor


def test_a_new_session_is_not_verbose_and_has_no_redactor() -> None:
    session = Session(Output.of_process())

    assert (session.verbose, session.redactor) == (False, None)


def test_the_text_of_a_session_holds_no_redactor() -> None:
    assert "Redactor" not in repr(Session(Output.of_process(), redactor=Redactor()))
