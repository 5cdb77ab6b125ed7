"""`graphex serve`, as a real process."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest

from command_line import run_graphex
from graphex.tls.certificates.certificate import fingerprint
from issued_pair import yesterday
from patience import until
from tls.handshake import served_certificate, trusting
from tls.material import issue, write_private

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography import x509


def test_it_serves_says_so_and_ends_with_its_exit_code(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", "-m", "graphex", "serve", "-p", "0", "--json-logs"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = json.loads(process.stdout.readline())
        with httpx.Client(verify=trusting(tmp_path / "cert.pem"), trust_env=False) as client:
            answer = client.get(f"{said['addresses']['local'][0]}/healthz")
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=100)

    assert answer.json() == {"status": "ok"}
    assert process.returncode == 0
    assert "Created" in err
    assert said["sign_in"].partition("code=")[2] not in err


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("-p", "99999"), 2, "99999"),
        (("-p", "abc"), 2, "abc"),
        (("--host", "no-such-host.invalid"), 2, "no-such-host.invalid"),
        (("--name", "not a name"), 2, "not a name"),
        (("--no-sign-in",), 2, "every interface"),
        (("--ssl-days", "9999"), 2, "9999"),
        (("--hsts",), 2, "HSTS"),
        (("-s", "/proc/nowhere"), 3, "/proc/nowhere"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    tmp_path: Path, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    done = run_graphex("serve", *arguments, cwd=tmp_path)

    assert done.returncode == code
    assert sentence in done.stderr
    assert "hint:" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_pair_ends_the_start_with_its_findings(tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text("garbage")
    (tmp_path / "key.pem").write_text("garbage")

    done = run_graphex("serve", "-p", "0", cwd=tmp_path)

    assert done.returncode == 3
    assert done.stderr.count("error:") >= 2
    assert "hint:" in done.stderr


def test_with_the_option_a_broken_pair_is_stood_in_for_until_it_is_mended(tmp_path: Path) -> None:
    given = issue(start=yesterday())
    (tmp_path / "cert.pem").write_bytes(given.pem)
    command = [sys.executable, "-W", "error", "-m", "graphex", "serve", "-p", "0", "--json-logs"]
    with subprocess.Popen(
        [*command, "--emergency-certificate"],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = json.loads(process.stdout.readline())
        port = int(said["addresses"]["local"][0].rpartition(":")[2])
        temporary = fingerprint(served_certificate(port))
        write_private(tmp_path / "key.pem", given.key_pem)
        wait_until_served(port, given.certificate)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=100)

    assert said["certificate"]["action"] == "emergency"
    assert temporary == said["certificate"]["sha256"]
    assert "pair-incomplete" in err
    assert temporary in err
    assert process.returncode == 0


def wait_until_served(port: int, certificate: x509.Certificate) -> None:
    until(lambda: served_certificate(port) == certificate, "serving the mended pair")
