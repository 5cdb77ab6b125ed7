"""A look that fails ends nothing."""

from __future__ import annotations

import pytest

from graphex.tls.serving.looking import failures_logged


def test_what_goes_wrong_is_logged_with_its_traceback(caplog: pytest.LogCaptureFixture) -> None:
    with failures_logged():
        int("no number")

    (record,) = caplog.records
    assert record.getMessage() == "Looking after the certificate failed."
    assert "no number" in str(record.exc_info)


def test_an_interrupt_passes() -> None:
    with pytest.raises(KeyboardInterrupt), failures_logged():
        raise KeyboardInterrupt
