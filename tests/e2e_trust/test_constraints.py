"""Whoever steals the authority's key can pass for no site of the world: every client refuses what it signs for one."""

from __future__ import annotations

import ssl
import subprocess
from typing import TYPE_CHECKING

import pytest

from e2e_trust.browsers import CHROMIUM, FIREFOX, OUTSIDE_NAME, chromium, firefox, prepare_firefox
from e2e_trust.servers import forge_pair, serving
from tls.handshake import shake_hands, trusting
from trust_command import Person, make_person

if TYPE_CHECKING:
    from pathlib import Path

OUTSIDE = (OUTSIDE_NAME, "8.8.8.8", "2001:4860:4860::8888")


@pytest.fixture
def person(tmp_path: Path) -> Person:
    person = make_person(tmp_path)
    person.graphex("trust")
    return person


@pytest.mark.browser
@pytest.mark.timeout(300)
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_chromium_refuses(person: Person, tmp_path: Path) -> None:
    with serving(forge_pair(person, tmp_path / "forged", (OUTSIDE_NAME,)), person) as port, chromium(person) as browser:
        error = browser.visit(f"https://{OUTSIDE_NAME}:{port}/healthz")

    assert "ERR_CERT_" in error


@pytest.mark.browser
@pytest.mark.timeout(300)
@pytest.mark.skipif(FIREFOX is None, reason="Firefox is not installed")
def test_firefox_refuses(person: Person, tmp_path: Path) -> None:
    prepare_firefox(person)
    person.graphex("trust")

    with serving(forge_pair(person, tmp_path / "forged", (OUTSIDE_NAME,)), person) as port, firefox(person) as browser:
        error = browser.visit(f"https://{OUTSIDE_NAME}:{port}/healthz")

    assert "SEC_ERROR_CERT_NOT_IN_NAME_SPACE" in error


@pytest.mark.parametrize("name", OUTSIDE)
def test_openssl_refuses(person: Person, tmp_path: Path, name: str) -> None:
    forged = forge_pair(person, tmp_path / "forged", (name,))

    command = ["openssl", "verify", "-CAfile", f"{person.authority}/authority.pem", f"{forged}/cert.pem"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode != 0
    assert "permitted subtree violation" in done.stdout + done.stderr


@pytest.mark.parametrize("name", OUTSIDE)
def test_python_refuses(person: Person, tmp_path: Path, name: str) -> None:
    forged = forge_pair(person, tmp_path / "forged", (name,))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(forged / "cert.pem", forged / "key.pem")

    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        shake_hands(trusting(person.authority / "authority.pem"), server, name)
