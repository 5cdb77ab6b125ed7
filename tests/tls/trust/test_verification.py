"""Clients that really connect."""

from __future__ import annotations

import datetime as dt
import shutil
from typing import TYPE_CHECKING

import pytest

from graphex.tls.trust.verification import verify_by_connecting
from tls.authorities import make_authority
from tls.trust.machine import Machine

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime.now(dt.UTC)

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")


def test_clients_that_trust_the_authority_accept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = make_authority(now=NOW)
    (tmp_path / "root.pem").write_bytes(authority.certificate_pem)
    machine = Machine(tmp_path, variables={"CURL_CA_BUNDLE": str(tmp_path / "root.pem")})
    machine.link("curl")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "root.pem"))

    checks = verify_by_connecting(authority, machine.surroundings, now=NOW)

    assert [(check.client, check.accepts, check.reason) for check in checks] == [
        ("Python", True, ""),
        ("curl", True, ""),
    ]


def test_clients_that_do_not_say_why(machine: Machine) -> None:
    machine.link("curl")

    python, curl = verify_by_connecting(make_authority(now=NOW), machine.surroundings, now=NOW)

    assert "CERTIFICATE_VERIFY_FAILED" in python.reason
    assert "certificate" in curl.reason
    assert [python.accepts, curl.accepts] == [False, False]


def test_curl_is_left_out_where_it_is_not(machine: Machine) -> None:
    checks = verify_by_connecting(make_authority(now=NOW), machine.surroundings, now=NOW)

    assert [check.client for check in checks] == ["Python"]
