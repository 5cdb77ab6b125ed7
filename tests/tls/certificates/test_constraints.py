"""What an authority may sign for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphex.tls.certificates.constraints import Constraints
from graphex.tls.certificates.names import Names, parse_names
from tls.authorities import make_authority

if TYPE_CHECKING:
    from cryptography import x509

CONSTRAINTS = Constraints.for_names(
    parse_names(["desk", "desk.local", "*.lab.example.org", "192.0.2.7", "2001:db8::7"])
)


@pytest.mark.parametrize(
    "name",
    [
        "localhost",
        "app.localhost",
        "printer.local",
        "db.internal",
        "nas.lan",
        "tv.home.arpa",
        "desk",
        "a.desk",
        "lab.example.org",
        "x.lab.example.org",
        "*.lab.example.org",
        "127.0.0.1",
        "127.8.9.10",
        "10.1.2.3",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.7.7",
        "192.0.2.7",
        "::1",
        "fd00::7",
        "fe80::1",
        "2001:db8::7",
    ],
)
def test_local_names_and_those_of_the_machine_are_permitted(name: str) -> None:
    names = parse_names([name])

    assert CONSTRAINTS.split(names) == (names, Names())


@pytest.mark.parametrize(
    "name",
    [
        "example.org",
        "other.example.org",
        "notlocal",
        "desktop",
        "xlab.example.org",
        "*.example.org",
        "8.8.8.8",
        "172.32.0.1",
        "192.0.2.8",
        "::2",
        "2001:db8::8",
    ],
)
def test_everything_else_is_not(name: str) -> None:
    names = parse_names([name])

    assert CONSTRAINTS.split(names) == (Names(), names)


def test_names_are_split_in_order() -> None:
    names = parse_names(["b.local", "b.org", "a.local", "a.org", "10.0.0.1", "8.8.8.8"])

    inside, outside = CONSTRAINTS.split(names)

    assert inside == parse_names(["b.local", "a.local", "10.0.0.1"])
    assert outside == parse_names(["b.org", "a.org", "8.8.8.8"])


def test_a_certificate_keeps_them() -> None:
    authority = make_authority()

    constraints = Constraints.of_certificate(authority.certificate)

    assert constraints.domains == ("localhost", "local", "internal", "lan", "home.arpa", "desk", "desk.example.org")
    assert "192.0.2.7/32" in str(constraints)
    assert Constraints.of_certificate(authority.certificate).as_extension() == constraints.as_extension()


def test_a_certificate_without_constraints_limits_nothing(foreign_certificate_without_san: x509.Certificate) -> None:
    constraints = Constraints.of_certificate(foreign_certificate_without_san)

    assert constraints.split(parse_names(["example.org", "8.8.8.8"]))[1] == Names()
    assert str(constraints) == "any name, any address"


def test_what_is_excluded_is_refused_although_it_is_permitted() -> None:
    networks, excluded = CONSTRAINTS.networks, CONSTRAINTS.networks or ()

    constraints = Constraints(("local",), networks, ("secret.local",), excluded[:1])

    assert constraints.split(parse_names(["a.secret.local", "b.local", "127.0.0.1", "10.0.0.1"]))[0] == parse_names(
        ["b.local", "10.0.0.1"]
    )
