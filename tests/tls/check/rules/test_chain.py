"""Chains: which certificates belong, in which order, and what is wrong with them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from cryptography import x509

from graphex.tls.check.rules import chain
from graphex.tls.check.rules.rule import Served, apply
from graphex.tls.findings import Severity
from tls.material import NOW, Issued, authority, codes, issue, paste, served, weak_rsa_key

if TYPE_CHECKING:
    from pathlib import Path

ROOT = authority("Root")
UPPER = authority("Upper CA", ROOT)
LOWER = authority("Lower CA", UPPER)
LEAF = issue(issuer=LOWER)
NAMELESS_KEY = issue("CA", issuer=ROOT, ca=True, without=(x509.SubjectKeyIdentifier,))
STRANGER = issue("stranger")


def found(*certificates: Issued) -> list[tuple[str, Severity]]:
    findings = apply(chain.RULES, served(*certificates))
    return [(finding.code, finding.severity) for finding in findings]


@pytest.mark.parametrize(
    "certificates", [(issue(),), (LEAF, LOWER), (LEAF, LOWER, UPPER)], ids=["self-signed", "one", "two"]
)
def test_good_chains_are_passed_over(certificates: tuple[Issued, ...]) -> None:
    assert found(*certificates) == []


@pytest.mark.parametrize(
    ("certificates", "expected"),
    [
        ((LEAF,), [("chain-incomplete", Severity.WARNING)]),
        ((LEAF, UPPER, LOWER), [("chain-order", Severity.WARNING)]),
        ((LEAF, LOWER, UPPER, ROOT), [("chain-root", Severity.NOTICE)]),
        ((LEAF, LOWER, LOWER), [("chain-duplicate", Severity.NOTICE)]),
        ((LEAF, LOWER, STRANGER), [("chain-unrelated", Severity.WARNING)]),
        ((LEAF, STRANGER), [("chain-incomplete", Severity.WARNING), ("chain-unrelated", Severity.WARNING)]),
        ((LEAF, LEAF, LOWER), [("chain-duplicate", Severity.NOTICE)]),
        ((issue(), ROOT), [("chain-unrelated", Severity.WARNING)]),
        ((LEAF, authority("Lower CA")), [("chain-broken", Severity.WARNING)]),
    ],
    ids=["alone", "order", "root", "twice", "stranger", "only stranger", "leaf twice", "self-signed", "namesake"],
)
def test_other_chains_are_named(certificates: tuple[Issued, ...], expected: list[tuple[str, Severity]]) -> None:
    assert found(*certificates) == expected


def test_cross_signed_authorities_are_related() -> None:
    other_root = authority("Other Root")
    cross = issue("Upper CA", issuer=other_root, key=UPPER.key, ca=True)

    assert found(LEAF, LOWER, UPPER, cross) == []


def test_mkcert_leaves_come_without_issuer() -> None:
    leaf = replace(LEAF.facts, issuer="CN=mkcert me@host,OU=me@host,O=mkcert development CA")

    findings = apply(chain.RULES, Served((leaf,), NOW))

    assert [(finding.code, finding.severity) for finding in findings] == [("chain-incomplete", Severity.NOTICE)]


@pytest.mark.parametrize(
    ("certificates", "order"),
    [
        ([LEAF, UPPER, LOWER], [LEAF, LOWER, UPPER]),
        ([LEAF, LOWER, UPPER, ROOT], [LEAF, LOWER, UPPER]),
        ([LEAF, LOWER, LOWER], [LEAF, LOWER]),
        ([LEAF, STRANGER, ROOT, LOWER, UPPER, LOWER], [LEAF, LOWER, UPPER]),
    ],
)
def test_one_command_puts_all_of_it_right(tmp_path: Path, certificates: list[Issued], order: list[Issued]) -> None:
    original = b"".join(certificate.pem for certificate in certificates)
    (tmp_path / "cert.pem").write_bytes(original)
    findings = apply(chain.RULES, served(*certificates, directory=tmp_path))

    paste(findings[-1].hint or "", tmp_path)

    assert (tmp_path / "cert.pem").read_bytes() == b"".join(certificate.pem for certificate in order)
    assert (tmp_path / "cert.pem.before").read_bytes() == original


def test_the_fix_for_a_missing_intermediate_names_the_file(tmp_path: Path) -> None:
    findings = apply(chain.RULES, served(LEAF, directory=tmp_path))

    assert findings[0].message == "The certificate's issuer CN=Lower CA is missing after it."
    assert f"{{ echo; cat intermediate.pem; }} >> {tmp_path}/cert.pem" in (findings[0].hint or "")


def test_an_expired_issuer_is_an_error() -> None:
    expired = authority("Expired CA", ROOT, days=5)

    assert found(issue(issuer=expired), expired) == [("chain-expired", Severity.ERROR)]


def test_further_up_there_may_be_another_way() -> None:
    expired = authority("Expired CA", ROOT, days=5)
    lower = authority("Lower CA", expired)

    assert found(issue(issuer=lower), lower, expired) == [("chain-outdated", Severity.WARNING)]


def test_an_expired_root_is_only_superfluous() -> None:
    expired = authority("Expired Root", days=5)

    assert found(issue(issuer=expired), expired) == [("chain-root", Severity.NOTICE)]


def test_a_wrong_authority_key_identifier_is_named() -> None:
    wrong = x509.AuthorityKeyIdentifier(b"\x01" * 20, None, None)

    assert found(issue(issuer=LOWER, extras=((wrong, False),)), LOWER) == [("chain-key-id", Severity.WARNING)]
    assert found(issue(extras=((wrong, False),))) == [("chain-key-id", Severity.WARNING)]


@pytest.mark.parametrize("kind", [x509.AuthorityKeyIdentifier, x509.SubjectKeyIdentifier])
def test_absent_key_identifiers_are_not_compared(kind: type[x509.ExtensionType]) -> None:
    assert found(issue(without=(kind,))) == []


@pytest.mark.parametrize(
    ("certificates", "expected"),
    [
        ((issue(issuer=ROOT, without=(x509.AuthorityKeyIdentifier,)),), ["chain-incomplete", "key-id-missing"]),
        ((issue(issuer=NAMELESS_KEY), NAMELESS_KEY), ["key-id-missing"]),
        ((issue(issuer=LOWER, without=(x509.SubjectKeyIdentifier,)), LOWER), []),
    ],
    ids=["leaf without issuer's", "issuer without own", "leaf without own"],
)
def test_missing_key_identifiers_are_named(certificates: tuple[Issued, ...], expected: list[str]) -> None:
    assert [code for code, _ in found(*certificates)] == expected


def test_a_damaged_signature_is_an_error() -> None:
    original = issue()
    forged = x509.load_der_x509_certificate(original.der[:-3] + bytes(3))

    findings = apply(chain.RULES, Served((replace(original.facts, certificate=forged),), NOW))

    assert codes(findings) == ["signature-invalid"]


def test_a_key_rollover_certificate_is_not_damaged() -> None:
    rolled = issue("Root", issuer=ROOT)

    assert "signature-invalid" not in codes(apply(chain.RULES, served(rolled)))


@pytest.mark.parametrize("algorithm", ["md5", "sha1"])
def test_outdated_signatures_are_errors(algorithm: str) -> None:
    weak_leaf = replace(LEAF.facts, signature_hash=algorithm)
    weak_issuer = replace(LOWER.facts, signature_hash=algorithm)

    assert "signature-weak" in codes(apply(chain.RULES, Served((weak_leaf, LOWER.facts), NOW)))
    assert "signature-weak" in codes(apply(chain.RULES, Served((LEAF.facts, weak_issuer), NOW)))


def test_the_signature_of_a_root_does_not_matter() -> None:
    weak_root = replace(ROOT.facts, signature_hash="sha1")

    assert codes(apply(chain.RULES, Served((LEAF.facts, LOWER.facts, UPPER.facts, weak_root), NOW))) == ["chain-root"]


def test_the_keys_of_intermediates_must_be_strong() -> None:
    weak = issue("Weak CA", issuer=ROOT, ca=True, days=3650, key=weak_rsa_key())

    assert found(issue(issuer=weak), weak) == [("chain-key-weak", Severity.ERROR)]


def test_a_long_list_of_namesakes_takes_no_time() -> None:
    namesakes = [authority("Lower CA") for _ in range(15)]

    assert [code for code, _ in found(LEAF, *namesakes)] == ["chain-broken"]
