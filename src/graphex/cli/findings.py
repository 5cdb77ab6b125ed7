"""Findings about certificates, for people on the terminal or for machines in the log."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from graphex.tls.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphex.cli.output import Output
    from graphex.tls.findings import Finding

logger = logging.getLogger(__name__)

_LEVELS: Final = {
    Severity.ERROR: logging.ERROR,
    Severity.WARNING: logging.WARNING,
    Severity.NOTICE: logging.INFO,
}


def report_findings(findings: Iterable[Finding], output: Output, *, as_json: bool) -> None:
    """Print findings for people, or log them for machines."""
    if not as_json:
        output.findings(findings)
        return
    for finding in findings:
        details = {"code": finding.code, "file": finding.file, "hint": finding.hint}
        logger.log(_LEVELS[finding.severity], "%s", finding.message, extra={"finding": details})
