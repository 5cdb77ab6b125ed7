"""The identity that a client certificate states."""

from __future__ import annotations

import pytest
from cryptography import x509

from graphex.web.server.identification import identify
from tls.material import issue
from tls.people import CLIENT_USE, company, fingerprint

ISSUER = company()


def test_an_identity_holds_the_names_of_its_certificate() -> None:
    names = x509.SubjectAlternativeName(
        [
            x509.RFC822Name("alice@example.org"),
            x509.DNSName("alice.example.org"),
            x509.UniformResourceIdentifier("spiffe://example.org/alice"),
        ]
    )
    alice = issue("Alice", issuer=ISSUER, extras=((names, False), CLIENT_USE), serial=0xABC)

    identity = identify(alice.certificate)

    assert (identity.name, identity.subject, identity.issuer) == ("Alice", "CN=Alice", "CN=Company")
    assert identity.names == ("alice@example.org", "alice.example.org", "spiffe://example.org/alice")
    assert (identity.fingerprint, identity.serial) == (fingerprint(alice), "ABC")
    assert identity.not_after == alice.certificate.not_valid_after_utc


@pytest.mark.parametrize(
    ("common_name", "email", "name"),
    [("Alice", "a@b.c", "Alice"), (None, "a@b.c", "a@b.c"), (" ", "a@b.c", "a@b.c"), ("A\nB\u202e", "a@b.c", "AB")],
)
def test_a_person_is_called_by_the_first_name_that_can_be_read(common_name: str | None, email: str, name: str) -> None:
    names = (x509.SubjectAlternativeName([x509.RFC822Name(email)]), False)

    assert identify(issue(common_name, issuer=ISSUER, extras=(names,)).certificate).name == name


def test_without_names_the_fingerprint_has_to_do() -> None:
    nobody = issue(None, issuer=ISSUER, without=(x509.SubjectAlternativeName,))

    assert identify(nobody.certificate).name == fingerprint(nobody)
