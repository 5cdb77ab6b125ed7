"""Checking running servers by their address."""

from __future__ import annotations

import datetime as dt
import ssl
from typing import TYPE_CHECKING

import pytest

from graphex.tls.check.handshake import Server
from graphex.tls.check.remote import check_address, parse_address
from graphex.tls.findings import Finding, Severity
from tls.listening import answering, listening, only_old_tls, over_tls, silent
from tls.material import Issued, authority, codes, issue, write_pair

if TYPE_CHECKING:
    from pathlib import Path

# Trust stores go by the real clock.
NOW = dt.datetime.now(dt.UTC)
START = NOW - dt.timedelta(days=10)
ROOT = issue("Root", ca=True, start=START, days=300)
LOWER = issue("Lower CA", issuer=ROOT, ca=True, start=START, days=300)
LEAF = issue(issuer=LOWER, start=START)


def server_context(directory: Path, *chain: Issued) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*write_pair(directory, b"".join(c.pem for c in chain), chain[0].key_pem))
    return context


@pytest.fixture
def trust(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have this machine trust the root, and nothing else."""
    (tmp_path / "root.pem").write_bytes(ROOT.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "root.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "nowhere"))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://localhost", Server("localhost", 443)),
        ("https://localhost:8443", Server("localhost", 8443)),
        ("https://localhost:8443/path?query#fragment", Server("localhost", 8443)),
        ("HTTPS://LocalHost", Server("localhost", 443)),
        ("localhost:8443", Server("localhost", 8443)),
        (" https://localhost\n", Server("localhost", 443)),
        ("https://192.0.2.7", Server("192.0.2.7", 443)),
        ("https://[::1]:8443", Server("::1", 8443)),
        ("https://bücher.example", Server("xn--bcher-kva.example", 443)),
        ("https://straße.example", Server("xn--strae-oqa.example", 443)),
        ("https://user:secret@localhost", Server("localhost", 443)),
    ],
)
def test_addresses_are_taken_apart(address: str, expected: Server) -> None:
    assert parse_address(address) == expected


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://",
        "http://localhost",
        "ftp://localhost",
        "https://:8443",
        "https://local host",
        "https://localhost:0",
        "https://localhost:65536",
        "https://localhost:https",
        "https://[::1",
        "https://a..b",
        f"https://{'x' * 64}.example",
        "https://local\0host",
        "https://[not-an-address]",
    ],
)
def test_what_is_no_address_is_a_finding(address: str) -> None:
    result = check_address(address, now=NOW)

    assert codes(result.findings) == ["address-invalid"]
    assert not result.ok


def test_secrets_in_an_address_are_not_repeated() -> None:
    finding = parse_address("ftp://user:secret@localhost")

    assert isinstance(finding, Finding)
    assert "secret" not in finding.message


@pytest.mark.usefixtures("trust")
def test_a_good_server_is_trusted(tmp_path: Path) -> None:
    with listening(over_tls(server_context(tmp_path, LEAF, LOWER))) as port:
        result = check_address(f"https://localhost:{port}", now=NOW)

    assert [(finding.code, finding.severity) for finding in result.findings] == [("trusted", Severity.NOTICE)]
    assert result.certificates == (LEAF.certificate, LOWER.certificate)


@pytest.mark.usefixtures("trust")
@pytest.mark.parametrize(
    ("chain", "expected"),
    [
        ((LEAF,), ["chain-incomplete"]),
        ((issue(start=START),), ["not-trusted"]),
        ((issue(issuer=LOWER, start=START, days=5), LOWER), ["expired"]),
        ((issue(issuer=LOWER, start=START, names=["other"]), LOWER), ["host-not-covered"]),
        ((LEAF, LOWER, ROOT), ["chain-root", "trusted"]),
    ],
    ids=["incomplete", "self-signed", "expired", "other name", "root"],
)
def test_reasons_are_said_once(tmp_path: Path, chain: tuple[Issued, ...], expected: list[str]) -> None:
    with listening(over_tls(server_context(tmp_path, *chain))) as port:
        result = check_address(f"https://127.0.0.1:{port}", now=NOW)

    assert codes(result.findings) == expected


def test_distrust_is_explained(tmp_path: Path) -> None:
    with listening(over_tls(server_context(tmp_path, issue(start=START)))) as port:
        (finding,) = check_address(f"https://localhost:{port}", now=NOW).findings

    assert (finding.code, finding.severity) == ("not-trusted", Severity.WARNING)
    assert "self-signed certificate" in finding.message
    assert finding.hint


def test_ipv6_literals_are_reached(tmp_path: Path) -> None:
    certificate = issue(start=START, names=["::1"])

    with listening(over_tls(server_context(tmp_path, certificate)), "::1") as port:
        result = check_address(f"https://[::1]:{port}", now=NOW)

    assert codes(result.findings) == ["not-trusted"]


@pytest.mark.skipif(not ssl.HAS_TLSv1_1, reason="needs an OpenSSL that still has TLS 1.1")
def test_an_old_version_of_tls_is_an_error(tmp_path: Path) -> None:
    context = only_old_tls(server_context(tmp_path, issue(start=START)))

    with listening(over_tls(context)) as port:
        result = check_address(f"https://localhost:{port}", now=NOW)

    assert codes(result.findings) == ["tls-outdated"]
    assert "TLSv1.1" in result.findings[0].message


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "plain-http"),
        (b"SSH-2.0-OpenSSH\r\n", "not-tls"),
        (b"", "not-tls"),
        (b"\x15\x03\x01\x00\x02\x02\x46", "tls-outdated"),
        (b"\x15\x03\x01\x00\x02\x02\x28", "tls-failed"),
        (b"\x16\x03\x01\x00\x02", "unreachable"),
    ],
    ids=["HTTP", "SSH", "nothing", "alert about the version", "other alert", "cut off"],
)
def test_other_answers_are_told_apart(answer: bytes, expected: str) -> None:
    with listening(answering(answer)) as port:
        result = check_address(f"https://127.0.0.1:{port}", now=NOW)

    assert codes(result.findings) == [expected]


def test_nobody_listening_is_told() -> None:
    with listening(silent) as port:
        pass

    result = check_address(f"https://127.0.0.1:{port}", now=NOW)

    assert codes(result.findings) == ["unreachable"]
    assert "nothing listens there" in result.findings[0].message


def test_silence_is_told() -> None:
    with listening(silent) as port:
        result = check_address(f"https://127.0.0.1:{port}", now=NOW, timeout=0.3)

    assert codes(result.findings) == ["no-answer"]
    assert "within 0.3 seconds" in result.findings[0].message


def test_an_unknown_host_is_told() -> None:
    result = check_address("https://no-such-host.invalid", now=NOW, timeout=20)

    assert codes(result.findings) == ["host-unknown"]


def test_a_foreign_authority_is_judged_like_a_file(tmp_path: Path) -> None:
    odd = issue(issuer=authority("CA"), start=START, days=900)

    with listening(over_tls(server_context(tmp_path, odd))) as port:
        result = check_address(f"https://localhost:{port}", now=NOW)

    assert codes(result.findings) == ["life-too-long", "chain-incomplete"]
