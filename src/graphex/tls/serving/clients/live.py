"""The rules for client certificates while they are in use: authorities and revocations followed, refusals said once."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives import hashes

from graphex.tls.serving.clients.certificates import AUTHORITIES, ClientRules, read_authorities
from graphex.tls.serving.clients.revocation import LIST, Revocations, read_revocations
from graphex.tls.store.followed_file import FollowedFile

if TYPE_CHECKING:
    from cryptography import x509

    from graphex.tls.findings import Finding
    from graphex.tls.serving.clients.certificates import ClientPolicy
    from graphex.tls.store.followed_file import Reading

logger = logging.getLogger(__name__)

# More different reasons than that come from somebody who makes them up.
_MOST_SAID: Final = 100


class LiveClients:
    """What is asked of clients now; whoever follows the pair calls `look` as often as at the pair itself."""

    def __init__(self, policy: ClientPolicy) -> None:
        """Read the files; raises CertificateError when one of them is not good."""
        self.policy = policy
        self._authorities = FollowedFile(policy.authorities, self._read_authorities, AUTHORITIES)
        self.rules = ClientRules(self._authorities.value, policy.is_required)
        self._revoked = None if policy.revoked is None else FollowedFile(policy.revoked, self._read_revoked, LIST)
        self._said: set[str] = set()
        self._looking = threading.Lock()
        wanted = "required" if policy.is_required else "optional"
        logger.info("Client certificates are %s, of %s.", wanted, self._describe_authorities())

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Warnings about the files."""
        return (*self._authorities.findings, *(self._revoked.findings if self._revoked else ()))

    @property
    def revocations(self) -> Revocations:
        """The certificates that are revoked now."""
        return self._revoked.value if self._revoked else Revocations()

    def look(self) -> ClientRules:
        """Take over what changed in the files, and return the rules of now."""
        with self._looking:
            if self._authorities.look():
                self.rules = ClientRules(self._authorities.value, self.policy.is_required, self.rules.number + 1)
                self._said.clear()
                logger.info("Now accepting the client certificates of %s.", self._describe_authorities())
            if self._revoked is not None and self._revoked.look():
                number = len(self._revoked.value)
                logger.info("%d client certificate%s revoked now.", number, " is" if number == 1 else "s are")
            return self.rules

    def problem_with(self, certificate: x509.Certificate) -> str | None:
        """Return why a certificate that OpenSSL has verified is refused all the same; None when it is not."""
        # The end is looked at because a resumed session was verified when it began.
        if certificate.not_valid_after_utc < dt.datetime.now(dt.UTC):
            reason = "it has expired"
        elif self.revocations.holds(certificate):
            reason = "it is revoked"
        else:
            return None
        digest = certificate.fingerprint(hashes.SHA256()).hex(":").upper()
        return f"The client certificate of {certificate.subject.rfc4514_string()} ({digest}) is refused: {reason}."

    def report(self, reason: str) -> None:
        """Log why a client is refused; each reason once, since scanners call all day."""
        if reason not in self._said and len(self._said) < _MOST_SAID:
            self._said.add(reason)
            logger.warning("%s This is said once.", reason)

    def _describe_authorities(self) -> str:
        return "; ".join(one.subject.rfc4514_string() for one in self.rules.authorities)

    def __reduce__(self) -> tuple[object, ...]:
        """Travel to a worker process as the policy; the files are read anew there."""
        return LiveClients, (self.policy,)

    def _read_authorities(self) -> Reading[tuple[x509.Certificate, ...]]:
        return read_authorities(self.policy.authorities, now=dt.datetime.now(dt.UTC))

    def _read_revoked(self) -> Reading[Revocations]:
        assert self.policy.revoked is not None  # noqa: S101 - for the type checker
        return read_revocations(self.policy.revoked, self.rules.authorities, now=dt.datetime.now(dt.UTC))
