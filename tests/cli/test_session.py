"""A session reports before anything is configured, and does not show secrets."""

from __future__ import annotations

from graphex.cli.output import Output
from graphex.cli.session import Session


def test_a_new_session_is_not_verbose_and_knows_no_secret() -> None:
    session = Session(Output.of_process())

    assert (session.verbose, session.mask.is_empty) == (False, True)


def test_the_text_of_a_session_holds_no_mask() -> None:
    assert "Mask" not in repr(Session(Output.of_process()))
