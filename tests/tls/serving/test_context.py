"""Contexts: what they allow, and the front that hands out the current one."""

from __future__ import annotations

import datetime as dt
import ssl
from typing import TYPE_CHECKING

import pytest
from cryptography import x509

from graphex.tls.certificates.certificate import create_self_signed
from graphex.tls.certificates.names import parse_names
from graphex.tls.serving.context import ContextOptions, FrontContext, load_context
from tls.handshake import careless, finish, shake_hands

if TYPE_CHECKING:
    from pathlib import Path


def make_context(directory: Path, options: ContextOptions | None = None) -> tuple[ssl.SSLContext, x509.Certificate]:
    pair = create_self_signed(parse_names(["localhost"]), now=dt.datetime.now(dt.UTC))
    (directory / "cert.pem").write_bytes(pair.certificate_pem)
    (directory / "key.pem").write_bytes(pair.key_pem)
    context = load_context(
        directory / "cert.pem", directory / "key.pem", passphrase=None, options=options or ContextOptions()
    )
    return context, x509.load_pem_x509_certificate(pair.certificate_pem)


def seen_by(client: ssl.SSLObject) -> x509.Certificate:
    der = client.getpeercert(binary_form=True)
    assert der is not None
    return x509.load_der_x509_certificate(der)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "somewhere.example", None])
def test_a_swap_is_seen_by_the_next_handshake(tmp_path: Path, version: ssl.TLSVersion, name: str | None) -> None:
    (first, first_certificate), (second, second_certificate) = make_context(tmp_path), make_context(tmp_path)
    current = [first]
    front = FrontContext(lambda: current[0], ContextOptions())
    client = careless()
    client.minimum_version = client.maximum_version = version

    before = seen_by(shake_hands(client, front, name))
    current[0] = second
    after = seen_by(shake_hands(client, front, name))

    assert (before, after) == (first_certificate, second_certificate)


def test_http_1_1_is_agreed_on(tmp_path: Path) -> None:
    context, _ = make_context(tmp_path)
    client = careless()
    client.set_alpn_protocols(["h2", "http/1.1"])

    agreed = shake_hands(client, FrontContext(lambda: context, ContextOptions())).selected_alpn_protocol()

    assert agreed == "http/1.1"


@pytest.mark.parametrize(
    ("options", "client_version"),
    [(ContextOptions(minimum_version="1.3"), ssl.TLSVersion.TLSv1_2), (ContextOptions(), ssl.TLSVersion.TLSv1_1)],
)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1:DeprecationWarning")
def test_older_versions_are_refused(tmp_path: Path, options: ContextOptions, client_version: ssl.TLSVersion) -> None:
    context, _ = make_context(tmp_path, options)
    client = careless()
    client.set_ciphers("DEFAULT@SECLEVEL=0")
    client.minimum_version = ssl.TLSVersion.TLSv1
    client.maximum_version = client_version

    with pytest.raises(ssl.SSLError):
        shake_hands(client, FrontContext(lambda: context, options))


@pytest.mark.parametrize("cipher", ["ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES256-SHA"])
def test_suites_without_authenticated_encryption_are_refused(tmp_path: Path, cipher: str) -> None:
    context, _ = make_context(tmp_path)
    client = careless()
    client.maximum_version = ssl.TLSVersion.TLSv1_2
    client.set_ciphers(cipher)

    with pytest.raises(ssl.SSLError):
        shake_hands(client, FrontContext(lambda: context, ContextOptions()))


def test_renegotiation_and_compression_are_off() -> None:
    front = FrontContext(lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ContextOptions())

    assert front.options & ssl.OP_NO_RENEGOTIATION
    assert front.options & ssl.OP_NO_COMPRESSION


def test_a_session_is_resumed(tmp_path: Path) -> None:
    context, _ = make_context(tmp_path)
    front = FrontContext(lambda: context, ContextOptions())
    client = careless()
    client.maximum_version = ssl.TLSVersion.TLSv1_2
    first = shake_hands(client, front)

    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    again = client.wrap_bio(to_client, to_server, session=first.session)
    server = front.wrap_bio(to_server, to_client, server_side=True)
    finish(again, server)

    assert again.session_reused
