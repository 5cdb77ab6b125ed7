"""Rules about names."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography import x509

from graphex.tls.check.rules import names as rules_names
from graphex.tls.check.rules.rule import Served, apply
from tls.material import NOW, codes, issue, served

NAMES_EXTENSION = (x509.SubjectAlternativeName,)
FARM = [f"host{number}.example.org" for number in range(20)]


def test_good_names_are_passed_over() -> None:
    certificate = issue(names=["localhost", "*.lab.example.org", "127.0.0.1", "::1"])

    findings = apply(rules_names.RULES, served(certificate, host="localhost"))

    assert findings == ()


def test_a_common_name_is_no_name() -> None:
    findings = apply(rules_names.RULES, served(issue("localhost", without=NAMES_EXTENSION), host="localhost"))

    assert [(finding.code, finding.message) for finding in findings] == [
        ("no-names", "The certificate has no subjectAltName; browsers ignore its subject 'CN=localhost'.")
    ]


def test_a_version_that_cannot_hold_names_is_left_to_its_own_rule() -> None:
    facts = replace(issue(without=NAMES_EXTENSION).facts, version=1)

    assert apply(rules_names.RULES, Served((facts,), NOW)) == ()


@pytest.mark.parametrize(
    "alternatives",
    [
        x509.SubjectAlternativeName([]),
        x509.SubjectAlternativeName([x509.RFC822Name("me@example.org")]),
        x509.SubjectAlternativeName([x509.UniformResourceIdentifier("https://localhost")]),
    ],
)
def test_names_of_other_kinds_do_not_count(alternatives: x509.SubjectAlternativeName) -> None:
    certificate = issue(extras=((alternatives, False),))

    findings = apply(rules_names.RULES, served(certificate, host="localhost"))

    assert codes(findings) == ["no-names"]
    assert "holds no host name" in findings[0].message


@pytest.mark.parametrize("address", ["192.0.2.7", "2001:db8::7"])
def test_an_address_must_not_be_a_dns_name(address: str) -> None:
    findings = apply(rules_names.RULES, served(issue(names=["localhost", f"DNS:{address}"])))

    assert codes(findings) == ["address-as-name"]
    assert f"IP:{address}" in (findings[0].hint or "")


def test_an_address_in_both_forms_is_fine() -> None:
    findings = apply(rules_names.RULES, served(issue(names=["192.0.2.7", "DNS:192.0.2.7"])))

    assert findings == ()


@pytest.mark.parametrize("name", ["*.localhost", "*.com", "*", "f*.example.org", "a.*.example.org", "*.*.example.org"])
def test_wildcards_that_no_client_matches_are_named(name: str) -> None:
    findings = apply(rules_names.RULES, served(issue(names=["localhost", name])))

    assert codes(findings) == ["wildcard-useless"]
    assert name in findings[0].message


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        (None, []),
        ("", []),
        ("localhost", []),
        ("LOCALHOST.", []),
        ("127.0.0.1", []),
        ("[::1]", []),
        ("a.lab.example.org", []),
        ("0.0.0.0", []),
        ("::", []),
        ("a.b.lab.example.org", ["host-not-covered"]),
        ("build.corp", ["host-not-covered"]),
        ("192.0.2.7", ["host-not-covered"]),
    ],
)
def test_the_host_must_be_covered(host: str | None, expected: list[str]) -> None:
    certificate = issue(names=["localhost", "*.lab.example.org", "127.0.0.1", "::1"])

    findings = apply(rules_names.RULES, served(certificate, host=host))

    assert codes(findings) == expected


def test_the_sentence_names_what_is_covered() -> None:
    findings = apply(rules_names.RULES, served(issue(names=["a.example.org", "192.0.2.7"]), host="build.corp"))

    assert findings[0].message == "The certificate is not for build.corp; it covers a.example.org, 192.0.2.7."


def test_long_lists_are_cut() -> None:
    findings = apply(rules_names.RULES, served(issue(names=FARM), host="build.corp"))

    assert findings[0].message.endswith("host7.example.org and 12 more.")
