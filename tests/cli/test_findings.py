"""Findings on the terminal and in the log."""

from __future__ import annotations

import io
import json
import logging

from graphex.cli.findings import report_findings
from graphex.cli.output import Output
from graphex.logs import configure_logging
from graphex.tls import Finding, Severity

FINDING = Finding(Severity.WARNING, "a-code", "A sentence.", None, "A hint.")


def test_findings_are_printed_for_people() -> None:
    stderr = io.StringIO()

    report_findings([FINDING], Output(io.StringIO(), stderr), as_json=False)

    assert "warning: A sentence." in stderr.getvalue()
    assert "A hint." in stderr.getvalue()


def test_findings_are_logged_for_machines() -> None:
    stream = io.StringIO()
    configure_logging(as_json=True, stream=stream)

    report_findings([FINDING], Output(io.StringIO(), io.StringIO()), as_json=True)
    logging.getLogger().handlers.clear()

    line = json.loads(stream.getvalue())
    assert line["message"] == "A sentence."
    assert line["level"] == "warning"
    assert line["finding"]["hint"] == "A hint."
