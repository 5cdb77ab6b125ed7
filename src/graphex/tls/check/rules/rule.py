"""What a rule is: a pure function from what is served to findings; and the shorthand that rules are written in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from graphex.tls.findings import Finding, Severity
from graphex.tls.shell import set_aside

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from graphex.tls.certificates.facts import CertificateFacts


@dataclass(frozen=True, slots=True)
class Served:
    """A certificate with the chain it is served with, at a moment, for a host; the file is None for a live server.

    `chain` is everything in the order given, `leaf` (its first) included.
    """

    chain: tuple[CertificateFacts, ...]
    now: datetime
    host: str | None = None
    certfile: Path | None = None
    keyfile: Path | None = None

    @property
    def leaf(self) -> CertificateFacts:
        """The certificate that names the server."""
        return self.chain[0]

    def finding(self, severity: Severity, code: str, message: str, hint: str | None = None) -> Finding:
        """State something about the certificate file."""
        return Finding(severity, code, message, self.certfile, hint)

    def error(self, code: str, message: str, hint: str | None = None) -> Finding:
        """State what stops a start."""
        return self.finding(Severity.ERROR, code, message, hint)

    def warning(self, code: str, message: str, hint: str | None = None) -> Finding:
        """State what some clients refuse."""
        return self.finding(Severity.WARNING, code, message, hint)

    def notice(self, code: str, message: str, hint: str | None = None) -> Finding:
        """State what is worth knowing."""
        return self.finding(Severity.NOTICE, code, message, hint)


Rule: TypeAlias = Callable[[Served], Iterable[Finding]]

# Where a certificate has to be made again, whoever issues it.
REISSUE: Final = "Have the certificate issued again"


def make_way(served: Served, suffix: str) -> str | None:
    """Return the command after which the next start creates a new pair; None for a certificate that is in no file."""
    files = dict.fromkeys(path for path in (served.certfile, served.keyfile) if path is not None)
    return " && ".join(set_aside(path, suffix) for path in files) or None


def apply(rules: Iterable[Rule], served: Served) -> tuple[Finding, ...]:
    """Collect what every rule finds, in the order of the rules."""
    return tuple(finding for rule in rules for finding in rule(served))


_RANK: Final = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTICE: 2}


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Put errors first and notices last, and say nothing twice."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda finding: _RANK[finding.severity]))
