"""The local authority and what it issues, judged by OpenSSL, Python and the words of RFC 5280."""

from __future__ import annotations

import datetime as dt
import ssl
import subprocess
from typing import TYPE_CHECKING

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from graphex.errors import UsageError
from graphex.tls.certificates.authority import (
    Holder,
    authority_label,
    create_authority,
    is_authority,
    is_issued,
    is_ours,
    issue,
    issue_for_key,
    permitted,
)
from graphex.tls.certificates.certificate import create_self_signed
from graphex.tls.certificates.names import Names, parse_names
from tls.authorities import MACHINE, NOW, make_authority, split_chain
from tls.handshake import shake_hands, trusting

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.tls.certificates.building import KeyType

NAMES = parse_names(["localhost", "desk.local", "127.0.0.1", "::1"])
AUTHORITY = make_authority()


def extensions_of(certificate: x509.Certificate) -> dict[type, x509.Extension[x509.ExtensionType]]:
    return {type(extension.value): extension for extension in certificate.extensions}


def test_the_form_is_that_of_a_constrained_authority() -> None:
    certificate = AUTHORITY.certificate

    extensions = extensions_of(certificate)
    assert certificate.version is x509.Version.v3
    assert certificate.issuer == certificate.subject
    assert isinstance(AUTHORITY.key.curve, ec.SECP256R1)
    assert extensions[x509.BasicConstraints].critical
    assert extensions[x509.BasicConstraints].value == x509.BasicConstraints(ca=True, path_length=0)
    assert extensions[x509.KeyUsage].critical
    assert extensions[x509.NameConstraints].critical
    assert set(extensions) == {
        x509.BasicConstraints,
        x509.KeyUsage,
        x509.NameConstraints,
        x509.SubjectKeyIdentifier,
    }


def test_it_lives_for_ten_years_from_a_day_ago() -> None:
    certificate = AUTHORITY.certificate

    assert certificate.not_valid_before_utc == NOW - dt.timedelta(days=1)
    assert (certificate.not_valid_after_utc - certificate.not_valid_before_utc).days == 3652


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("ada@desk", "GraphEx authority ada@desk"),
        ("a\nb@c\x1b", "GraphEx authority ab@c"),
        ("x" * 99, f"GraphEx authority {'x' * 46}"),
    ],
)
def test_the_common_name_says_whose_it_is(label: str, name: str) -> None:
    certificate = make_authority(label).certificate

    assert certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value == name
    assert authority_label(certificate) == name.removeprefix("GraphEx authority ")


def test_the_key_stays_out_of_logs() -> None:
    assert "key" not in repr(AUTHORITY)


@pytest.mark.parametrize("passphrase", [None, b"correct horse"])
def test_the_key_can_be_written(passphrase: bytes | None) -> None:
    key = serialization.load_pem_private_key(AUTHORITY.key_pem(passphrase), password=passphrase)

    assert key.public_key() == AUTHORITY.certificate.public_key()


@pytest.mark.parametrize("key_type", ["p256", "rsa2048"])
@pytest.mark.parametrize("name", ["localhost", "desk.local", "127.0.0.1", "::1"])
def test_python_s_strictest_rules_accept_a_leaf(tmp_path: Path, key_type: KeyType, name: str) -> None:
    authority = make_authority(now=dt.datetime.now(dt.UTC))
    pair = issue(authority, NAMES, now=dt.datetime.now(dt.UTC), days=197, key_type=key_type)
    (tmp_path / "root.pem").write_bytes(authority.certificate_pem)
    (tmp_path / "pair.pem").write_bytes(pair.certificate_pem + pair.key_pem)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(tmp_path / "pair.pem")

    client = shake_hands(trusting(tmp_path / "root.pem"), server, name)

    assert client.version() == "TLSv1.3"


def test_openssl_accepts_a_leaf_by_its_strictest_rules(tmp_path: Path) -> None:
    (tmp_path / "root.pem").write_bytes(AUTHORITY.certificate_pem)
    (tmp_path / "leaf.pem").write_bytes(issue(AUTHORITY, NAMES, now=NOW, days=197).certificate_pem)

    command = ["openssl", "verify", "-x509_strict", "-attime", str(int(NOW.timestamp())), "-purpose", "sslserver"]
    done = subprocess.run(
        [*command, "-verify_hostname", "desk.local", "-CAfile", tmp_path / "root.pem", tmp_path / "leaf.pem"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


def test_a_leaf_comes_with_its_chain_and_the_identifier_of_its_issuer() -> None:
    leaf, root = split_chain(issue(AUTHORITY, NAMES, now=NOW, days=197).certificate_pem)

    extensions = extensions_of(leaf)
    stored = root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    assert root == AUTHORITY.certificate
    assert leaf.issuer == root.subject
    assert Names.of_certificate(leaf) == NAMES
    assert leaf.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier == stored
    assert extensions[x509.ExtendedKeyUsage].value == x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])


def test_a_leaf_has_the_same_form_as_a_self_signed_one() -> None:
    leaf, _ = split_chain(issue(AUTHORITY, NAMES, now=NOW, days=197).certificate_pem)
    own = x509.load_pem_x509_certificate(create_self_signed(NAMES, now=NOW).certificate_pem)

    assert leaf.subject == own.subject
    assert set(extensions_of(leaf)) == set(extensions_of(own))
    assert (leaf.not_valid_before_utc, leaf.not_valid_after_utc) == (own.not_valid_before_utc, own.not_valid_after_utc)


def test_a_leaf_never_outlives_its_authority() -> None:
    authority = create_authority(label="x", names=MACHINE, allowed=Names(), now=NOW, years=1)

    leaf, _ = split_chain(issue(authority, NAMES, now=NOW + dt.timedelta(days=300), days=197).certificate_pem)

    assert leaf.not_valid_after_utc == authority.certificate.not_valid_after_utc


@pytest.mark.parametrize("name", ["example.org", "8.8.8.8"])
def test_names_outside_are_refused_with_a_way_out(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        issue(AUTHORITY, parse_names(["localhost", name]), now=NOW, days=197)

    assert name in caught.value.message
    assert f"--allow-name {name}" in str(caught.value.hint)


def test_permitted_tells_names_apart() -> None:
    inside, outside = permitted(AUTHORITY.certificate, parse_names(["desk.example.org", "example.org", "192.0.2.7"]))

    assert inside == parse_names(["desk.example.org", "192.0.2.7"])
    assert outside == parse_names(["example.org"])


def test_allowed_names_are_permitted() -> None:
    authority = make_authority(allowed=parse_names(["build.corp", "203.0.113.9"]))

    _, outside = permitted(authority.certificate, parse_names(["build.corp", "x.build.corp", "203.0.113.9"]))

    assert outside == Names()


@pytest.mark.parametrize("client", ["alice", "alice.smith", "Alice Smith"])
def test_a_server_accepts_a_client_s_certificate(tmp_path: Path, client: str) -> None:
    authority = make_authority(now=dt.datetime.now(dt.UTC))
    (tmp_path / "root.pem").write_bytes(authority.certificate_pem)
    server, visitor = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), trusting(tmp_path / "root.pem")
    server.load_verify_locations(tmp_path / "root.pem")
    server.verify_mode = ssl.CERT_REQUIRED
    served = issue(authority, NAMES, now=dt.datetime.now(dt.UTC), days=197)
    shown = issue(authority, Names(), now=dt.datetime.now(dt.UTC), days=197, holder=Holder(client))
    (tmp_path / "server.pem").write_bytes(served.certificate_pem + served.key_pem)
    (tmp_path / "client.pem").write_bytes(shown.certificate_pem + shown.key_pem)
    server.load_cert_chain(tmp_path / "server.pem")
    visitor.load_cert_chain(tmp_path / "client.pem")

    shake_hands(visitor, server, "localhost")

    leaf, _ = split_chain(shown.certificate_pem)
    assert leaf.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value == client
    assert not is_issued(leaf, [authority.certificate])


@pytest.mark.parametrize("client", [" ", "a\nb", "x" * 65])
def test_a_client_needs_a_name_that_can_be_shown(client: str) -> None:
    with pytest.raises(UsageError, match="cannot be the name of a client"):
        issue(AUTHORITY, Names(), now=NOW, days=197, holder=Holder(client))


def test_a_client_s_addresses_are_in_its_certificate() -> None:
    holder = Holder("alice", emails=("alice@example.org", "al@lab.example.org"))

    leaf, _ = split_chain(issue(AUTHORITY, Names(), now=NOW, days=197, holder=holder).certificate_pem)

    names = extensions_of(leaf)[x509.SubjectAlternativeName].value
    assert names == x509.SubjectAlternativeName([*map(x509.RFC822Name, holder.emails)])


@pytest.mark.parametrize("email", ["alice", "alice@", "Alice <alice@example.org>", "älice@example.org", "a@b@c"])
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(UsageError, match="is no e-mail address"):
        issue(AUTHORITY, Names(), now=NOW, days=197, holder=Holder("alice", emails=(email,)))


def test_what_another_machine_gets_is_not_taken_for_our_own() -> None:
    holder = Holder("desk.local", is_client=False)

    leaf, root = split_chain(issue(AUTHORITY, NAMES, now=NOW, days=197, holder=holder).certificate_pem)

    usage = extensions_of(leaf)[x509.ExtendedKeyUsage].value
    assert usage == x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    assert not is_issued(leaf, [root])
    assert not is_ours([leaf, root])


def test_a_key_of_somebody_else_is_signed() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    leaf, _ = split_chain(issue_for_key(AUTHORITY, NAMES, key.public_key(), now=NOW, days=90))

    assert leaf.public_key() == key.public_key()
    assert is_issued(leaf, [AUTHORITY.certificate])


def test_ours_are_recognised() -> None:
    leaf, root = split_chain(issue(AUTHORITY, NAMES, now=NOW, days=197).certificate_pem)

    assert is_authority(root)
    assert is_issued(leaf, [root])
    assert not is_authority(leaf)
    assert not is_issued(leaf, [])
    assert not is_issued(leaf, [make_authority().certificate])
    assert not is_issued(root, [root])


def test_others_are_not(foreign_certificate_without_san: x509.Certificate) -> None:
    foreign = trustme.CA(organization_name="GraphEx")
    leaf = x509.load_pem_x509_certificate(foreign.issue_cert("localhost").cert_chain_pems[0].bytes())
    root = x509.load_pem_x509_certificate(foreign.cert_pem.bytes())

    assert not is_authority(root)
    assert not is_authority(foreign_certificate_without_san)
    assert not is_issued(leaf, [root])
