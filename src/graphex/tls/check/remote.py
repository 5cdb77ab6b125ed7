"""The validator of a running server: what it shows to every client, judged by the same rules as files."""

from __future__ import annotations

import errno
import re
import socket
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from OpenSSL import SSL

from graphex.tls.certificates.host_names import is_dns_name, to_ascii
from graphex.tls.check.handshake import Deadline, Greeting, NotTLSError, Server, greet, speaks_http, verify
from graphex.tls.check.pair import CheckResult, check_certificates
from graphex.tls.check.rules.rule import Served, in_order
from graphex.tls.findings import Finding, Severity

if TYPE_CHECKING:
    import ssl
    from datetime import datetime

_HTTPS_PORT: Final = 443
_MAX_PORT: Final = 65535
_CURRENT_VERSIONS: Final = frozenset({"TLSv1.2", "TLSv1.3"})
# The words of OpenSSL for two sides without a common version.
_OLD_TLS: Final = re.compile(r"unsupported protocol|protocol version|wrong version|version too low", re.IGNORECASE)
_UNTRUSTED: Final = "not-trusted"

# Numbers of <openssl/x509_vfy.h>, with the findings that say the same.
_EXPLAINED: Final[dict[int, frozenset[str]]] = {
    9: frozenset({"not-yet-valid"}),
    10: frozenset({"expired", "chain-expired", "chain-outdated"}),
    20: frozenset({"chain-incomplete", "chain-broken"}),
    21: frozenset({"chain-incomplete", "chain-broken"}),
    62: frozenset({"host-not-covered", "no-names"}),
    64: frozenset({"host-not-covered", "no-names"}),
}


def check_address(address: str, *, now: datetime, timeout: float = 5.0) -> CheckResult:
    """Check the certificate that a server at `https://host[:port]` sends; each step is cut off after `timeout` seconds.

    A server that cannot be reached, or an address that is none, is a finding like any other.
    """
    server = parse_address(address)
    if isinstance(server, Finding):
        return CheckResult((server,))
    greeting = _reach(server, timeout)
    if isinstance(greeting, Finding):
        return CheckResult((greeting,))
    chain = tuple(certificate for certificate in greeting.chain if certificate is not None)
    findings = [*_check_version(server, greeting), *_check_readable(server, greeting)]
    if chain:
        findings += check_certificates(Served(chain, now, server.name))
    findings += _check_trust(server, timeout, {finding.code for finding in findings})
    return CheckResult(in_order(findings), tuple(found.certificate for found in chain))


def parse_address(address: str) -> Server | Finding:
    """Take an address apart; one without `https://` before it is meant to have it."""
    text = address.strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, port = parts.hostname or "", parts.port
        name = host if ":" in host else _host_name(host)
    except ValueError as error:
        return _bad_address(address, str(error))
    if parts.scheme != "https":
        return _bad_address(address, f"it begins with {parts.scheme}:, not https:")
    if not name or any(character.isspace() or not character.isprintable() for character in name):
        return _bad_address(address, "there is no host name in it")
    if port is not None and not 0 < port <= _MAX_PORT:
        return _bad_address(address, f"there is no port {port}")
    return Server(name, port or _HTTPS_PORT)


def _host_name(host: str) -> str:
    name = to_ascii(host)
    if host and not is_dns_name(name):
        raise ValueError(f"{host!r} is no host name")
    return name


def _reach(server: Server, timeout: float) -> Greeting | Finding:
    try:
        return greet(server, Deadline(timeout))
    except NotTLSError as error:
        if error.is_http or speaks_http(server, Deadline(timeout)):
            message = f"{server} speaks plain HTTP, without TLS."
            return _error("plain-http", message, "Turn HTTPS on there, or name the port that serves it.")
        return _error("not-tls", f"{server} does not answer with TLS.", "Name the port that serves HTTPS.")
    except SSL.Error as error:
        return _handshake_failure(server, error)
    except OSError as error:
        return _unreachable(server, error, timeout)


def _handshake_failure(server: Server, error: SSL.Error) -> Finding:
    reasons = error.args[0] if error.args else ()
    reason = str(reasons[0][-1]) if reasons else "no reason given"
    if _OLD_TLS.search(reason):
        message = f"{server} offers no version of TLS that is still in use ({reason})."
        return _error("tls-outdated", message, "Turn TLS 1.2 and 1.3 on there.")
    return _error("tls-failed", f"{server} breaks the TLS handshake off: {reason}.", "Look into that server's log.")


def _unreachable(server: Server, error: OSError, timeout: float) -> Finding:
    if isinstance(error, socket.gaierror):
        message = f"The host name {server.name} is not known here."
        return _error("host-unknown", message, f"Check the name: getent hosts {server.name}")
    if isinstance(error, TimeoutError):
        message = f"{server} does not answer within {timeout:g} seconds."
        return _error("no-answer", message, "Check address and firewall.")
    if error.errno == errno.ECONNREFUSED:
        message = f"{server} refuses the connection: nothing listens there."
        return _error("unreachable", message, "Start the server, or name the port it listens on.")
    reason = error.strerror or str(error) or "the connection was closed"
    return _error("unreachable", f"{server} cannot be reached: {reason}.", "Check address and network.")


def _check_version(server: Server, greeting: Greeting) -> tuple[Finding, ...]:
    if greeting.version in _CURRENT_VERSIONS:
        return ()
    message = f"{server} offers nothing better than {greeting.version}; clients refuse that."
    return (_error("tls-outdated", message, "Turn TLS 1.2 and 1.3 on there."),)


def _check_readable(server: Server, greeting: Greeting) -> tuple[Finding, ...]:
    if greeting.chain and None not in greeting.chain:
        return ()
    what = "a certificate that cannot be decoded" if greeting.chain else "no certificate"
    return (_error("certificate-malformed", f"{server} sends {what}.", "Replace the certificate on that server."),)


def _check_trust(server: Server, timeout: float, said: set[str]) -> tuple[Finding, ...]:
    """Return whether this machine's programs accept the certificate, and why not."""
    try:
        problem = verify(server, Deadline(timeout))
    except OSError:
        # The server is too old or broke off: the findings so far say it.
        return ()
    if problem is None:
        return (Finding(Severity.NOTICE, "trusted", f"This machine trusts the certificate of {server}."),)
    if not _EXPLAINED.get(problem.verify_code, frozenset()).isdisjoint(said):
        return ()
    return (Finding(Severity.WARNING, _UNTRUSTED, _distrust(server, problem), None, _COMPARE),)


def _distrust(server: Server, problem: ssl.SSLCertVerificationError) -> str:
    return f"This machine does not trust the certificate of {server}: {problem.verify_message}."


_COMPARE: Final = "Compare the SHA-256 fingerprint with the server's own, then add the certificate to the trust store."


def _bad_address(address: str, reason: str) -> Finding:
    # A password that stands before the host is nobody's business.
    shown = re.sub(r"[^/\s]*@", "", address)
    return _error("address-invalid", f"{shown!r} is not an address to check: {reason}.", "Write https://host:port.")


def _error(code: str, message: str, hint: str) -> Finding:
    return Finding(Severity.ERROR, code, message, None, hint)
