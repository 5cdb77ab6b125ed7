"""What the validator says."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphex.tls.findings import FORMER_HINT, Finding, Severity, has_errors


@pytest.mark.parametrize(
    ("severities", "stops"),
    [((), False), ((Severity.NOTICE, Severity.WARNING), False), ((Severity.WARNING, Severity.ERROR), True)],
)
def test_only_errors_stop_a_start(severities: tuple[Severity, ...], *, stops: bool) -> None:
    findings = tuple(Finding(severity, "a-code", "A sentence.") for severity in severities)

    assert has_errors(findings) is stops


def test_programs_get_the_same_facts() -> None:
    finding = Finding(Severity.ERROR, "a-code", "A sentence.", Path("cert.pem"), "a command")

    assert finding.as_json() == {
        "severity": "error",
        "code": "a-code",
        "file": "cert.pem",
        "message": "A sentence.",
        "hint": "a command",
        FORMER_HINT: "a command",
    }
    assert Finding(Severity.ERROR, "a-code", "A sentence.").as_json()["file"] is None
