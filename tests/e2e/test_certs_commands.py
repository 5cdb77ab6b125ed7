"""`certs show`, `check`, `renew` and `path`: texts, JSON and exit codes."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import hashes

from e2e.machine import needs
from e2e.pairs import certificate, contents, listing, mode, write_foreign, write_own
from e2e.server import Surroundings, graphex, running
from graphex.tls.certificates.names import Names
from graphex.tls.findings import FORMER_HINT
from ports import free_port
from tls.material import PASSPHRASE

if TYPE_CHECKING:
    from pathlib import Path

    from e2e.server import RunningServer


def sha256(directory: Path) -> str:
    return certificate(directory).fingerprint(hashes.SHA256()).hex(":").upper()


def test_show_describes_the_pair(tmp_path: Path) -> None:
    write_own(tmp_path)

    done = graphex("certs", "show", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert sha256(tmp_path) in done.stdout
    assert "GraphEx, which renews it" in done.stdout
    assert "EC P-256" in done.stdout
    assert "localhost" in done.stdout


def test_show_is_json_on_request(tmp_path: Path) -> None:
    write_own(tmp_path)

    done = graphex("certs", "show", "--json", cwd=tmp_path)

    shown = json.loads(done.stdout)
    assert done.returncode == 0
    assert shown["sha256"] == sha256(tmp_path)
    assert shown["file"] == str(tmp_path / "cert.pem")
    assert shown["own"] is True
    assert {"localhost", "127.0.0.1", "::1"} <= set(shown["names"])


def test_show_says_how_to_get_a_certificate_where_there_is_none_and_makes_none(tmp_path: Path) -> None:
    done = graphex("certs", "show", cwd=tmp_path)

    assert done.returncode != 0
    assert "There is no certificate" in done.stderr
    assert f"{sys.executable} -m graphex serve" in done.stderr
    assert listing(tmp_path) == []


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_show_of_a_broken_pair_says_what_is_wrong(tmp_path: Path, options: tuple[str, ...]) -> None:
    write_own(tmp_path)
    (tmp_path / "cert.pem").write_text("nonsense\n")

    done = graphex("certs", "show", *options, cwd=tmp_path)

    assert done.returncode == 3
    assert "error: " in done.stderr
    assert "Traceback" not in done.stderr


def test_show_needs_no_passphrase(tmp_path: Path) -> None:
    write_foreign(tmp_path, passphrase=PASSPHRASE)

    done = graphex("certs", "show", "--json", cwd=tmp_path)

    assert json.loads(done.stdout)["sha256"] == sha256(tmp_path)


def test_check_of_a_good_directory_is_content(tmp_path: Path) -> None:
    write_own(tmp_path)

    done = graphex("certs", "check", tmp_path, cwd=tmp_path.parent)

    assert (done.returncode, done.stdout, done.stderr) == (0, f"{tmp_path}: in order\n", "")


def test_check_of_an_empty_directory_is_an_error(tmp_path: Path) -> None:
    done = graphex("certs", "check", cwd=tmp_path)

    assert done.returncode == 3
    assert "error: " in done.stderr
    assert listing(tmp_path) == []


def test_check_is_json_on_request(tmp_path: Path) -> None:
    write_own(tmp_path)
    (tmp_path / "key.pem").write_text("nonsense\n")

    done = graphex("certs", "check", "--json", cwd=tmp_path)

    result = json.loads(done.stdout)
    assert done.returncode == 3
    assert result["ok"] is False
    assert result["findings"][0]["severity"] == "error"
    assert set(result["findings"][0]) == {"severity", "code", "file", "message", "hint", FORMER_HINT}


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_check_of_a_running_server_reads_its_certificate(server: RunningServer, tmp_path: Path, host: str) -> None:
    done = graphex("certs", "check", "--json", f"https://{host}:{server.port}", cwd=tmp_path)

    result = json.loads(done.stdout)
    assert result["certificate"]["sha256"] == sha256(server.directory)
    assert result["ok"] is (done.returncode == 0)
    assert "Traceback" not in done.stderr


def test_check_of_a_running_server_is_content_where_the_certificate_is_trusted(
    server: RunningServer, tmp_path: Path
) -> None:
    surroundings = Surroundings({"SSL_CERT_FILE": str(server.certfile)})

    done = graphex("certs", "check", f"https://localhost:{server.port}", cwd=tmp_path, surroundings=surroundings)

    assert done.returncode == 0
    assert "This machine trusts the certificate" in done.stderr


@pytest.mark.parametrize(
    "target", ["https://", "https://:1", "https://localhost:99999", "http://localhost:1", "ftp://x", "https://a b"]
)
def test_check_of_an_address_that_makes_no_sense_is_told(tmp_path: Path, target: str) -> None:
    done = graphex("certs", "check", target, cwd=tmp_path)

    assert done.returncode in {2, 3}
    assert "error: " in done.stderr
    assert "Traceback" not in done.stderr
    assert "bug in GraphEx" not in done.stderr


def test_check_of_a_dead_address_is_an_error(tmp_path: Path) -> None:
    done = graphex("certs", "check", f"https://localhost:{free_port()}", cwd=tmp_path)

    assert done.returncode == 3
    assert "error: " in done.stderr


def test_check_of_a_server_that_never_answers_ends(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        done = graphex("certs", "check", f"https://127.0.0.1:{mute.getsockname()[1]}", cwd=tmp_path)

    assert done.returncode == 3
    assert "Traceback" not in done.stderr


def test_renew_replaces_a_pair_of_our_own_and_keeps_the_one_before(tmp_path: Path) -> None:
    before = write_own(tmp_path)

    done = graphex("certs", "renew", "--name", "build.example,192.0.2.77", cwd=tmp_path)

    names = Names.of_certificate(certificate(tmp_path))
    assert done.returncode == 0
    assert f"SHA-256: {sha256(tmp_path)}" in done.stdout
    assert names.covers("build.example")
    assert names.covers("192.0.2.77")
    assert [path.read_bytes() for path in tmp_path.glob("cert.pem.replaced-*")] == [before]
    assert mode(tmp_path / "key.pem") == "0600"


def test_names_stay_through_later_renewals(tmp_path: Path) -> None:
    write_own(tmp_path)
    graphex("certs", "renew", "--name", "build.example", cwd=tmp_path)

    graphex("certs", "renew", cwd=tmp_path)

    assert Names.of_certificate(certificate(tmp_path)).covers("build.example")


@pytest.mark.parametrize("make", [write_foreign, lambda _: None], ids=["of others", "none"])
def test_renew_touches_nothing_that_is_not_ours(tmp_path: Path, make: object) -> None:
    assert callable(make)
    make(tmp_path)
    before = contents(tmp_path)

    done = graphex("certs", "renew", cwd=tmp_path)

    assert done.returncode == 3
    assert "hint: " in done.stderr
    assert contents(tmp_path) == before


@pytest.mark.parametrize(("options", "name"), [((), "cert.pem"), (("--key",), "key.pem")])
def test_path_prints_a_path_alone(tmp_path: Path, options: tuple[str, ...], name: str) -> None:
    done = graphex("certs", "path", *options, "-s", "some where", cwd=tmp_path)

    assert (done.returncode, done.stdout, done.stderr) == (0, f"{tmp_path}/some where/{name}\n", "")
    assert listing(tmp_path) == []


@needs("curl")
def test_the_printed_path_is_good_for_curl(tmp_path: Path) -> None:
    with running(cwd=tmp_path) as server:
        path = graphex("certs", "path", cwd=tmp_path).stdout.strip()
        command = ["curl", "-sS", "--noproxy", "*", "--cacert", path, server.url()]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)

    assert done.stdout == '{"status":"ok"}'


@pytest.mark.parametrize("command", [("show",), ("check",), ("path",), ("renew",)])
def test_every_command_follows_the_configuration_file(tmp_path: Path, command: tuple[str, ...]) -> None:
    write_own(tmp_path / "named")
    (tmp_path / "graphex.yml").write_text("ssl_certificates_path: named\n", "utf-8")

    done = graphex("certs", *command, cwd=tmp_path)

    assert done.returncode == 0
    assert f"{tmp_path}{os.sep}named" in done.stdout
