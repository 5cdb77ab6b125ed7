"""Rules about the form of the server's certificate."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from graphex.tls.certificates.facts import KeyFacts
from graphex.tls.check.rules import form as rules_form
from graphex.tls.check.rules.rule import Served, apply
from graphex.tls.findings import Severity
from tls.material import NOW, Extras, Key, codes, issue, key_usage, served, weak_rsa_key

if TYPE_CHECKING:
    from pathlib import Path

SERIAL_OF_20_OCTETS = (1 << 159) - 1
UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")
STAPLE = x509.TLSFeature([x509.TLSFeatureType.status_request])
CONSTRAINTS = x509.BasicConstraints(ca=True, path_length=None)


def test_a_good_certificate_is_passed_over() -> None:
    findings = apply(rules_form.RULES, served(issue()))

    assert findings == ()


@pytest.mark.parametrize(
    ("extras", "expected"),
    [
        (((CONSTRAINTS, True),), [("leaf-is-ca", Severity.WARNING)]),
        (
            ((x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), False),),
            [("purpose-not-server", Severity.ERROR)],
        ),
        (
            ((x509.ExtendedKeyUsage([ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE]), False),),
            [("purpose-any", Severity.WARNING)],
        ),
        (
            (
                (
                    x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH]),
                    False,
                ),
            ),
            [],
        ),
        (((key_usage(signing=False), True),), [("usage-not-signing", Severity.WARNING)]),
        (((STAPLE, False),), [("must-staple", Severity.WARNING)]),
        (((UNKNOWN, True),), [("extension-unknown", Severity.WARNING)]),
        (((UNKNOWN, False),), []),
    ],
)
def test_extensions_are_judged(extras: Extras, expected: list[tuple[str, Severity]]) -> None:
    findings = apply(rules_form.RULES, served(issue(extras=extras)))

    assert [(finding.code, finding.severity) for finding in findings] == expected


@pytest.mark.parametrize("kind", [x509.ExtendedKeyUsage, x509.KeyUsage, x509.BasicConstraints])
def test_absent_usage_extensions_allow_everything(kind: type[x509.ExtensionType]) -> None:
    findings = apply(rules_form.RULES, served(issue(without=(kind,))))

    assert findings == ()


@pytest.mark.parametrize(("critical", "expected"), [(False, ["subject-empty"]), (True, [])])
def test_an_empty_subject_needs_critical_names(*, critical: bool, expected: list[str]) -> None:
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])

    findings = apply(rules_form.RULES, served(issue(None, extras=((names, critical),))))

    assert codes(findings) == expected


@pytest.mark.parametrize(
    ("serial", "expected"),
    [
        (1, []),
        (SERIAL_OF_20_OCTETS, []),
        (SERIAL_OF_20_OCTETS + 1, ["serial-invalid"]),
        (0, ["serial-invalid"]),
        (-5, ["serial-invalid"]),
    ],
)
def test_serial_numbers_are_positive_and_short(serial: int, expected: list[str]) -> None:
    facts = replace(issue().facts, serial=serial)

    findings = apply(rules_form.RULES, Served((facts,), NOW))

    assert codes(findings) == expected


def test_an_old_version_makes_way_for_a_new_pair(tmp_path: Path) -> None:
    facts = replace(issue().facts, version=1)

    findings = apply(rules_form.RULES, Served((facts,), NOW, certfile=tmp_path / "cert.pem"))

    assert codes(findings) == ["version-outdated"]
    assert findings[0].hint == f"mv {tmp_path}/cert.pem {tmp_path}/cert.pem.outdated"


def test_extensions_that_cannot_be_decoded_are_said_once() -> None:
    facts = replace(issue().facts, extensions=None)

    findings = apply(rules_form.RULES, Served((facts,), NOW))

    assert codes(findings) == ["extensions-malformed"]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (ec.generate_private_key(ec.SECP256R1()), []),
        (ec.generate_private_key(ec.SECP384R1()), []),
        (ec.generate_private_key(ec.SECP521R1()), ["key-not-for-browsers"]),
        (ec.generate_private_key(ec.SECP256K1()), ["key-curve-unusable"]),
        (ed25519.Ed25519PrivateKey.generate(), ["key-not-for-browsers"]),
        (ed448.Ed448PrivateKey.generate(), ["key-not-for-browsers"]),
        (rsa.generate_private_key(65537, 2048), []),
        (weak_rsa_key(), ["key-weak"]),
    ],
    ids=["P-256", "P-384", "P-521", "secp256k1", "Ed25519", "Ed448", "RSA 2048", "RSA 1024"],
)
def test_the_kind_of_key_decides_who_can_connect(key: Key, expected: list[str]) -> None:
    findings = apply(rules_form.RULES, served(issue(key=key)))

    assert codes(findings) == expected


@pytest.mark.parametrize(
    ("key", "error", "warning"),
    [
        (KeyFacts("EC", 256, "P-256", explicit_curve=True), "key-curve-explicit", None),
        (KeyFacts("EC", 521, "P-521", explicit_curve=True), "key-curve-explicit", None),
        (KeyFacts("RSA-PSS", 2048), None, "key-not-for-browsers"),
        (KeyFacts("RSA-PSS", 1024), "key-weak", "key-not-for-browsers"),
        (KeyFacts("DSA", 2048), "key-unsupported", None),
        (KeyFacts("X25519", 0), "key-unsupported", None),
    ],
    ids=str,
)
def test_rare_keys_are_judged_too(key: KeyFacts, error: str | None, warning: str | None) -> None:
    problem, reluctance = rules_form.key_error(key), rules_form.key_warning(key)

    assert (problem and problem[0]) == error
    assert (reluctance and reluctance[0]) == warning
