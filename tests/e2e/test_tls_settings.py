"""What is negotiated: TLS 1.2 and 1.3, forward secrecy, authenticated encryption, nothing else."""

from __future__ import annotations

import socket
import ssl
import subprocess
import warnings
from typing import TYPE_CHECKING

import pytest

from e2e.clients import secured
from e2e.machine import needs
from e2e.server import graphex, running
from tls.handshake import careless

if TYPE_CHECKING:
    from pathlib import Path

    from e2e.server import RunningServer

GOOD_1_2 = ["ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305"]
BAD_1_2 = [
    "ECDHE-ECDSA-AES128-SHA256",
    "ECDHE-ECDSA-AES256-SHA384",
    "ECDHE-ECDSA-AES128-SHA",
    "ECDHE-ECDSA-AES256-SHA",
    "ECDHE-ECDSA-AES128-CCM",
    "AES128-GCM-SHA256",
    "AES256-SHA",
    "NULL-SHA256",
    "AECDH-AES128-SHA",
    "DHE-RSA-AES128-GCM-SHA256",
]
GOOD_1_3 = ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"]
VERSIONS = {
    "1": ssl.TLSVersion.TLSv1,
    "1.1": ssl.TLSVersion.TLSv1_1,
    "1.2": ssl.TLSVersion.TLSv1_2,
    "1.3": ssl.TLSVersion.TLSv1_3,
}


def client(version: str, ciphers: str = "ALL:COMPLEMENTOFALL:@SECLEVEL=0") -> ssl.SSLContext:
    """Return a client that speaks one version only, and takes what it gets."""
    context = careless()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = VERSIONS[version]
    context.set_ciphers(ciphers)
    return context


def negotiated(server: RunningServer, version: str, ciphers: str = "ALL:COMPLEMENTOFALL:@SECLEVEL=0") -> str:
    """Return the cipher that a client gets."""
    with secured(server.port, context=client(version, ciphers)) as connection:
        cipher = connection.cipher()
    assert cipher is not None
    return cipher[0]


@pytest.mark.parametrize("version", ["1.2", "1.3"])
def test_current_versions_are_spoken(server: RunningServer, version: str) -> None:
    assert negotiated(server, version) in {*GOOD_1_2, *GOOD_1_3}


@pytest.mark.parametrize("version", ["1", "1.1"])
def test_old_versions_are_refused(server: RunningServer, version: str) -> None:
    with pytest.raises((ssl.SSLError, ConnectionError)):
        negotiated(server, version)


@pytest.mark.parametrize("cipher", GOOD_1_2)
def test_each_good_cipher_of_tls_1_2_is_offered(server: RunningServer, cipher: str) -> None:
    assert negotiated(server, "1.2", cipher) == cipher


@pytest.mark.parametrize("cipher", BAD_1_2)
def test_weaker_ciphers_are_refused(server: RunningServer, cipher: str) -> None:
    with pytest.raises((ssl.SSLError, ConnectionError)):
        negotiated(server, "1.2", f"{cipher}:@SECLEVEL=0")


@needs("openssl")
@pytest.mark.parametrize("suite", GOOD_1_3)
def test_each_suite_of_tls_1_3_is_offered(server: RunningServer, suite: str) -> None:
    assert f"Cipher is {suite}" in s_client(server, "-tls1_3", "-ciphersuites", suite)


@needs("openssl")
@pytest.mark.parametrize("suite", ["TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256"])
def test_other_suites_of_tls_1_3_are_refused(server: RunningServer, suite: str) -> None:
    assert "Cipher is (NONE)" in s_client(server, "-tls1_3", "-ciphersuites", suite)


@pytest.mark.parametrize(
    ("offered", "chosen"), [(["http/1.1"], "http/1.1"), (["h2", "http/1.1"], "http/1.1"), (["h2"], None), ([], None)]
)
def test_http_1_1_is_what_is_agreed_on(server: RunningServer, offered: list[str], chosen: str | None) -> None:
    context = careless()
    context.set_alpn_protocols(offered)

    with secured(server.port, context=context) as connection:
        assert connection.selected_alpn_protocol() == chosen


@needs("openssl")
def test_renegotiation_is_refused(server: RunningServer) -> None:
    shown = s_client(server, "-tls1_2", typed="R\n")

    assert "RENEGOTIATING" in shown
    assert "no renegotiation" in shown


def test_no_compression(server: RunningServer) -> None:
    with secured(server.port) as connection:
        assert connection.compression() is None


def test_a_session_is_resumed(server: RunningServer) -> None:
    context = client("1.2")
    with secured(server.port, context=context) as first:
        session = first.session

    with (
        socket.create_connection(("127.0.0.1", server.port), timeout=100) as plain,
        context.wrap_socket(plain, server_hostname="localhost", session=session) as second,
    ):
        assert second.session_reused


def test_tls_1_2_can_be_switched_off(tmp_path: Path) -> None:
    with running("--ssl-min-version", "1.3", cwd=tmp_path) as server:
        assert negotiated(server, "1.3") in GOOD_1_3
        with pytest.raises((ssl.SSLError, ConnectionError)):
            negotiated(server, "1.2")


def test_ciphers_can_be_chosen(tmp_path: Path) -> None:
    with running("--ssl-ciphers", "ECDHE+AESGCM", cwd=tmp_path) as server:
        assert negotiated(server, "1.2", GOOD_1_2[0]) == GOOD_1_2[0]
        with pytest.raises((ssl.SSLError, ConnectionError)):
            negotiated(server, "1.2", GOOD_1_2[2])


def test_a_key_for_old_clients_can_be_chosen(tmp_path: Path) -> None:
    with running("--ssl-key-type", "rsa2048", cwd=tmp_path) as server:
        assert negotiated(server, "1.2", "ECDHE-RSA-AES128-GCM-SHA256") == "ECDHE-RSA-AES128-GCM-SHA256"


@pytest.mark.parametrize(
    "options",
    [
        ("--ssl-ciphers", "NONSENSE"),
        ("--ssl-min-version", "1.1"),
        ("--ssl-key-type", "dsa"),
        ("--ssl-days", "1"),
        ("--ssl-days", "826"),
        ("--name", "under_score/slash"),
        ("--name", "-"),
    ],
)
def test_an_option_that_makes_no_sense_is_told_before_anything_is_made(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    done = graphex("serve", "-p", "0", *options, cwd=tmp_path)

    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith("error: ")
    assert list(tmp_path.glob("*.pem")) == []


def s_client(server: RunningServer, *options: str, typed: str = "") -> str:
    """Return what `openssl s_client` shows."""
    command = ["openssl", "s_client", "-connect", f"127.0.0.1:{server.port}", *options]
    done = subprocess.run(command, input=typed, capture_output=True, text=True, check=False, timeout=100)
    return done.stdout + done.stderr
