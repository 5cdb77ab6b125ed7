"""The validator of a certificate and its key: one for the start, for changed files and for `graphex certs check`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graphex.tls import shell
from graphex.tls.check.files import certificates_of, check_mode, read_pem_file
from graphex.tls.check.key import LEAF_NOT_FIRST, PASSPHRASE_NEEDED, check_count, check_kind, check_match, read_key
from graphex.tls.check.rules import chain
from graphex.tls.check.rules import dates as rules_dates
from graphex.tls.check.rules import form as rules_form
from graphex.tls.check.rules import names as rules_names
from graphex.tls.check.rules.rule import Served, apply, in_order
from graphex.tls.check.trial import check_loading, check_strictly
from graphex.tls.findings import Finding, Severity, has_errors

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from cryptography import x509

    from graphex.tls.check.files import PemFile
    from graphex.tls.check.key import ReadKey
    from graphex.tls.check.rules.rule import Rule

CERTIFICATE_RULES: Final[tuple[Rule, ...]] = (
    *rules_dates.RULES,
    *rules_names.RULES,
    *rules_form.RULES,
    *chain.RULES,
)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What was found, errors first, and the certificates as they stand in the file or come from the server."""

    findings: tuple[Finding, ...]
    certificates: tuple[x509.Certificate, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing stops a start."""
        return not has_errors(self.findings)

    @property
    def leaf(self) -> x509.Certificate | None:
        """The certificate that names the server, if there is a readable one."""
        return self.certificates[0] if self.certificates else None

    @property
    def needs_passphrase(self) -> bool:
        """Whether the key is encrypted and no passphrase was given."""
        return any(finding.code == PASSPHRASE_NEEDED for finding in self.findings)


def check_pair(
    certfile: Path, keyfile: Path, *, now: datetime, passphrase: bytes | None = None, host: str | None = None
) -> CheckResult:
    """Check a certificate with its chain and its key; `now` is aware, `host` the name that clients will use.

    Whatever the files are, the answer is findings: nothing is raised, asked for or waited for.
    """
    certificate_file = read_pem_file(certfile)
    key_file = certificate_file if keyfile == certfile else read_pem_file(keyfile)
    if _are_swapped(certificate_file, key_file):
        return CheckResult((_swapped(certfile, keyfile),))
    certificates, file_findings = certificates_of(certificate_file)
    key = read_key(key_file, passphrase)
    findings = [*file_findings, *key.findings, *check_count(key_file)]
    findings += [*check_mode(key_file), *check_mode(certificate_file)]
    if certificates:
        findings = _check_together(Served(certificates, now, host, certfile, keyfile), key, passphrase, findings)
    elif key.facts is not None:
        findings += check_kind(key.facts, keyfile)
    return CheckResult(in_order(findings), tuple(found.certificate for found in certificates))


def check_certificates(served: Served) -> tuple[Finding, ...]:
    """Judge certificates alone, wherever they come from: every rule, then OpenSSL's strict verification."""
    findings = apply(CERTIFICATE_RULES, served)
    return (*findings, *check_strictly(served, _codes(findings)))


def _check_together(served: Served, key: ReadKey, passphrase: bytes | None, findings: list[Finding]) -> list[Finding]:
    """Add to what the files alone have shown how certificate and key do together."""
    match = check_match(served, key)
    # With another certificate first, the rest would speak of one that is not the server's.
    judged = () if LEAF_NOT_FIRST in _codes(match) else check_certificates(served)
    # What the certificate shows of the key need not be said of the key as well.
    found = [finding for finding in findings if finding.code not in _codes(judged)] + [*match, *judged]
    if key.key is None:
        return found
    errors = _codes(finding for finding in found if finding.severity is Severity.ERROR)
    return [*found, *check_loading(served, key.key, passphrase=passphrase, said=errors)]


def _codes(findings: Iterable[Finding]) -> set[str]:
    return {finding.code for finding in findings}


def _are_swapped(certificate_file: PemFile, key_file: PemFile) -> bool:
    first, second = certificate_file.pem, key_file.pem
    return bool(first.keys and second.certificates) and not (first.certificates or second.keys)


def _swapped(certfile: Path, keyfile: Path) -> Finding:
    cert, key, between = shell.quote(certfile), shell.quote(keyfile), shell.quote(certfile, ".swapped")
    return Finding(
        Severity.ERROR,
        "swapped",
        f"{certfile} holds the private key and {keyfile} the certificate: the two are swapped.",
        certfile,
        f"mv {cert} {between} && mv {key} {cert} && mv {between} {key} && chmod 600 {key}",
    )
