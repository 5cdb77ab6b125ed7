"""A running server whose files change: new connections get the new certificate, nobody is refused meanwhile."""

from __future__ import annotations

import contextlib
import ssl
import time
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import hashes

from e2e.clients import Load, ask, connect, fingerprint, x509_fingerprint
from e2e.pairs import certificate, contents, foreign, write_foreign, write_own
from e2e.server import graphex, running
from patience import let_pass, until
from tls.material import key_bytes, write_pair

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tls.material import Issued

CLIENTS = 4
SWAPS = 10
SLOW_COPIES = 3


def put_by_rename(directory: Path, issued: Issued) -> str:
    """Replace both files as careful programs do, and return the fingerprint of the new certificate."""
    for name, content in (("key.pem", key_bytes(issued.key)), ("cert.pem", issued.pem)):
        staged = directory / f".{name}.new"
        staged.write_bytes(content)
        staged.chmod(0o600)
        staged.rename(directory / name)
    return issued.certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def put_slowly(directory: Path, issued: Issued) -> str:
    """Write over both files in place, piece by piece, as a slow copy does."""
    for name, content in (("cert.pem", issued.pem), ("key.pem", key_bytes(issued.key))):
        with (directory / name).open("wb", buffering=0) as file:
            for start in range(0, len(content), 200):
                file.write(content[start : start + 200])
                let_pass(0.05)
    return issued.certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def wait_until_served(port: int, expected: str) -> None:
    """Wait until new connections are shown a certificate."""
    until(lambda: fingerprint(port) == expected, "a change of the certificate")


def replace_again_and_again(directory: Path, load: Load, put: Callable[[Path, Issued], str], times: int) -> None:
    """Replace the pair again and again, each time as soon as a client was shown the one before."""
    for _ in range(times):
        expected = put(directory, foreign())
        until(lambda: expected in load.seen, "a change of the certificate")  # noqa: B023 - called before the next turn


def test_swaps_under_load_fail_no_handshake_and_no_request(tmp_path: Path) -> None:
    write_foreign(tmp_path)

    with running(cwd=tmp_path) as server, Load(server.port).of(CLIENTS) as load:
        replace_again_and_again(tmp_path, load, put_by_rename, SWAPS)
        replace_again_and_again(tmp_path, load, put_slowly, SLOW_COPIES)

    assert load.problems == []
    assert len(load.seen) > SWAPS


def test_an_open_connection_outlives_a_swap(tmp_path: Path) -> None:
    write_own(tmp_path)

    with running(cwd=tmp_path) as server:
        with contextlib.closing(connect(server)) as connection:
            before = ask(connection).status
            wait_until_served(server.port, put_by_rename(tmp_path, foreign()))
            after = ask(connection).status
            assert isinstance(connection.sock, ssl.SSLSocket)
            shown = x509_fingerprint(connection.sock.getpeercert(binary_form=True) or b"")

        assert (before, after) == (200, 200)
        assert shown != fingerprint(server.port)


def break_certificate(directory: Path) -> None:
    (directory / "cert.pem").write_bytes(b"nonsense\n")


def break_pair(directory: Path) -> None:
    (directory / "key.pem").write_bytes(foreign().key_pem)


def remove_certificate(directory: Path) -> None:
    (directory / "cert.pem").unlink()


def remove_both(directory: Path) -> None:
    (directory / "cert.pem").unlink()
    (directory / "key.pem").unlink()


def let_expire(directory: Path) -> None:
    old = foreign(start=-60, days=30)
    write_pair(directory, old.pem, key_bytes(old.key))


@pytest.mark.parametrize("change", [break_certificate, break_pair, remove_certificate, remove_both, let_expire])
def test_a_bad_replacement_is_refused_once_and_the_pair_from_before_is_served_on(
    tmp_path: Path, change: object
) -> None:
    write_foreign(tmp_path)

    with running(cwd=tmp_path) as server, Load(server.port).of(1) as load:
        shown = fingerprint(server.port)
        assert callable(change)
        change(tmp_path)
        server.wait_for_log("Still serving the certificate from before the change.")
        let_pass(1.5)

        assert fingerprint(server.port) == shown
        assert server.stderr.count("Still serving") == 1
        assert "The changed certificate is refused: " in server.stderr
        expected = put_by_rename(tmp_path, foreign())
        wait_until_served(server.port, expected)
    assert load.problems == []


def test_the_renewal_command_is_followed_by_the_running_server(tmp_path: Path) -> None:
    with running(cwd=tmp_path) as server:
        before = fingerprint(server.port)

        done = graphex("certs", "renew", "--name", "more.example", cwd=tmp_path)

        assert done.returncode == 0, done.stderr
        until(lambda: fingerprint(server.port) != before)
        assert fingerprint(server.port) in done.stdout
        assert "more.example" in done.stdout
        assert "Now serving the certificate" in server.stderr


def test_an_old_pair_of_our_own_that_is_put_there_is_renewed_while_running(tmp_path: Path) -> None:
    with running(cwd=tmp_path) as server, Load(server.port).of(1) as load:
        write_own(tmp_path, days_ago=150)
        server.wait_for_log("Renewing the certificate")
        until(lambda: certificate(tmp_path).not_valid_before_utc.timestamp() > time.time() - 90000)
        expected = certificate(tmp_path).fingerprint(hashes.SHA256()).hex(":").upper()

        wait_until_served(server.port, expected)
    assert load.problems == []


def test_two_servers_of_one_directory_serve_the_same_renewed_pair(tmp_path: Path) -> None:
    write_own(tmp_path)
    with running(cwd=tmp_path) as one, running(cwd=tmp_path) as other:
        write_own(tmp_path, days_ago=150)
        one.wait_for_log("Now serving")
        other.wait_for_log("Now serving")
        until(lambda: certificate(tmp_path).not_valid_before_utc.timestamp() > time.time() - 90000)

        expected = certificate(tmp_path).fingerprint(hashes.SHA256()).hex(":").upper()
        wait_until_served(one.port, expected)
        wait_until_served(other.port, expected)


def test_a_user_replaces_our_pair_by_theirs_and_it_stays_theirs(tmp_path: Path) -> None:
    with running(cwd=tmp_path) as server:
        expected = put_by_rename(tmp_path, foreign())
        wait_until_served(server.port, expected)
        theirs = contents(tmp_path)

        refused = graphex("certs", "renew", cwd=tmp_path)

        assert refused.returncode == 3
        assert "was not made by GraphEx" in refused.stderr
        assert contents(tmp_path) == theirs
