"""Names that the local authority may not sign for, through every command: said, never passed over."""

from __future__ import annotations

import datetime as dt
import shlex
from typing import TYPE_CHECKING

import pytest
from cryptography import x509

from command_line import run_graphex
from graphex.tls import TLSOptions, bootstrap
from graphex.tls.certificates.authority import create_authority
from graphex.tls.certificates.names import Names, machine_names
from graphex.tls.own.authority_files import ensure_authority
from graphex.tls.own.issuing import AuthoritySource
from trust_command import Person, make_person

if TYPE_CHECKING:
    from pathlib import Path

SAID = "may not sign for build.corp"
PLACE = "it's mine"


@pytest.fixture
def person(tmp_path: Path) -> Person:
    """Somebody with an authority, and with a certificate from it in a directory with a blank and a quote."""
    person = make_person(tmp_path)
    now = dt.datetime.now(dt.UTC)
    authority = create_authority(label="me@here", names=machine_names().wanted, allowed=Names(), now=now)
    ensure_authority(person.authority, lambda: authority, now=now)
    bootstrap(person.home / PLACE, options=TLSOptions(authority=AuthoritySource(person.authority)))
    return person


def names_of(person: Person) -> Names:
    return Names.of_certificate(x509.load_pem_x509_certificate((person.home / PLACE / "cert.pem").read_bytes()))


@pytest.mark.parametrize(
    "words",
    [("certs", "show"), ("certs", "check"), ("certs", "renew"), ("config",)],
    ids=["show", "check", "renew", "config"],
)
def test_every_command_says_so(person: Person, words: tuple[str, ...]) -> None:
    (person.home / "graphex.yml").write_text("ssl_hostnames: [build.corp]\n")

    done = person.graphex(*words, "-s", PLACE)

    assert done.returncode == 0
    assert done.stderr.count(SAID) == 1
    assert "--allow-name build.corp" in done.stderr


@pytest.mark.parametrize("flag", ["--add", "--name"])
def test_a_renewal_without_the_name_that_was_asked_for_is_refused(person: Person, flag: str) -> None:
    before = (person.home / PLACE / "cert.pem").read_bytes()

    done = person.graphex("certs", "renew", "-s", PLACE, flag, "build.corp")

    assert done.returncode == 2
    assert SAID in done.stderr
    assert (person.home / PLACE / "cert.pem").read_bytes() == before


def test_the_command_that_is_printed_makes_it_work(person: Person) -> None:
    refused = person.graphex("certs", "renew", "-s", PLACE, "--add", "build.corp")
    command = refused.stderr.partition("anew: ")[2].strip()

    done = [person.graphex(*shlex.split(part)[3:]) for part in command.split(" && ")]

    assert [one.returncode for one in done] == [0, 0, 0]
    assert names_of(person).covers("build.corp")


def test_a_name_that_needs_no_permission_is_added(tmp_path: Path) -> None:
    bootstrap(tmp_path)

    done = run_graphex("certs", "renew", "--add", "build.corp", cwd=tmp_path, XDG_DATA_HOME=str(tmp_path / "data"))

    assert done.returncode == 0
    assert "build.corp" in done.stdout
    assert "may not" not in done.stderr
