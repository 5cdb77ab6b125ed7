"""What is printed about certificates that change hands."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest

from graphex.cli.certs.handed_over import print_client_steps, print_pair, print_server_steps
from graphex.cli.output import Output
from graphex.tls.certificates.authority import Holder, issue
from graphex.tls.certificates.certificate import fingerprint
from graphex.tls.certificates.names import Names, parse_names
from tls.authorities import make_authority, split_chain

NOW = dt.datetime.now(dt.UTC)
AUTHORITY = make_authority(now=NOW)
SERVER = split_chain(
    issue(
        AUTHORITY, parse_names(["10.1.2.3"]), now=NOW, days=90, holder=Holder("server", is_client=False)
    ).certificate_pem
)
CLIENT = split_chain(issue(AUTHORITY, Names(), now=NOW, days=90, holder=Holder("alice")).certificate_pem)


@pytest.fixture
def output() -> Output:
    return Output(io.StringIO(), io.StringIO())


def printed(output: Output) -> str:
    assert isinstance(output.stdout, io.StringIO)
    return output.stdout.getvalue()


def test_files_names_and_fingerprint_are_told(output: Output) -> None:
    print_pair(output, SERVER, [Path("a/cert.pem"), Path("a/key.pem")])

    assert "a/cert.pem\n" in printed(output)
    assert "10.1.2.3" in printed(output)
    assert fingerprint(SERVER[0]) in printed(output)


def test_a_certificate_without_names_has_no_line_for_them(output: Output) -> None:
    print_pair(output, CLIENT, [Path("alice.p12")])

    assert "Names:" not in printed(output)


def test_two_files_are_copied_and_served(output: Output) -> None:
    print_server_steps(output, SERVER, Path("my pair"))

    assert "scp 'my pair/cert.pem' 'my pair/key.pem' 10.1.2.3:graphex-certificates/" in printed(output)
    assert "serve -s graphex-certificates" in printed(output)
    assert "ada@desk" in printed(output)


def test_one_file_is_brought_in(output: Output) -> None:
    print_server_steps(output, SERVER, Path("out/pair.p12"))

    assert "certs import pair.p12" in printed(output)


@pytest.mark.parametrize(
    ("out", "step"), [("alice.p12", "imports it in the browser"), ("alice", "curl --cert alice/cert.pem")]
)
def test_a_person_and_a_program_are_told_apart(output: Output, out: str, step: str) -> None:
    print_client_steps(output, CLIENT, Path(out), Path("ca/authority.pem"))

    assert step in printed(output)
    assert "--client-ca ca/authority.pem" in printed(output)
    assert "--client-revoked" in printed(output)
