"""One encrypted file for a key and its chain, read by the openssl program and by that of NSS."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from graphex.tls.exchange.pfx import format_pfx
from tls.material import authority, issue, openssl

if TYPE_CHECKING:
    from pathlib import Path

ROOT = authority("Root")
LEAF = issue(issuer=ROOT)
CHAIN = (LEAF.certificate, ROOT.certificate)


def written(directory: Path, *, for_old_systems: bool = False) -> Path:
    path = directory / "pair.p12"
    path.write_bytes(format_pfx("alice", LEAF.key, CHAIN, b"secret", for_old_systems=for_old_systems))
    return path


@pytest.mark.parametrize(("old", "cipher"), [(False, "AES-256-CBC"), (True, "pbeWithSHA1And3-KeyTripleDES-CBC")])
def test_openssl_reads_it(tmp_path: Path, old: bool, cipher: str) -> None:
    path = written(tmp_path, for_old_systems=old)

    shown = openssl("pkcs12", "-in", path, "-passin", "pass:secret", "-nodes", directory=tmp_path)
    about = subprocess.run(
        ["openssl", "pkcs12", "-in", path, "-passin", "pass:secret", "-noout", "-info"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.count(b"BEGIN CERTIFICATE") == 2
    assert b"friendlyName: alice" in shown
    assert LEAF.key_pem in shown
    assert cipher in about.stderr


def test_another_passphrase_does_not_open_it(tmp_path: Path) -> None:
    path = written(tmp_path)

    with pytest.raises(subprocess.CalledProcessError):
        openssl("pkcs12", "-in", path, "-passin", "pass:other", "-nodes", directory=tmp_path)


@pytest.mark.skipif(shutil.which("pk12util") is None, reason="the tools of NSS are not installed")
@pytest.mark.parametrize("old", [False, True])
def test_the_store_of_browsers_takes_it(tmp_path: Path, old: bool) -> None:
    path = written(tmp_path, for_old_systems=old)
    subprocess.run(["certutil", "-N", "-d", f"sql:{tmp_path}", "--empty-password"], check=True)

    subprocess.run(["pk12util", "-i", path, "-d", f"sql:{tmp_path}", "-W", "secret"], check=True, capture_output=True)

    listed = subprocess.run(["certutil", "-L", "-d", f"sql:{tmp_path}"], check=True, capture_output=True, text=True)
    assert "alice" in listed.stdout
