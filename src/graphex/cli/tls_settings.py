"""From settings to what `graphex.tls` takes, for the commands that deal with certificates."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphex.tls.bootstrap import CertificateDirectory, Request, request_pair
from graphex.tls.findings import Severity
from graphex.tls.serving import ServerTLS, TLSOptions, bootstrap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphex.cli.output import Output
    from graphex.settings import Settings
    from graphex.tls.findings import Finding

logger = logging.getLogger(__name__)

_LEVELS: Final = {
    Severity.ERROR: logging.ERROR,
    Severity.WARNING: logging.WARNING,
    Severity.NOTICE: logging.INFO,
}


def certificate_directory(settings: Settings) -> CertificateDirectory:
    """Choose the certificate directory: the setting's (its origin says which), else the current directory."""
    named = settings.ssl_certificates_path
    origin = (
        str(settings.origins["ssl_certificates_path"]) if named else "the current directory, as no setting names one"
    )
    return CertificateDirectory((named or Path()).expanduser().absolute(), origin, is_named=named is not None)


def pair_request(settings: Settings) -> Request:
    """Say what is wanted of the pair."""
    return request_pair(
        hostnames=settings.ssl_hostnames,
        host=settings.host,
        days=settings.ssl_days,
        key_type=settings.ssl_key_type,
        passphrase_path=settings.ssl_key_passphrase_path,
    )


def bootstrap_tls(settings: Settings) -> ServerTLS:
    """Make sure that there is a pair to serve; raises CertificateError, StartError or UsageError."""
    chosen = certificate_directory(settings)
    return bootstrap(
        chosen.path if chosen.is_named else None,
        origin=chosen.origin,
        hostnames=settings.ssl_hostnames,
        host=settings.host,
        in_memory=settings.ssl_in_memory,
        options=TLSOptions(
            days=settings.ssl_days,
            key_type=settings.ssl_key_type,
            passphrase_path=settings.ssl_key_passphrase_path,
            minimum_version=settings.ssl_min_version,
            ciphers=settings.ssl_ciphers,
        ),
    )


def report_findings(findings: Iterable[Finding], output: Output, *, as_json: bool) -> None:
    """Print findings for people, or log them for machines."""
    if not as_json:
        output.findings(findings)
        return
    for finding in findings:
        details = {"code": finding.code, "file": finding.file, "fix": finding.fix}
        logger.log(_LEVELS[finding.severity], "%s", finding.message, extra={"finding": details})
