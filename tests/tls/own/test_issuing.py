"""Pairs of our own: issued by the local authority where there is one, self-signed where there is none."""

from __future__ import annotations

import datetime as dt
import logging
import shutil
import socket
from typing import TYPE_CHECKING

import pytest
from cryptography import x509

from graphex.tls import TLSOptions, bootstrap
from graphex.tls.certificates.authority import Authority, create_authority, is_issued, is_ours
from graphex.tls.certificates.names import Names, machine_names, parse_names
from graphex.tls.own.authority_files import ensure_authority
from graphex.tls.own.issuing import AuthoritySource, authority_reason, create_own
from patience import until
from tls.handshake import shake_hands, trusting
from tls.material import issue, write_pair

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime.now(dt.UTC)


def make() -> Authority:
    return create_authority(label="me@here", names=machine_names().wanted, allowed=Names(), now=NOW)


@pytest.fixture
def source(tmp_path: Path) -> AuthoritySource:
    """Where an authority may come to lie."""
    return AuthoritySource(tmp_path / "authority")


def put_authority(source: AuthoritySource, passphrase: bytes | None = None) -> None:
    source.directory.mkdir(mode=0o700, exist_ok=True)
    ensure_authority(source.directory, make, now=NOW, passphrase=passphrase)


def chain_of(directory: Path) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates((directory / "cert.pem").read_bytes())


def test_a_pair_whose_authority_is_gone_is_not_replaced_in_time(source: AuthoritySource, tmp_path: Path) -> None:
    put_authority(source)
    certificates = tmp_path / "certificates"
    with_authority = bootstrap(certificates, options=TLSOptions(authority=source))
    due = with_authority.renewal_due()

    shutil.rmtree(source.directory)

    assert due is not None
    assert with_authority.renewal_due() is None
    with_authority.close()


@pytest.mark.parametrize("looks_for_one", [True, False])
def test_a_pair_takes_an_authority_where_it_looks_for_one(
    source: AuthoritySource, tmp_path: Path, *, looks_for_one: bool
) -> None:
    options = TLSOptions(authority=source if looks_for_one else None)
    tls = bootstrap(tmp_path / "certificates", options=options)

    assert tls.takes_authority is looks_for_one
    tls.close()


def test_a_pair_of_somebody_takes_no_authority(source: AuthoritySource, tmp_path: Path) -> None:
    leaf = issue(start=NOW - dt.timedelta(days=1))
    write_pair(tmp_path, leaf.pem, leaf.key_pem)
    tls = bootstrap(tmp_path, options=TLSOptions(authority=source))

    assert not tls.takes_authority
    tls.close()


def test_in_an_emergency_there_is_nothing_to_take(source: AuthoritySource, tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text("broken", encoding="utf-8")
    tls = bootstrap(tmp_path, options=TLSOptions(authority=source, emergency=True))

    assert not tls.takes_authority
    tls.close()


def test_without_an_authority_a_pair_is_self_signed(source: AuthoritySource) -> None:
    pair = create_own(parse_names(["localhost"]), source, now=NOW, days=30, key_type="p256")

    (leaf,) = x509.load_pem_x509_certificates(pair.certificate_pem)
    assert leaf.issuer == leaf.subject
    assert is_ours([leaf])


@pytest.mark.parametrize("key_type", ["p256", "rsa2048"])
def test_with_one_a_pair_is_issued_with_its_chain(source: AuthoritySource, key_type: str) -> None:
    put_authority(source)

    pair = create_own(
        parse_names(["localhost"]), source, now=NOW, days=30, key_type="rsa2048" if key_type == "rsa2048" else "p256"
    )

    leaf, authority = x509.load_pem_x509_certificates(pair.certificate_pem)
    assert is_issued(leaf, [authority])
    assert is_ours([leaf, authority])
    assert not is_ours([leaf])


def test_names_that_it_may_not_sign_for_are_left_out_and_said(
    source: AuthoritySource, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    put_authority(source)

    pair = create_own(parse_names(["localhost", "www.example.com"]), source, now=NOW, days=30, key_type="p256")

    leaf = x509.load_pem_x509_certificate(pair.certificate_pem)
    assert Names.of_certificate(leaf) == parse_names(["localhost"])
    assert "www.example.com" in caplog.text


def test_a_locked_authority_issues_nothing_and_is_no_reason(
    source: AuthoritySource, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    put_authority(source, b"secret")

    tls = bootstrap(tmp_path / "served", options=TLSOptions(authority=source))

    assert not source.can_issue(now=NOW)
    assert tls.info().self_signed
    assert authority_reason(chain_of(tmp_path / "served"), source, now=NOW) is None
    assert "cannot issue" in caplog.text
    assert "secret" not in repr(AuthoritySource(source.directory, b"secret"))


def test_the_directory_s_pair_is_issued_by_the_authority_from_the_next_start_on(
    source: AuthoritySource, tmp_path: Path
) -> None:
    options = TLSOptions(authority=source)
    was_self_signed = bootstrap(tmp_path / "served", options=options).info().self_signed
    put_authority(source)

    second = bootstrap(tmp_path / "served", options=options)
    third = bootstrap(tmp_path / "served", options=options)

    assert was_self_signed
    assert (second.action, third.action) == ("renewed", "reused")
    assert not second.info().self_signed
    assert second.own
    assert second.authority() is not None
    assert [finding.code for finding in third.findings] == []


def test_everybody_who_trusts_the_authority_is_content(source: AuthoritySource, tmp_path: Path) -> None:
    put_authority(source)
    tls = bootstrap(tmp_path / "served", options=TLSOptions(authority=source))
    (tmp_path / "root.pem").write_bytes((source.directory / "authority.pem").read_bytes())

    client = shake_hands(trusting(tmp_path / "root.pem"), tls.ssl_context(), "localhost")
    tls.close()

    assert client.version() == "TLSv1.3"


def test_a_running_server_takes_an_authority_that_appears_and_lets_go_of_one_that_is_gone(
    source: AuthoritySource, tmp_path: Path
) -> None:
    tls = bootstrap(tmp_path / "served", options=TLSOptions(authority=source))
    tls.ssl_context()

    was_self_signed = tls.info().self_signed
    put_authority(source)
    until(lambda: not tls.info().self_signed, "issuing")
    shutil.rmtree(source.directory)
    until(lambda: tls.info().self_signed, "a self-signed pair")
    tls.close()

    assert was_self_signed


def test_a_container_with_another_host_name_at_each_start_stays_with_its_authority(
    source: AuthoritySource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_authority(source)
    options = TLSOptions(authority=source)
    bootstrap(tmp_path / "served", options=options)
    before = (tmp_path / "served" / "cert.pem").read_bytes()

    # Plain names that the authority was not made for: it may not sign for them, and asking again would not help.
    monkeypatch.setattr(socket, "gethostname", lambda: "3f9c2d7a1b")
    first = bootstrap(tmp_path / "served", options=options)
    between = (tmp_path / "served" / "cert.pem").read_bytes()
    monkeypatch.setattr(socket, "gethostname", lambda: "81be0c44aa")
    second = bootstrap(tmp_path / "served", options=options)

    # `<name>.local` is inside the constraints, so each new name is taken in once, by the same authority.
    assert (first.action, second.action) == ("renewed", "renewed")
    assert before != between
    assert second.info().names.covers("3f9c2d7a1b.local")
    assert second.info().names.covers("81be0c44aa.local")
    assert not second.info().names.covers("81be0c44aa")
    assert bootstrap(tmp_path / "served", options=options).action == "reused"


def test_another_authority_in_its_place_issues_anew(source: AuthoritySource, tmp_path: Path) -> None:
    put_authority(source)
    options = TLSOptions(authority=source)
    bootstrap(tmp_path / "served", options=options)
    before = chain_of(tmp_path / "served")[1]
    shutil.rmtree(source.directory)
    put_authority(source)

    reason = authority_reason(chain_of(tmp_path / "served"), source, now=NOW)
    bootstrap(tmp_path / "served", options=options)

    assert reason == "there is another local authority now"
    assert chain_of(tmp_path / "served")[1] != before


def test_a_broken_authority_leaves_what_is_served(source: AuthoritySource, tmp_path: Path) -> None:
    put_authority(source)
    options = TLSOptions(authority=source)
    bootstrap(tmp_path / "served", options=options)
    before = (tmp_path / "served" / "cert.pem").read_bytes()
    (source.directory / "authority.pem").write_text("garbage")

    tls = bootstrap(tmp_path / "served", options=options)

    assert tls.action == "reused"
    assert (tmp_path / "served" / "cert.pem").read_bytes() == before
