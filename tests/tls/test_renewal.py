"""When a pair of our own is replaced."""

from __future__ import annotations

import datetime as dt

import pytest
from cryptography import x509

from graphex.tls.certificate import CreatedPair, create_self_signed
from graphex.tls.names import Names, machine_names, parse_names
from graphex.tls.renewal import Recipe, renewal_date, renewal_reason

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def load(pair: CreatedPair) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pair.certificate_pem)


def made_for_this_machine(days: int = 197) -> x509.Certificate:
    return load(create_self_signed(machine_names().wanted, now=NOW, days=days))


def test_it_is_due_with_a_third_of_its_life_left() -> None:
    certificate = made_for_this_machine(days=30)

    assert certificate.not_valid_after_utc - renewal_date(certificate) == dt.timedelta(days=10)


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        (dt.timedelta(days=0), None),
        (dt.timedelta(days=129), None),
        (dt.timedelta(days=131), "it expires on 2026-09-13"),
        (dt.timedelta(days=196), "it expired on 2026-09-13"),
        (dt.timedelta(days=1000), "it expired on 2026-09-13"),
        (dt.timedelta(days=-2), "it is not valid before 2026-02-28"),
        (dt.timedelta(days=-59), "it is not valid before 2026-02-28"),
        # The clock is wrong, not the certificate: it shows a time before this program was written.
        (dt.timedelta(days=-61), None),
        (dt.timedelta(days=-3000), None),
    ],
)
def test_the_reason_is_said(after: dt.timedelta, reason: str | None) -> None:
    assert renewal_reason([made_for_this_machine()], Recipe(), now=NOW + after) == reason


def test_a_missing_name_is_a_reason() -> None:
    recipe = Recipe(parse_names(["added.example"]))

    assert renewal_reason([made_for_this_machine()], recipe, now=NOW) == "this machine also answers to added.example"


def test_the_next_one_keeps_the_names_of_the_last() -> None:
    last = load(create_self_signed(parse_names(["earlier.example"]), now=NOW))

    following = load(Recipe().create(now=NOW, replaced=last))

    assert Names.of_certificate(following).covers("earlier.example")


def test_names_are_not_gathered_without_end() -> None:
    last = load(create_self_signed(parse_names([f"name-{i}.example" for i in range(64)]), now=NOW))

    following = load(Recipe().create(now=NOW, replaced=last))

    assert not Names.of_certificate(following).covers("name-0.example")
    assert Names.of_certificate(following).covers("localhost")


def test_a_stranger_is_never_due(foreign_certificate_without_san: x509.Certificate) -> None:
    assert renewal_reason([foreign_certificate_without_san], Recipe(), now=NOW + dt.timedelta(days=9999)) is None
