"""Requests to other authorities, and the keys that wait for the answer."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from graphex.errors import StartError, UsageError
from graphex.tls.certificates.names import Names, parse_names
from graphex.tls.exchange.advice import other_certificate_files
from graphex.tls.exchange.signing_request import (
    create_request,
    ensure_requested_key,
    refuse_place_of_request,
    request_certificate,
    requested_key_file,
)
from tls.material import openssl

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.tls.certificates.building import KeyType, PrivateKey

NAMES = parse_names(["build.corp", "*.lab.corp", "192.0.2.7"])


def ensure(
    directory: Path, key_type: KeyType = "p256", *, passphrase: bytes | None = None, anew: bool = False
) -> tuple[PrivateKey, bool]:
    return ensure_requested_key(directory, key_type, passphrase=passphrase, anew=anew)


@pytest.mark.parametrize(("key_type", "kind"), [("p256", ec.EllipticCurvePrivateKey), ("rsa2048", rsa.RSAPrivateKey)])
def test_openssl_takes_the_request(tmp_path: Path, key_type: KeyType, kind: type) -> None:
    key, _ = ensure(tmp_path, key_type)

    request = create_request(NAMES, key)

    shown = openssl("req", "-noout", "-verify", "-text", directory=tmp_path, text=request).decode()
    assert isinstance(key, kind)
    assert "Subject: CN = build.corp" in shown
    assert "DNS:build.corp, DNS:*.lab.corp, IP Address:192.0.2.7" in shown
    assert "TLS Web Server Authentication" in shown


def test_a_name_that_is_too_long_for_the_subject_stands_in_the_list_only(tmp_path: Path) -> None:
    key, _ = ensure(tmp_path)
    name = f"{'a' * 60}.corp.example"

    request = x509.load_pem_x509_csr(create_request(parse_names([name]), key))

    names = request.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert len(request.subject) == 0
    assert names.get_values_for_type(x509.DNSName) == [name]


def test_the_key_waits_closed_to_others_and_out_of_sight(tmp_path: Path) -> None:
    ensure(tmp_path / "certificates")

    waiting = requested_key_file(tmp_path / "certificates")
    assert list(waiting.parent.iterdir()) == [waiting]
    assert stat.S_IMODE(waiting.stat().st_mode) == 0o600
    assert other_certificate_files(waiting.parent) == ()


@pytest.mark.parametrize("anew", [False, True])
def test_a_key_that_waits_is_used_again_unless_a_new_one_is_wanted(tmp_path: Path, anew: bool) -> None:
    first, is_first_new = ensure(tmp_path)

    second, is_second_new = ensure(tmp_path, anew=anew)

    assert (is_first_new, is_second_new) == (True, anew)
    assert (first.public_key() != second.public_key()) is anew


def test_a_key_with_a_passphrase_needs_it_again(tmp_path: Path) -> None:
    first, _ = ensure(tmp_path, passphrase=b"secret")

    again, _ = ensure(tmp_path, passphrase=b"secret")

    assert b"ENCRYPTED" in requested_key_file(tmp_path).read_bytes()
    assert again.public_key() == first.public_key()
    with pytest.raises(StartError, match="needs another passphrase"):
        ensure(tmp_path)


@pytest.mark.parametrize(("waiting", "asked"), [("p256", "rsa2048"), ("rsa2048", "p256")])
def test_a_key_of_another_type_is_not_used_in_silence(tmp_path: Path, waiting: KeyType, asked: KeyType) -> None:
    ensure(tmp_path, waiting)

    with pytest.raises(UsageError, match=f"is {waiting} and not {asked}") as refused:
        ensure_requested_key(tmp_path, asked, passphrase=None, anew=False, is_type_chosen=True)

    assert "--force" in (refused.value.hint or "")
    assert ensure(tmp_path, asked)[1] is False
    assert ensure_requested_key(tmp_path, asked, passphrase=None, anew=True, is_type_chosen=True)[1] is True


def test_a_damaged_key_is_not_used(tmp_path: Path) -> None:
    requested_key_file(tmp_path).write_text("garbage")

    with pytest.raises(StartError, match="is damaged"):
        ensure(tmp_path)


def test_a_request_says_which_key_waits_for_the_answer(tmp_path: Path) -> None:
    first = request_certificate(NAMES, tmp_path, "p256", passphrase=None, anew=False)
    again = request_certificate(NAMES, tmp_path, "p256", passphrase=None, anew=False)

    assert (first.is_key_new, again.is_key_new) == (True, False)
    assert first.keyfile == requested_key_file(tmp_path)
    assert x509.load_pem_x509_csr(first.pem).public_key() == x509.load_pem_x509_csr(again.pem).public_key()


def test_a_request_needs_names(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="needs the names") as caught:
        request_certificate(Names(), tmp_path, "p256", passphrase=None, anew=False)

    assert "--name" in str(caught.value.hint)
    assert list(tmp_path.iterdir()) == []


def test_a_directory_that_cannot_be_used_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StartError, match="is not a directory"):
        request_certificate(NAMES, tmp_path / "file", "p256", passphrase=None, anew=False)


def test_only_a_request_is_written_over(tmp_path: Path) -> None:
    key, _ = ensure(tmp_path)
    (tmp_path / "request").write_bytes(create_request(NAMES, key))
    (tmp_path / "letter").write_text("dear ada")

    refuse_place_of_request(tmp_path / "request", force=False)
    refuse_place_of_request(tmp_path / "absent", force=False)
    refuse_place_of_request(tmp_path / "letter", force=True)

    with pytest.raises(UsageError, match="letter exists already"):
        refuse_place_of_request(tmp_path / "letter", force=False)
