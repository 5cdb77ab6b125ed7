"""What the validator says."""

from __future__ import annotations

import pytest

from graphex.tls.findings import Finding, Severity, has_errors


@pytest.mark.parametrize(
    ("severities", "stops"),
    [((), False), ((Severity.NOTICE, Severity.WARNING), False), ((Severity.WARNING, Severity.ERROR), True)],
)
def test_only_errors_stop_a_start(severities: tuple[Severity, ...], *, stops: bool) -> None:
    findings = tuple(Finding(severity, "a-code", "A sentence.") for severity in severities)

    assert has_errors(findings) is stops
