"""OpenSSL's own word: strict verification and loading the pair."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from cryptography import x509

from graphex.tls.certificates.pem import BOM
from graphex.tls.check.rules.rule import Served
from graphex.tls.check.trial import Refusal, check_loading, check_strictly, explain_refusal, strict_refusal
from tls.material import (
    NOW,
    PASSPHRASE,
    Extras,
    Issued,
    authority,
    codes,
    issue,
    key_bytes,
    paste,
    served,
    weak_rsa_key,
    write_pair,
)

if TYPE_CHECKING:
    from pathlib import Path

ROOT = authority("Root")
LOWER = authority("Lower CA", ROOT)
LEAF = issue(issuer=LOWER)
PAIR = issue()
NO_KEY_ID = issue("CA", issuer=ROOT, ca=True, without=(x509.SubjectKeyIdentifier,))
EXAMPLES_ONLY = x509.NameConstraints([x509.DNSName("example.org")], None)


@pytest.mark.parametrize(
    "chain", [(PAIR,), (LEAF, LOWER), (LEAF, LOWER, ROOT), (LEAF,)], ids=["self-signed", "chain", "root", "alone"]
)
def test_good_chains_pass_the_strictest_rules(chain: tuple[Issued, ...]) -> None:
    assert check_strictly(served(*chain), set()) == ()


@pytest.mark.parametrize(
    ("chain", "reason"),
    [
        ((issue(issuer=LOWER, without=(x509.AuthorityKeyIdentifier,)), LOWER), "Missing Authority Key Identifier"),
        ((issue(issuer=NO_KEY_ID), NO_KEY_ID), "Missing Subject Key Identifier"),
        ((issue("below", issuer=PAIR), PAIR), "invalid CA certificate"),
    ],
    ids=["no authority key id", "no subject key id", "issuer is no authority"],
)
def test_what_strict_clients_refuse_is_named(chain: tuple[Issued, ...], reason: str) -> None:
    findings = check_strictly(served(*chain), set())

    assert codes(findings) == ["form-not-strict"]
    assert reason in findings[0].message


@pytest.mark.parametrize(
    ("extras", "number", "explanation"),
    [
        (((x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"), True),), 34, "extension-unknown"),
        (((x509.SubjectAlternativeName([]), False),), 87, "no-names"),
    ],
)
def test_what_a_rule_has_said_is_not_repeated(extras: Extras, number: int, explanation: str) -> None:
    certificate = issue(issuer=LOWER, extras=extras)

    refusal = strict_refusal((certificate.facts, LOWER.facts), NOW)

    assert refusal is not None
    assert refusal.number == number
    assert codes(check_strictly(served(certificate, LOWER), set())) == ["form-not-strict"]
    assert check_strictly(served(certificate, LOWER), {explanation}) == ()


def test_constraints_of_an_authority_are_kept() -> None:
    constrained = issue("Constrained CA", issuer=ROOT, ca=True, extras=((EXAMPLES_ONLY, True),))

    findings = check_strictly(served(issue(issuer=constrained), constrained), set())

    assert "permitted subtree violation" in findings[0].message


@pytest.mark.parametrize("days", [-400, 0, 400])
def test_dates_are_left_to_the_rules(days: int) -> None:
    certificate = issue(start=NOW.replace(year=2026 + days // 365), days=2)

    assert strict_refusal((certificate.facts,), NOW) is None


def load(directory: Path, pair: Issued, *, key: bytes | None = None, said: frozenset[str] = frozenset()) -> list[str]:
    certfile, keyfile = write_pair(directory, pair.pem, key or pair.key_pem)
    served_pair = Served((pair.facts,), NOW, certfile=certfile, keyfile=keyfile)
    findings = check_loading(served_pair, pair.key, passphrase=PASSPHRASE, said=said)
    return [finding.message for finding in findings]


def test_a_good_pair_is_loaded(tmp_path: Path) -> None:
    assert load(tmp_path, PAIR) == []


def test_an_encrypted_key_is_opened(tmp_path: Path) -> None:
    assert load(tmp_path, PAIR, key=key_bytes(PAIR.key, passphrase=PASSPHRASE)) == []


def test_a_refusal_that_no_rule_foresaw_is_an_error(tmp_path: Path) -> None:
    weak = issue(key=weak_rsa_key())

    messages = load(tmp_path, weak)

    assert messages == ["OpenSSL refuses to serve with cert.pem and key.pem: ee key too small."]


def test_a_refusal_that_a_rule_foresaw_is_not_repeated(tmp_path: Path) -> None:
    assert load(tmp_path, issue(key=weak_rsa_key()), said=frozenset({"key-weak"})) == []


def test_an_expired_certificate_is_loaded_all_the_same(tmp_path: Path) -> None:
    assert load(tmp_path, issue(key=weak_rsa_key()), said=frozenset({"expired"})) != []


def test_the_newer_openssl_is_asked_as_well(tmp_path: Path) -> None:
    certfile, keyfile = write_pair(tmp_path, PAIR.pem, PAIR.key_pem)
    pair = Served((replace(PAIR.facts),), NOW, certfile=certfile, keyfile=keyfile)

    findings = check_loading(pair, issue().key, passphrase=None, said=frozenset())

    assert codes(findings) == ["refused"]
    assert "mismatch" in findings[0].message


@pytest.mark.parametrize("marked", ["cert.pem", "key.pem"])
def test_a_byte_order_mark_explains_a_refusal(tmp_path: Path, marked: str) -> None:
    certfile, keyfile = write_pair(tmp_path, PAIR.pem, PAIR.key_pem)
    path = tmp_path / marked
    original = path.read_bytes()
    path.write_bytes(BOM + original)

    finding = explain_refusal(certfile, keyfile, Refusal("no start line"))
    paste(finding.hint or "", tmp_path)

    assert (finding.code, finding.file) == ("bom", path)
    assert path.read_bytes() == original


def test_without_a_mark_the_reason_stands_alone(tmp_path: Path) -> None:
    certfile, keyfile = write_pair(tmp_path, PAIR.pem, PAIR.key_pem)

    finding = explain_refusal(certfile, keyfile, Refusal("no start line"))

    assert finding.code == "refused"
    assert "no start line" in finding.message
