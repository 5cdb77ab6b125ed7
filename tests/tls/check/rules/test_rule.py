"""What every rule builds on: applying rules, ordering findings, and the command that makes way for a new pair."""

from __future__ import annotations

from pathlib import Path

from graphex.tls.check.rules.rule import apply, in_order, make_way
from graphex.tls.findings import Finding, Severity
from tls.material import issue, served

WARNING = Finding(Severity.WARNING, "w", "A warning.")
NOTICE = Finding(Severity.NOTICE, "n", "A notice.")
ERROR = Finding(Severity.ERROR, "e", "An error.")


def test_findings_keep_the_order_of_the_rules() -> None:
    rules = [lambda _: [NOTICE], lambda _: [], lambda _: [ERROR, WARNING]]

    findings = apply(rules, served(issue()))

    assert findings == (NOTICE, ERROR, WARNING)


def test_errors_come_first_and_nothing_comes_twice() -> None:
    findings = in_order([NOTICE, WARNING, ERROR, WARNING])

    assert findings == (ERROR, WARNING, NOTICE)


def test_a_finding_names_the_certificate_file(tmp_path: Path) -> None:
    finding = served(issue(), directory=tmp_path).warning("code", "A sentence.", "A hint.")

    assert finding == Finding(Severity.WARNING, "code", "A sentence.", tmp_path / "cert.pem", "A hint.")


def test_making_way_moves_both_files() -> None:
    command = make_way(served(issue(), directory=Path("it's here")), ".old")

    assert command == (
        """mv 'it'"'"'s here/cert.pem' 'it'"'"'s here/cert.pem.old' && """
        """mv 'it'"'"'s here/key.pem' 'it'"'"'s here/key.pem.old'"""
    )


def test_a_running_server_has_no_files_to_move() -> None:
    command = make_way(served(issue()), ".old")

    assert command is None
