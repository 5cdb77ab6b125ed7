"""What can be said about the certificate that is served: whom it holds for, how long still, and what helps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, cast

from graphex.tls.certificates.life import Standing, format_span, standing
from graphex.web.connection.advice import advise_on_end, advise_on_name
from graphex.web.connection.seals import ENCRYPTED, Seal

if TYPE_CHECKING:
    from datetime import datetime

    from graphex.tls import ServerTLS
    from graphex.tls.certificates.certificate import CertificateInfo
    from graphex.web.connection.documents import CertificateDocument
    from graphex.web.connection.hints import Hint

SECONDS_A_DAY: Final = 86400


@dataclass(frozen=True, slots=True)
class CertificateReport:
    """The certificate served at this moment, in the words of the Connection page.

    `name_advice` says how it comes to hold the visitor's address, where it does not.
    """

    info: CertificateInfo
    now: datetime
    renewal: datetime | None
    name_advice: Hint | None

    @property
    def names(self) -> tuple[str, ...]:
        """All names and addresses it holds for."""
        return (*self.info.names.dns, *map(str, self.info.names.addresses))

    @property
    def days_left(self) -> int:
        """Whole days until it ends; negative when it has ended."""
        return int((self.info.not_after - self.now).total_seconds() // SECONDS_A_DAY)

    @property
    def days_total(self) -> int:
        """Whole days of its life."""
        return max(1, (self.info.not_after - self.info.not_before).days)

    @property
    def covers_host(self) -> bool:
        """Whether it holds for the address that the visitor used."""
        return self.name_advice is None

    @property
    def standing(self) -> Standing:
        """Where it stands in its life."""
        return standing(self.info.not_before, self.info.not_after, self.now)

    @property
    def level(self) -> Literal["good", "warn", "bad"]:
        """How well that is."""
        levels: dict[Standing, Literal["good", "warn"]] = {Standing.WELL: "good", Standing.SOON: "warn"}
        return levels.get(self.standing, "bad")

    @property
    def time_left(self) -> str:
        """How long it still holds, as people say it."""
        return format_span(self.info.not_after - self.now)

    @property
    def end_advice(self) -> str:
        """What is to be done about its end."""
        return advise_on_end(self.info, self.renewal)

    def as_json(self) -> CertificateDocument:
        """Return the certificate's members of /api/connection."""
        document = {
            **self.info.as_json(renewal=self.renewal),
            "covers_host": self.covers_host,
            "days_left": self.days_left,
            "standing": self.standing.value,
        }
        return cast("CertificateDocument", document)  # the members of every certificate, which a test compares


def report_certificate(tls: ServerTLS, host: str, now: datetime) -> CertificateReport:
    """Describe the certificate that is served, for a visitor who used this name or address."""
    info = tls.info()
    advice = None if info.names.covers(host) else advise_on_name(host, tls)
    return CertificateReport(info, now, tls.renewal_due(), advice)


def look_at_certificate(info: CertificateInfo, host: str, now: datetime) -> Seal:
    """Return how well a certificate does for a visitor who used this name or address."""
    ends = f"ends in {format_span(info.not_after - now)}"
    match standing(info.not_before, info.not_after, now):
        case Standing.EARLY:
            return Seal("bad", "Certificate not valid yet", "Not valid yet")
        case Standing.ENDED:
            return Seal("bad", "Certificate expired", "Expired")
        case Standing.URGENT:
            return Seal("bad", f"Certificate {ends}", ends.capitalize())
        case _ if not info.names.covers(host):
            return Seal("bad", "Certificate of another name", "Another name")
        case Standing.SOON:
            return Seal("warn", f"Certificate {ends}", ends.capitalize())
        case _:
            return ENCRYPTED
