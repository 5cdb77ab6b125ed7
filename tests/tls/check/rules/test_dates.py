"""Rules about time."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from cryptography import x509

from graphex.tls.certificates.certificate import create_self_signed
from graphex.tls.certificates.facts import facts_of
from graphex.tls.certificates.names import parse_names
from graphex.tls.check.rules import dates as rules_dates
from graphex.tls.check.rules.rule import Served, apply
from tls.material import NOW, Issued, authority, codes, issue, served

if TYPE_CHECKING:
    from pathlib import Path

DAY = dt.timedelta(days=1)
END = NOW + 80 * DAY


@pytest.fixture(scope="module")
def certificate() -> Issued:
    return issue(days=90)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (NOW, []),
        (END, ["expires-soon"]),
        (END + dt.timedelta(seconds=1), ["expired"]),
        (END - 14 * DAY, []),
        (END - 13 * DAY, ["expires-soon"]),
        (NOW - 10 * DAY, []),
        (NOW - 11 * DAY, ["not-yet-valid"]),
        (dt.datetime(2025, 12, 31, 23, 59, tzinfo=dt.UTC), ["clock-wrong", "not-yet-valid"]),
        (dt.datetime(1970, 1, 1, tzinfo=dt.UTC), ["clock-wrong", "not-yet-valid"]),
    ],
)
def test_a_moment_decides_what_is_said(certificate: Issued, moment: dt.datetime, expected: list[str]) -> None:
    findings = apply(rules_dates.RULES, served(certificate, now=moment))

    assert codes(findings) == expected


@pytest.mark.parametrize(("days_left", "expected"), [(2.1, []), (1.9, ["expires-soon"])])
def test_a_short_life_is_late_in_its_last_third(days_left: float, expected: list[str]) -> None:
    certificate = issue(start=NOW - (6 - days_left) * DAY, days=6)

    findings = apply(rules_dates.RULES, served(certificate))

    assert codes(findings) == expected


@pytest.mark.parametrize(("days", "expected"), [(825, []), (826, ["life-too-long"])])
def test_apple_limits_the_life(days: int, expected: list[str]) -> None:
    findings = apply(rules_dates.RULES, served(issue(days=days)))

    assert codes(findings) == expected


def test_the_sentence_holds_the_date() -> None:
    finding = next(iter(rules_dates.check_expired(served(issue(days=1)))))

    assert finding.message == "The certificate expired on 2026-05-23 12:00 UTC."


def test_a_self_signed_pair_makes_way_for_a_new_one(tmp_path: Path) -> None:
    hint = rules_dates.renewal(served(issue(), directory=tmp_path))

    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    assert hint == f"mv {cert} {cert}.expired && mv {key} {key}.expired"


def test_an_issuer_is_named(tmp_path: Path) -> None:
    hint = rules_dates.renewal(served(issue(issuer=authority("Corporate CA")), directory=tmp_path))

    assert "Ask CN=Corporate CA for a new certificate" in hint


def test_lets_encrypt_is_renewed_by_certbot(tmp_path: Path) -> None:
    facts = replace(issue().facts, issuer="CN=E5,O=Let's Encrypt,C=US")

    hint = rules_dates.renewal(Served((facts,), NOW, certfile=tmp_path / "cert.pem"))

    assert hint == "sudo certbot renew"


def test_our_own_certificate_is_renewed_by_starting(tmp_path: Path) -> None:
    pair = create_self_signed(parse_names(["localhost"]), now=NOW)
    facts = facts_of(x509.load_pem_x509_certificate(pair.certificate_pem))
    assert facts is not None

    hint = rules_dates.renewal(Served((facts,), NOW, None, tmp_path / "cert.pem", tmp_path / "key.pem"))

    assert hint.startswith("Start the server")


def test_a_running_server_is_renewed_where_it_runs() -> None:
    hint = rules_dates.renewal(served(issue()))

    assert hint == "Renew the certificate on that server."
