"""What the validator says about a certificate and its key."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from graphex.errors import StartError

if TYPE_CHECKING:
    from pathlib import Path

FORMER_HINT: Final = "fix"
"""What the hint was called in JSON before, for programs that read it so."""


class Severity(StrEnum):
    """How much a finding matters: an error stops the start, a warning breaks some clients, a notice only informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or worth knowing, about a certificate or its key.

    `code` is a stable identifier such as `key-mismatch`; `message` is one sentence that holds the value;
    `hint` is one command or sentence; `file` is None when the finding is not about one file.
    """

    severity: Severity
    code: str
    message: str
    file: Path | None = None
    hint: str | None = None

    def as_json(self) -> dict[str, str | None]:
        """Return it for programs."""
        return {
            "severity": self.severity.value,
            "code": self.code,
            "file": str(self.file) if self.file else None,
            "message": self.message,
            "hint": self.hint,
            FORMER_HINT: self.hint,
        }


def has_errors(findings: tuple[Finding, ...]) -> bool:
    """Return whether any finding stops a start."""
    return any(finding.severity is Severity.ERROR for finding in findings)


class CertificateError(StartError):
    """The pair cannot be served; `findings` says all that is wrong with it."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        first = next((f for f in findings if f.severity is Severity.ERROR), findings[0])
        super().__init__(first.message, hint=first.hint)
        self.findings = findings
