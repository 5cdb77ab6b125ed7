"""Names that were asked for and that a certificate does not get."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING

import pytest
import trustme
from cryptography import x509

from graphex.tls import TLSOptions, bootstrap
from graphex.tls.certificates.authority import create_authority
from graphex.tls.certificates.certificate import create_self_signed
from graphex.tls.certificates.names import Names, machine_names, parse_names
from graphex.tls.own.authority_files import ensure_authority
from graphex.tls.own.issuing import AuthoritySource
from graphex.tls.own.renewal import Recipe
from graphex.tls.own.wanted_names import check_wanted_names
from graphex.tls.serving.bootstrap import request_pair, wanted_names_findings
from tls.material import codes

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime.now(dt.UTC)
ASKED = parse_names(["build.example.org", "build.lan", "203.0.113.7"])


@pytest.fixture
def source(tmp_path: Path) -> AuthoritySource:
    """An authority that may sign for local names, in a directory with a blank and a quote in its name."""
    directory = tmp_path / "it's mine"
    directory.mkdir(mode=0o700)
    authority = create_authority(label="me@here", names=machine_names().wanted, allowed=Names(), now=NOW)
    ensure_authority(directory, lambda: authority, now=NOW)
    return AuthoritySource(directory)


def chain_of(recipe: Recipe) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(recipe.create(now=NOW).certificate_pem)


def test_what_the_authority_may_not_sign_for_is_said_with_a_command_and_its_cost(source: AuthoritySource) -> None:
    recipe = Recipe(ASKED, authority=source)

    (finding,) = check_wanted_names(chain_of(recipe), recipe, now=NOW)

    assert finding.code == "names-not-permitted"
    assert "build.example.org, 203.0.113.7" in finding.message
    assert "every device" in str(finding.hint)
    assert str(finding.hint).endswith(" --allow-name build.example.org --allow-name 203.0.113.7")
    assert "it'\"'\"'s mine" in str(finding.hint)


def test_it_is_said_before_the_authority_s_certificate_takes_the_place_of_a_self_signed_one(
    source: AuthoritySource,
) -> None:
    chain = chain_of(Recipe(ASKED))

    findings = check_wanted_names(chain, Recipe(ASKED, authority=source), now=NOW)

    assert codes(findings) == ["names-not-permitted"]


def test_it_is_said_at_every_start(source: AuthoritySource, tmp_path: Path) -> None:
    options = TLSOptions(authority=source)

    starts = [bootstrap(tmp_path / "served", hostnames=["build.corp"], options=options) for _ in range(3)]
    in_memory = bootstrap(in_memory=True, hostnames=["build.corp"], options=options)

    assert [codes(tls.findings).count("names-not-permitted") for tls in (*starts, in_memory)] == [1, 1, 1, 1]


@pytest.mark.parametrize("names", [[], ["build.lan", "10.1.2.3"]])
def test_there_is_nothing_to_say_about_what_it_may_sign_for(source: AuthoritySource, names: list[str]) -> None:
    recipe = Recipe(parse_names(names), authority=source)

    assert check_wanted_names(chain_of(recipe), recipe, now=NOW) == ()


def test_a_pair_of_the_user_s_own_gets_no_names() -> None:
    given = x509.load_pem_x509_certificate(trustme.CA().issue_cert("build.lan").cert_chain_pems[0].bytes())

    (finding,) = check_wanted_names([given], Recipe(ASKED), now=NOW, host="203.0.113.7")

    assert finding.code == "names-not-held"
    assert "build.example.org." in finding.message
    assert "203.0.113.7" not in finding.message


def test_a_certificate_that_is_full_is_said() -> None:
    full = create_self_signed(parse_names([f"{i}.lan" for i in range(1024)]), now=NOW)

    findings = check_wanted_names(x509.load_pem_x509_certificates(full.certificate_pem), Recipe(ASKED), now=NOW)

    assert codes(findings) == ["names-too-many"]


@pytest.mark.parametrize("content", [b"", b"garbage"])
def test_what_is_no_certificate_is_a_matter_for_other_findings(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "cert.pem").write_bytes(content)

    assert wanted_names_findings(tmp_path / "cert.pem", request_pair(days=30, key_type="p256")) == ()
    assert wanted_names_findings(tmp_path / "missing", request_pair(days=30, key_type="p256")) == ()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this platform has no named pipes")
def test_nobody_waits_for_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "cert.pem")

    assert wanted_names_findings(tmp_path / "cert.pem", request_pair(days=30, key_type="p256")) == ()
