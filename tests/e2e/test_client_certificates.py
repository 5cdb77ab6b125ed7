"""Client certificates as users meet them: curl, openssl and Firefox at a running server."""

from __future__ import annotations

import json
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from e2e.machine import needs
from e2e.marionette import PROGRAM, BrowserRefusedError, firefox
from e2e.server import graphex, running
from e2e.trust import create_store, trust
from patience import until
from tls.people import authorities_file, company, fingerprint, person, revocation_list, wallet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from e2e.server import RunningServer
    from tls.material import Issued

ISSUER = company()
ALICE = person(ISSUER)
# curl's exit codes for a handshake that the server ends: in TLS 1.2, in 1.3, and for a certificate that has expired.
REFUSED = {35, 56, 60}
# For an answer of nothing.
SENT_AWAY = 52


@contextmanager
def serving(directory: Path, *options: str | Path) -> Iterator[RunningServer]:
    """Serve to people with certificates; those on the list are not let in."""
    authorities = authorities_file(directory, ISSUER)
    revoked = directory / "revoked.txt"
    revoked.touch()
    revoked.write_text(revoked.read_text() or "# nobody\n")
    arguments = ("--client-ca", authorities, "--client-revoked", revoked, *options)
    with running("-s", directory / "certificates", *arguments, cwd=directory) as server:
        yield server


def curl(
    server: RunningServer, issued: Issued | None, path: str = "/api/connection", *options: str
) -> subprocess.CompletedProcess[str]:
    """Fetch a path with a certificate."""
    certfile = server.directory / "certificates" / "cert.pem"
    shown = [] if issued is None else ["--cert", str(wallet(server.directory, issued))]
    command = ["curl", "-sS", "--max-time", "10", "--cacert", str(certfile), *shown, *options, server.url(path)]
    return subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)


def client_of(answer: subprocess.CompletedProcess[str]) -> Any:
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)["client"]


@needs("curl")
@pytest.mark.parametrize("version", ["1.2", "1.3"])
def test_only_people_with_certificates_get_in(tmp_path: Path, version: str) -> None:
    strangers = (None, person(company("Another")), person(ISSUER, days=0.5))
    options = (f"--tlsv{version}", "--tls-max", version)

    with serving(tmp_path) as server:
        welcome = client_of(curl(server, ALICE, "/api/connection", *options))
        refused = [curl(server, one, "/healthz", *options).returncode for one in strangers]

    assert welcome["subject"] == "CN=Alice"
    assert welcome["sha256"] == fingerprint(ALICE)
    assert set(refused) <= REFUSED
    assert server.stderr.count("A client without a certificate is refused.") == 1
    assert "Client certificates are required, of CN=Company." in server.stderr


@needs("curl")
def test_where_they_are_optional_everybody_gets_to_the_door(tmp_path: Path) -> None:
    with serving(tmp_path, "--client-certificates", "optional", "--client-sign-in") as server:
        member = curl(server, ALICE, "/api/graphs")
        visitor = curl(server, None, "/api/graphs")
        stranger = curl(server, person(company("Another")), "/healthz")

    assert "graphs" in json.loads(member.stdout)
    assert json.loads(visitor.stdout)["status"] == 401
    assert stranger.returncode in REFUSED


@needs("curl")
@pytest.mark.parametrize("form", ["list", "CRL"])
def test_a_revocation_counts_at_once_and_a_broken_list_changes_nothing(tmp_path: Path, form: str) -> None:
    content = fingerprint(ALICE).encode() if form == "list" else revocation_list(ISSUER, ALICE)

    with serving(tmp_path) as server:
        before = curl(server, ALICE).returncode
        (tmp_path / "revoked.txt").write_bytes(content)
        until(lambda: curl(server, ALICE).returncode == SENT_AWAY)
        (tmp_path / "revoked.txt").write_text("oops\n")
        server.wait_for_log("Still going by the list of revoked client certificates")
        after = curl(server, ALICE).returncode
        bob = curl(server, person(ISSUER, "Bob")).returncode

    assert (before, after, bob) == (0, SENT_AWAY, 0)
    assert "revoked.txt:1: " in server.stderr
    assert "oops" not in server.stderr


@needs("curl")
def test_other_authorities_are_taken_while_it_runs_and_broken_ones_are_not(tmp_path: Path) -> None:
    other = company("Another")
    carol = person(other, "Carol")

    with serving(tmp_path) as server:
        before = curl(server, carol).returncode
        authorities_file(tmp_path, other)
        until(lambda: curl(server, carol).returncode == 0)
        alice = curl(server, ALICE).returncode
        (tmp_path / "authorities").write_text("garbage")
        server.wait_for_log("Still going by the file of client authorities")
        after = curl(server, carol).returncode

    assert before in REFUSED
    assert alice in REFUSED
    assert after == 0


@needs("openssl")
def test_no_certificate_is_asked_for_unless_that_is_wanted(tmp_path: Path, server: RunningServer) -> None:
    with serving(tmp_path, "--client-certificates", "optional") as asking:
        asked = handshake(asking)
    not_asked = handshake(server)

    assert "Requested Signature Algorithms" in asked
    assert "Requested Signature Algorithms" not in not_asked


def handshake(server: RunningServer) -> str:
    command = ["openssl", "s_client", "-connect", f"localhost:{server.port}", "-servername", "localhost"]
    done = subprocess.run(command, input="", capture_output=True, text=True, timeout=100, check=False)
    assert "CONNECTED" in done.stdout
    return done.stdout


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--client-ca", "none.pem"), 3, "none.pem does not exist."),
        (("--client-ca", "notes"), 3, "should hold a certificate in PEM"),
        (("--client-certificates", "required"), 2, "nothing says whose are accepted"),
        (("--client-sign-in",), 2, "none are asked for"),
    ],
)
def test_what_cannot_work_is_said_at_the_start(tmp_path: Path, options: tuple[str, ...], code: int, said: str) -> None:
    (tmp_path / "notes").write_text("no certificate")

    ended = graphex("serve", "-p", "0", *options, cwd=tmp_path)

    assert ended.returncode == code
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.browser
@pytest.mark.timeout(180)
@needs(PROGRAM)
@needs("pk12util")
def test_firefox_shows_its_certificate_and_is_signed_in(tmp_path: Path) -> None:
    profile = create_store(tmp_path / "profile")
    bundle(tmp_path, ALICE)
    import_bundle(tmp_path, profile)
    # A person would be asked which certificate to show.
    (profile / "prefs.js").write_text('user_pref("security.default_personal_cert", "Select Automatically");\n')

    with serving(tmp_path, "--client-sign-in") as server:
        trust(profile, server.directory / "certificates" / "cert.pem", "C,,")
        with firefox(profile) as browser:
            browser.open(server.url("/"))
            start = browser.evaluate("document.querySelector('.member').innerText")
            browser.open(server.url("/connection"))
            shown = browser.evaluate("document.querySelector('#client').innerText")
            (tmp_path / "revoked.txt").write_text(fingerprint(ALICE))
            until(lambda: is_sent_away(browser, server.url("/")))

    assert "Alice" in start
    assert fingerprint(ALICE) in shown
    assert "you are signed in by it" in shown


def is_sent_away(browser: Any, url: str) -> bool:
    try:
        browser.open(url)
    except BrowserRefusedError:
        return True
    return False


def bundle(directory: Path, issued: Issued) -> None:
    """Write a certificate and its key as browsers import them."""
    command = [
        "openssl",
        "pkcs12",
        "-export",
        "-in",
        str(wallet(directory, issued)),
        "-out",
        str(directory / "alice.p12"),
    ]
    subprocess.run([*command, "-passout", "pass:secret"], check=True, capture_output=True, timeout=60)


def import_bundle(directory: Path, store: Path) -> None:
    command = ["pk12util", "-i", str(directory / "alice.p12"), "-d", f"sql:{store}", "-W", "secret", "-K", ""]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
