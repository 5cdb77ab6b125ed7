"""From a directory to a pair that can be served: every state a directory can be in."""

from __future__ import annotations

import datetime as dt
import logging
import os
import socket
import stat
import subprocess
from typing import TYPE_CHECKING

import pytest
import trustme

from graphex.errors import StartError, UsageError
from graphex.tls import CertificateError, ServerTLS, TLSOptions, bootstrap
from graphex.tls.certificates.certificate import create_self_signed
from graphex.tls.certificates.names import machine_names, parse_names
from graphex.tls.store.pair import belong_together

if TYPE_CHECKING:
    from pathlib import Path


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def put_foreign_pair(directory: Path) -> None:
    leaf = trustme.CA().issue_cert("localhost", "127.0.0.1")
    (directory / "cert.pem").write_bytes(b"".join(pem.bytes() for pem in leaf.cert_chain_pems))
    (directory / "key.pem").write_bytes(leaf.private_key_pem.bytes())
    (directory / "key.pem").chmod(0o600)


def put_own_pair(directory: Path, *, age: dt.timedelta = dt.timedelta(), names: tuple[str, ...] = ()) -> None:
    wanted = parse_names(names) if names else machine_names().wanted
    pair = create_self_signed(wanted, now=dt.datetime.now(dt.UTC) - age)
    (directory / "cert.pem").write_bytes(pair.certificate_pem)
    (directory / "key.pem").write_bytes(pair.key_pem)
    (directory / "key.pem").chmod(0o600)


def codes(tls: ServerTLS) -> set[str]:
    return {finding.code for finding in tls.findings}


def test_an_empty_directory_gets_a_pair_for_this_machine(tmp_path: Path) -> None:
    tls = bootstrap(tmp_path)

    assert tls.action == "created"
    assert sorted(os.listdir(tmp_path)) == ["cert.pem", "key.pem"]
    assert belong_together(tls.certfile, tls.keyfile)
    assert tls.own
    assert tls.info().names.covers("localhost")
    assert tls.info().names.covers("::1")
    assert tls.info().names.covers(socket.gethostname())


def test_the_next_start_uses_the_same_pair_byte_for_byte(tmp_path: Path) -> None:
    bootstrap(tmp_path)
    before = contents(tmp_path)

    tls = bootstrap(tmp_path)

    assert tls.action == "reused"
    assert contents(tmp_path) == before


def test_without_a_directory_the_current_one_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    tls = bootstrap()

    assert tls.directory == tmp_path
    assert (tmp_path / "key.pem").exists()


def test_a_tilde_means_the_home_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))

    tls = bootstrap("~/certificates")

    assert tls.directory == tmp_path / "certificates"


def test_a_missing_directory_is_created_closed_and_said(tmp_path: Path) -> None:
    tls = bootstrap(tmp_path / "a")

    assert "directory-created" in codes(tls)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o700


def test_nothing_is_made_below_a_volume_that_is_not_mounted(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="volume above it does not either") as caught:
        bootstrap(tmp_path / "volume" / "certs")

    assert f"mkdir -p {tmp_path / 'volume'}" in (caught.value.hint or "")
    assert list(tmp_path.iterdir()) == []


def test_names_are_added(tmp_path: Path) -> None:
    tls = bootstrap(tmp_path, hostnames=["build.corp.example", "192.0.2.99"], host="192.0.2.100")

    assert tls.info().names.covers("build.corp.example")
    assert tls.info().names.covers("192.0.2.99")
    assert tls.info().names.covers("192.0.2.100")


def test_the_log_says_which_directory_won_and_why(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    bootstrap(tmp_path, origin="graphex.yml line 3 (ssl_certificates_path)")

    assert f"Certificate directory: {tmp_path} (from graphex.yml line 3 (ssl_certificates_path))." in caplog.messages


@pytest.mark.parametrize(
    "name", ["server.pem", "fullchain.pem", "site.crt", "site.pfx", "CERT.pem", "Key.PEM", "private.key"]
)
def test_a_named_directory_with_other_certificates_is_an_error_that_touches_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(trustme.CA().cert_pem.bytes())
    before = contents(tmp_path)

    with pytest.raises(CertificateError) as caught:
        bootstrap(tmp_path)

    assert name in f"{caught.value.message} {caught.value.hint}"
    assert caught.value.exit_code == 3
    assert contents(tmp_path) == before


def test_in_the_current_directory_other_certificates_are_only_mentioned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "site.crt").write_bytes(trustme.CA().cert_pem.bytes())
    monkeypatch.chdir(tmp_path)

    tls = bootstrap()

    assert tls.action == "created"
    assert "site.crt" in next(finding.message for finding in tls.findings if finding.code == "other-files")


@pytest.mark.parametrize("present", ["cert.pem", "key.pem"])
@pytest.mark.parametrize("is_named", [True, False])
def test_half_a_pair_is_an_error_that_touches_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, present: str, *, is_named: bool
) -> None:
    put_foreign_pair(tmp_path)
    ({"cert.pem", "key.pem"} - {present}).pop()
    (tmp_path / ("key.pem" if present == "cert.pem" else "cert.pem")).unlink()
    before = contents(tmp_path)
    monkeypatch.chdir(tmp_path)

    with pytest.raises(CertificateError) as caught:
        bootstrap(tmp_path if is_named else None)

    assert present in caught.value.message
    assert caught.value.hint
    assert contents(tmp_path) == before


def test_a_pair_of_the_user_s_is_used_and_never_touched(tmp_path: Path) -> None:
    put_foreign_pair(tmp_path)
    before = contents(tmp_path), (tmp_path / "key.pem").stat()

    tls = bootstrap(tmp_path, hostnames=["not.covered.example"])

    assert tls.action == "reused"
    assert not tls.own
    assert tls.renewal_due() is None
    assert (contents(tmp_path), (tmp_path / "key.pem").stat()) == before


def test_a_broken_pair_of_the_user_s_is_refused_with_every_finding(tmp_path: Path) -> None:
    put_foreign_pair(tmp_path)
    (tmp_path / "key.pem").write_bytes(trustme.CA().private_key_pem.bytes())
    before = contents(tmp_path)

    with pytest.raises(CertificateError) as caught:
        bootstrap(tmp_path)

    assert caught.value.findings
    assert caught.value.exit_code == 3
    assert contents(tmp_path) == before


@pytest.mark.parametrize("days", [140, 300])
def test_our_own_is_renewed_when_its_life_ends(tmp_path: Path, days: int) -> None:
    put_own_pair(tmp_path, age=dt.timedelta(days=days))
    before = contents(tmp_path)

    tls = bootstrap(tmp_path)

    assert tls.action == "renewed"
    assert tls.certfile.read_bytes() != before["cert.pem"]
    assert any(before["cert.pem"] == content for content in contents(tmp_path).values())


def test_our_own_is_kept_while_it_lasts(tmp_path: Path) -> None:
    put_own_pair(tmp_path, age=dt.timedelta(days=120))

    assert bootstrap(tmp_path).action == "reused"


def test_our_own_is_renewed_when_the_machine_has_another_name(tmp_path: Path) -> None:
    put_own_pair(tmp_path, names=("localhost", "earlier-name"))

    tls = bootstrap(tmp_path)

    assert tls.action == "renewed"
    assert tls.info().names.covers(socket.gethostname())
    assert tls.info().names.covers("earlier-name")


def test_our_certificate_with_somebody_s_key_is_refused_and_kept(tmp_path: Path) -> None:
    put_own_pair(tmp_path, age=dt.timedelta(days=300))
    (tmp_path / "key.pem").write_bytes(trustme.CA().private_key_pem.bytes())
    before = contents(tmp_path)

    with pytest.raises(CertificateError):
        bootstrap(tmp_path)

    assert contents(tmp_path) == before


def test_our_own_key_that_was_opened_is_closed_and_said(tmp_path: Path) -> None:
    put_own_pair(tmp_path)
    (tmp_path / "key.pem").chmod(0o644)

    tls = bootstrap(tmp_path)

    assert "key-was-open" in codes(tls)
    assert stat.S_IMODE((tmp_path / "key.pem").stat().st_mode) == 0o600


def test_a_directory_that_everybody_can_write_is_warned_about(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)

    assert "directory-open" in codes(bootstrap(tmp_path))


def test_the_directory_of_the_earlier_product_is_mentioned(tmp_path: Path) -> None:
    (tmp_path / "graphex_ssl_certificates").mkdir()

    assert "earlier-directory" in codes(bootstrap(tmp_path))


def test_a_start_cut_short_between_the_files_is_finished_by_the_next(tmp_path: Path) -> None:
    pair = create_self_signed(machine_names().wanted, now=dt.datetime.now(dt.UTC))
    (tmp_path / "key.pem").write_bytes(pair.key_pem)
    (tmp_path / "key.pem").chmod(0o600)
    (tmp_path / ".graphex-new-cert.pem").write_bytes(pair.certificate_pem)
    (tmp_path / ".graphex-lock").touch()

    tls = bootstrap(tmp_path)

    assert tls.certfile.read_bytes() == pair.certificate_pem
    assert sorted(os.listdir(tmp_path)) == ["cert.pem", "key.pem"]


def test_in_memory_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    tls = bootstrap(in_memory=True)

    assert tls.action == "kept in memory"
    assert tls.info().names.covers("localhost")
    assert os.listdir(tmp_path) == []


def test_a_file_in_the_directory_s_place_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "certificates").write_text("not a directory")

    with pytest.raises(StartError, match="is not a directory"):
        bootstrap(tmp_path / "certificates")


@pytest.mark.parametrize("days", [1, 826, 0, -5])
def test_a_life_that_cannot_be_is_refused(tmp_path: Path, days: int) -> None:
    with pytest.raises(UsageError):
        bootstrap(tmp_path, options=TLSOptions(days=days))

    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("ciphers", ["NONSENSE", "no such cipher"])
def test_an_unknown_cipher_is_refused_before_anything_is_written(tmp_path: Path, ciphers: str) -> None:
    with pytest.raises(UsageError, match="knows no cipher"):
        bootstrap(tmp_path, options=TLSOptions(ciphers=ciphers))

    assert os.listdir(tmp_path) == []


def encrypt_key(directory: Path, passphrase: str) -> None:
    command = ["openssl", "pkcs8", "-topk8", "-v2", "aes-256-cbc", "-passout", "stdin", "-in", "key.pem", "-out", "new"]
    subprocess.run(command, cwd=directory, input=passphrase.encode(), check=True)
    (directory / "new").replace(directory / "key.pem")
    (directory / "key.pem").chmod(0o600)


def test_an_encrypted_key_is_opened_with_the_file_s_passphrase(tmp_path: Path) -> None:
    put_foreign_pair(tmp_path)
    encrypt_key(tmp_path, "correct horse")
    (tmp_path / "passphrase").write_text("correct horse\n")

    tls = bootstrap(tmp_path, options=TLSOptions(passphrase_path=tmp_path / "passphrase"))

    tls.ssl_context()
    assert "correct horse" not in repr(vars(tls))
    tls.close()


def test_an_encrypted_key_without_a_passphrase_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    put_foreign_pair(tmp_path)
    encrypt_key(tmp_path, "correct horse")

    with pytest.raises(CertificateError) as caught:
        bootstrap(tmp_path)

    assert "passphrase" in f"{caught.value.message} {caught.value.hint}"
