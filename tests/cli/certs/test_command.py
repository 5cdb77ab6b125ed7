"""`graphex certs`, as real processes."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING

import pytest
import trustme
from cryptography import x509

from command_line import run_graphex
from graphex.tls import TLSOptions, bootstrap
from graphex.tls.certificates.certificate import describe
from graphex.tls.findings import FORMER_HINT
from graphex.tls.own.issuing import AuthoritySource

if TYPE_CHECKING:
    from pathlib import Path


def put_foreign_pair(
    directory: Path, *, not_before: dt.datetime | None = None, not_after: dt.datetime | None = None
) -> None:
    leaf = trustme.CA().issue_cert("build.example.org", not_before=not_before, not_after=not_after)
    (directory / "cert.pem").write_bytes(leaf.cert_chain_pems[0].bytes())
    (directory / "key.pem").write_bytes(leaf.private_key_pem.bytes())
    (directory / "key.pem").chmod(0o600)


def test_show_describes_the_pair_of_the_current_directory(tmp_path: Path) -> None:
    info = bootstrap(tmp_path).info()

    done = run_graphex("certs", "show", cwd=tmp_path)

    assert done.returncode == 0
    assert info.sha256 in done.stdout
    assert "GraphEx, which renews it" in done.stdout
    assert "the current directory" in done.stdout
    assert str(info.names) in done.stdout


def test_show_says_which_setting_chose_the_directory(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    put_foreign_pair(tmp_path / "elsewhere")
    (tmp_path / "graphex.yml").write_text("ssl_certificates_path: elsewhere\n")

    done = run_graphex("certs", "show", "--json", cwd=tmp_path)

    shown = json.loads(done.stdout)
    assert shown["origin"] == "graphex.yml line 1 (ssl_certificates_path)"
    assert shown["file"] == str(tmp_path / "elsewhere" / "cert.pem")
    assert shown["names"] == ["build.example.org"]
    assert shown["own"] is False
    assert shown["renewal"] is None


@pytest.mark.parametrize(
    ("later", "maker", "renewal", "is_told"),
    [
        ("authority", "GraphEx, which renews it", "by itself", True),
        ("elsewhere", "GraphEx", "not by itself: there is no local authority", False),
    ],
    ids=["authority there", "authority gone"],
)
def test_show_promises_a_renewal_only_where_there_will_be_one(
    tmp_path: Path, later: str, maker: str, renewal: str, is_told: bool
) -> None:
    pair, authority = tmp_path / "pair", tmp_path / "authority"
    run_graphex("trust", "--make-only", "--ca-dir", str(authority), cwd=tmp_path)
    pair.mkdir()
    bootstrap(pair, options=TLSOptions(authority=AuthoritySource(authority)))
    authority.rename(tmp_path / later)

    words = ("certs", "show", "-s", str(pair), "--ca-dir", str(authority))
    shown, told = run_graphex(*words, cwd=tmp_path), run_graphex(*words, "--json", cwd=tmp_path)

    assert re.search(rf"^Made by: +{maker}$", shown.stdout, re.MULTILINE)
    assert renewal in shown.stdout
    assert (json.loads(told.stdout)["renewal"] is not None) is is_told


@pytest.mark.parametrize(
    ("hours", "said"), [(-25, "expired 2 days ago"), (-1, "expired 1 day ago"), (25, "1 day left"), (49, "2 days left")]
)
def test_show_counts_days(tmp_path: Path, hours: int, said: str) -> None:
    end = dt.datetime.now(dt.UTC) + dt.timedelta(hours=hours)
    put_foreign_pair(tmp_path, not_before=end - dt.timedelta(days=9), not_after=end)

    done = run_graphex("certs", "show", cwd=tmp_path)

    assert f"({said})" in done.stdout


def test_show_without_a_certificate_says_how_to_get_one(tmp_path: Path) -> None:
    done = run_graphex("certs", "show", cwd=tmp_path)

    assert done.returncode == 1
    assert "There is no certificate" in done.stderr
    assert "python3 -m graphex serve" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_show_of_a_broken_pair_gives_the_findings(tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text("garbage")

    done = run_graphex("certs", "show", cwd=tmp_path)

    assert done.returncode == 3
    assert "error:" in done.stderr


def test_check_of_a_good_pair_succeeds(tmp_path: Path) -> None:
    bootstrap(tmp_path)

    done = run_graphex("certs", "check", "-s", str(tmp_path), cwd=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{tmp_path}: in order\n"


def test_check_of_an_expired_pair_fails_with_findings_as_json(tmp_path: Path) -> None:
    yesterday = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    put_foreign_pair(tmp_path, not_before=yesterday - dt.timedelta(days=9), not_after=yesterday)

    done = run_graphex("certs", "check", "--json", str(tmp_path), cwd=tmp_path)

    checked = json.loads(done.stdout)
    assert done.returncode == 3
    assert checked["ok"] is False
    assert any(finding["severity"] == "error" and "expired" in finding["message"] for finding in checked["findings"])
    assert all(
        set(finding) == {"severity", "code", "file", "message", "hint", FORMER_HINT} for finding in checked["findings"]
    )


def test_check_of_a_server_that_is_not_there_fails(tmp_path: Path) -> None:
    done = run_graphex("certs", "check", "https://127.0.0.1:1", cwd=tmp_path)

    assert done.returncode == 3
    assert "127.0.0.1" in done.stderr


def test_renew_replaces_our_own_and_adds_names(tmp_path: Path) -> None:
    before = bootstrap(tmp_path).info()

    done = run_graphex("certs", "renew", "--name", "added.example", cwd=tmp_path)

    after = describe(x509.load_pem_x509_certificate((tmp_path / "cert.pem").read_bytes()))
    assert done.returncode == 0
    assert after.sha256 in done.stdout
    assert after.sha256 != before.sha256
    assert after.names.covers("added.example")


def test_renew_leaves_a_user_s_pair_alone(tmp_path: Path) -> None:
    put_foreign_pair(tmp_path)
    before = (tmp_path / "cert.pem").read_bytes()

    done = run_graphex("certs", "renew", cwd=tmp_path)

    assert done.returncode == 3
    assert "not made by GraphEx" in done.stderr
    assert (tmp_path / "cert.pem").read_bytes() == before


@pytest.mark.parametrize(("flags", "name"), [((), "cert.pem"), (("--key",), "key.pem")])
def test_path_prints_a_path_that_shells_can_use(tmp_path: Path, flags: tuple[str, ...], name: str) -> None:
    done = run_graphex("certs", "path", *flags, cwd=tmp_path)

    assert done.stdout == f"{tmp_path / name}\n"


@pytest.mark.parametrize("command", ["show", "check", "path"])
def test_commands_that_only_look_have_no_options_for_new_certificates(tmp_path: Path, command: str) -> None:
    done = run_graphex("certs", command, "--help", cwd=tmp_path)

    assert "--ssl-certificates-path" in done.stdout
    assert not {"--name", "--ssl-days", "--ssl-key-type"} & set(done.stdout.replace(",", " ").split())


def test_a_host_in_another_script_is_said_in_the_form_that_is_asked_for(tmp_path: Path) -> None:
    done = run_graphex("certs", "check", "https://straße.invalid", cwd=tmp_path)

    assert done.returncode == 3
    assert "notice: The host is asked for as xn--strae-oqa.invalid." in done.stderr


@pytest.mark.parametrize("command", [("csr", "-s", "waiting"), ("renew",)])
def test_a_name_in_another_script_is_stored_in_the_form_of_browsers(tmp_path: Path, command: tuple[str, ...]) -> None:
    bootstrap(tmp_path)

    done = run_graphex("certs", *command, "--name", "straße.example", cwd=tmp_path)

    assert done.returncode == 0
    assert done.stderr.count("straße.example is stored as xn--strae-oqa.example.") == 1
