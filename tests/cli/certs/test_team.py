"""`graphex certs issue` and `csr`, as real processes, with the openssl program as the judge."""

from __future__ import annotations

import json
import stat
import subprocess
from typing import TYPE_CHECKING

import pytest
from cryptography import x509

from command_line import run_graphex
from e2e.machine import needs
from e2e.server import running
from e2e.terminal import terminal
from graphex.tls.certificates.certificate import fingerprint
from graphex.tls.own.authority_files import needs_passphrase
from tls.colleagues import SECRET, settle_authority, write_secret
from tls.material import openssl, write_pair

if TYPE_CHECKING:
    from pathlib import Path

    from e2e.server import RunningServer

IN_FILE = ("--passphrase-path", "secret")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A directory with an authority and a file that holds a passphrase."""
    settle_authority(tmp_path / "ca")
    write_secret(tmp_path)
    return tmp_path


def issue(desk: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return run_graphex("certs", "issue", "--ca-dir", "ca", *words, cwd=desk)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def leaf(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def visit(server: RunningServer, pair: Path) -> subprocess.CompletedProcess[str]:
    """Ask a server who we are, showing a certificate and trusting the authority alone."""
    shown = ("--cert", str(pair / "cert.pem"), "--key", str(pair / "key.pem"))
    command = ["curl", "-sS", "--cacert", "ca/authority.pem", *shown, server.url("/api/connection")]
    return subprocess.run(command, cwd=server.directory, capture_output=True, text=True, timeout=100, check=False)


def test_a_pair_for_another_machine_is_two_files_and_the_steps(desk: Path) -> None:
    done = issue(desk, "--name", "build.lan,10.1.2.3", "--out", "build", "--days", "30")

    pair = desk / "build"
    verified = openssl(
        "verify", "-x509_strict", "-verify_hostname", "build.lan", "-CAfile", "ca/authority.pem", "build/cert.pem",
        directory=desk,
    )  # fmt: skip
    certificate = leaf(pair / "cert.pem")
    assert (done.returncode, done.stderr) == (0, "")
    assert verified == b"build/cert.pem: OK\n"
    assert sorted(pair.iterdir()) == [pair / "cert.pem", pair / "key.pem"]
    assert (mode(pair), mode(pair / "cert.pem"), mode(pair / "key.pem")) == (0o700, 0o644, 0o600)
    assert (certificate.not_valid_after_utc - certificate.not_valid_before_utc).days == 30
    assert (pair / "cert.pem").read_bytes().endswith((desk / "ca/authority.pem").read_bytes())
    assert fingerprint(certificate) in done.stdout
    assert "scp build/cert.pem build/key.pem build.lan:" in done.stdout


def test_the_other_machine_checks_it_and_leaves_it_alone(desk: Path) -> None:
    issue(desk, "--name", "build.lan", "--out", "build")

    checked = run_graphex("certs", "check", "build", cwd=desk)
    renewed = run_graphex("certs", "renew", "-s", "build", cwd=desk)

    assert checked.returncode == 0
    assert renewed.returncode == 3
    assert "was not made by GraphEx" in renewed.stderr


def test_names_outside_of_the_constraints_are_refused(desk: Path) -> None:
    done = issue(desk, "--name", "build.corp", "--out", "build")

    assert done.returncode == 2
    assert "may not sign for build.corp" in done.stderr
    assert "--allow-name build.corp" in done.stderr
    assert not (desk / "build").exists()


def test_names_of_this_machine_s_configuration_are_not_those_of_another(desk: Path) -> None:
    (desk / "graphex.yml").write_text("ssl_hostnames: [mine.lan]\n")

    without = issue(desk, "--out", "build")
    issue(desk, "--out", "build", "--name", "theirs.lan")

    assert without.returncode == 2
    assert "--client PERSON" in without.stderr
    assert "DNS:mine.lan" not in openssl("x509", "-text", "-in", "build/cert.pem", directory=desk).decode()


def test_nothing_is_written_over_without_force(desk: Path) -> None:
    write_pair(desk / "build", b"certificate", b"key")

    refused = issue(desk, "--name", "build.lan", "--out", "build")
    before = (desk / "build/cert.pem").read_bytes()
    forced = issue(desk, "--name", "build.lan", "--out", "build", "--force")

    assert (refused.returncode, before, forced.returncode) == (2, b"certificate", 0)
    assert "--force" in refused.stderr
    assert [copy.read_bytes() for copy in (desk / "build").glob("key.pem.replaced-*")] == [b"key"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--name", "a.lan", "--out", "a.pem"), "--out a,"),
        (("--email", "a@b.example", "--name", "a.lan", "--out", "a"), "--email is for people"),
        (("--client", "alice", "--email", "alice", "--out", "a"), "is no e-mail address"),
        (("--client", "alice", "--out", "a.p12"), "--passphrase-path FILE"),
        (("--name", "a.lan", "--out", "a", "--days", "1000"), "1000"),
        (("--name", "a.lan"), "--out"),
    ],
)
def test_what_cannot_be_is_said(desk: Path, words: tuple[str, ...], said: str) -> None:
    done = issue(desk, *words)

    assert done.returncode == 2
    assert said in done.stderr
    assert not list(desk.glob("a*"))


def test_without_an_authority_there_is_a_way_to_one(tmp_path: Path) -> None:
    done = issue(tmp_path, "--name", "a.lan", "--out", "a")

    assert done.returncode == 1
    assert "hint: Make one, and trust it: python3 -m graphex trust" in done.stderr


def test_an_encrypted_authority_is_opened_from_a_file(tmp_path: Path) -> None:
    settle_authority(tmp_path / "ca", SECRET)
    write_secret(tmp_path)

    done = issue(tmp_path, "--name", "a.lan", "--out", "a", "--ca-passphrase-path", "secret")

    assert needs_passphrase(tmp_path / "ca")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_person_gets_one_file_with_a_passphrase(desk: Path) -> None:
    done = issue(desk, "--client", "alice", "--email", "alice@example.org", "--out", "alice.p12", *IN_FILE)

    opened = openssl("pkcs12", "-in", "alice.p12", "-passin", "file:secret", "-nodes", directory=desk)
    (desk / "opened").write_bytes(opened)
    openssl("verify", "-x509_strict", "-purpose", "sslclient", "-CAfile", "ca/authority.pem", "opened", directory=desk)
    names = openssl("x509", "-noout", "-ext", "subjectAltName", "-in", "opened", directory=desk)
    assert (done.returncode, mode(desk / "alice.p12")) == (0, 0o600)
    assert b"email:alice@example.org" in names
    assert opened.count(b"BEGIN CERTIFICATE") == 2
    assert f"--client-ca {desk}/ca/authority.pem" in done.stdout


def test_the_passphrase_is_typed_at_a_terminal(desk: Path) -> None:
    words = ("certs", "issue", "--client", "alice", "--ca-dir", "ca", "--out", "alice.p12")

    with terminal(desk, *words) as screen:
        screen.wait_for("Passphrase for alice.p12: ")
        screen.type("typed secret\n")
        screen.wait_for("The same once more: ")
        screen.type("typed secret\n")
        code = screen.wait_for_end()

    openssl("pkcs12", "-in", "alice.p12", "-passin", "pass:typed secret", "-nodes", directory=desk)
    assert code == 0
    assert "typed secret" not in screen.shown


def test_a_program_gets_two_files(desk: Path) -> None:
    done = issue(desk, "--client", "robot.ci", "--out", "robot")

    openssl(
        "verify", "-x509_strict", "-purpose", "sslclient", "-CAfile", "ca/authority.pem", "robot/cert.pem",
        directory=desk,
    )  # fmt: skip
    assert done.returncode == 0
    assert "curl --cert robot/cert.pem --key robot/key.pem" in done.stdout


@needs("curl")
def test_a_server_lets_a_person_in_and_takes_no_server_for_one(desk: Path) -> None:
    issue(desk, "--name", "localhost", "--out", "served")
    issue(desk, "--client", "alice", "--email", "alice@example.org", "--out", "alice")
    options = ("-s", "served", "--client-ca", "ca/authority.pem", "--ca-dir", "ca")

    with running(*options, cwd=desk) as server:
        welcome = visit(server, desk / "alice")
        refused = visit(server, desk / "served")

    assert json.loads(welcome.stdout)["client"]["name"] == "alice"
    assert refused.returncode != 0


def test_a_request_leaves_what_is_served_alone(desk: Path) -> None:
    write_pair(desk / "served", b"certificate", b"key")

    done = run_graphex("certs", "csr", "--name", "build.corp", "--out", "build.csr", "-s", "served", cwd=desk)

    shown = openssl("req", "-noout", "-verify", "-text", "-in", "build.csr", directory=desk).decode()
    key = openssl("pkey", "-pubout", "-in", "served/.graphex-requested-key.pem", directory=desk)
    assert done.returncode == 0
    assert "DNS:build.corp" in shown
    assert openssl("req", "-noout", "-pubkey", "-in", "build.csr", directory=desk) == key
    assert mode(desk / "served/.graphex-requested-key.pem") == 0o600
    assert (desk / "served/key.pem").read_bytes() == b"key"
    assert f"certs import ANSWER -s {desk}/served" in done.stderr


def test_a_request_alone_goes_to_stdout(desk: Path) -> None:
    (desk / "graphex.yml").write_text("ssl_hostnames: [build.corp]\n")

    done = run_graphex("certs", "csr", "--ssl-key-type", "rsa2048", cwd=desk)

    shown = openssl("req", "-noout", "-text", directory=desk, text=done.stdout.encode())
    assert b"(2048 bit)" in shown
    assert b"DNS:build.corp" in shown


@pytest.mark.parametrize(("words", "is_same"), [((), True), (("--force",), False)])
def test_a_second_request_is_for_the_same_key(desk: Path, words: tuple[str, ...], is_same: bool) -> None:
    ask = ("certs", "csr", "--name", "build.corp", "--out", "build.csr")
    run_graphex(*ask, cwd=desk)
    before = (desk / ".graphex-requested-key.pem").read_bytes()

    again = run_graphex(*ask, *words, cwd=desk)

    assert again.returncode == 0
    assert ((desk / ".graphex-requested-key.pem").read_bytes() == before) is is_same
    assert ("waits still" in again.stderr) is is_same


def test_a_request_needs_names_and_a_free_place(desk: Path) -> None:
    nameless = run_graphex("certs", "csr", cwd=desk)
    taken = run_graphex("certs", "csr", "--name", "build.corp", "--out", "secret", cwd=desk)

    assert (nameless.returncode, taken.returncode) == (2, 2)
    assert "--name" in nameless.stderr
    assert "secret exists already" in taken.stderr
    assert not (desk / ".graphex-requested-key.pem").exists()


def test_an_issued_pair_is_shown_as_somebody_s(desk: Path) -> None:
    issue(desk, "--name", "build.lan", "--out", "build")

    shown = json.loads(run_graphex("certs", "show", "--json", "-s", "build", cwd=desk).stdout)

    assert shown["own"] is False
    assert shown["subject"] == "CN=build.lan,O=GraphEx holder"
