"""Which directory the certificate comes from, what is made in it, and what is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import hashes

from e2e.clients import fingerprint
from e2e.pairs import certificate, contents, foreign, listing, mode, write_foreign, write_own
from e2e.server import Surroundings, graphex, running

if TYPE_CHECKING:
    from pathlib import Path


def served_from(directory: Path, port: int) -> bool:
    """Return whether the certificate of a directory is the one that is shown to visitors."""
    return fingerprint(port) == certificate(directory).fingerprint(hashes.SHA256()).hex(":").upper()


def test_the_option_wins_over_the_configuration_file(tmp_path: Path) -> None:
    write_foreign(tmp_path / "option")
    write_foreign(tmp_path / "file")
    (tmp_path / "graphex.yml").write_text('ssl_certificates_path: "file"\n', "utf-8")

    with running("-s", "option", cwd=tmp_path) as server:
        assert served_from(tmp_path / "option", server.port)
        assert f"{tmp_path}/option (from the command line (-s))" in server.stderr
    assert not (tmp_path / "cert.pem").exists()


@pytest.mark.parametrize(
    "key", ["ssl_certificates_path", "SSL_certificates_path", "SSL_Certificates_Path", "Ssl_Certificates_Path"]
)
@pytest.mark.parametrize("file", ["graphex.yml", "graphex-config.yml"])
def test_the_configuration_file_wins_over_the_current_directory(tmp_path: Path, key: str, file: str) -> None:
    write_foreign(tmp_path)
    write_foreign(tmp_path / "named")
    (tmp_path / file).write_text(f'{key}: "named"\n', "utf-8")

    with running(cwd=tmp_path) as server:
        assert served_from(tmp_path / "named", server.port)
        assert f"{tmp_path}/named (from {file}" in server.stderr


def test_a_misspelt_key_is_mentioned_and_the_current_directory_used(tmp_path: Path) -> None:
    write_foreign(tmp_path)
    (tmp_path / "graphex.yml").write_text('ssl_certificate_path: "named"\n', "utf-8")

    with running(cwd=tmp_path) as server:
        assert served_from(tmp_path, server.port)
        assert "ssl_certificate_path" in server.stderr
        assert "ssl_certificates_path" in server.stderr


def test_a_tilde_means_the_home_directory(tmp_path: Path) -> None:
    home, work = tmp_path / "home", tmp_path / "work"
    write_foreign(work)
    home.mkdir()
    write_foreign(home / "tls")
    (work / "graphex.yml").write_text("ssl_certificates_path: ~/tls\n", "utf-8")

    with running(cwd=work, surroundings=Surroundings({"HOME": str(home)})) as server:
        assert served_from(home / "tls", server.port)


def test_a_missing_directory_is_made_for_its_owner_alone_and_is_mentioned(tmp_path: Path) -> None:
    directory = tmp_path / "not there yet"

    with running("-s", directory, cwd=tmp_path, surroundings=Surroundings(umask=0)) as server:
        assert served_from(directory, server.port)
        assert f"The directory {directory} did not exist; it was created." in server.stderr
    assert mode(directory) == "0700"
    assert listing(directory) == ["cert.pem", "key.pem"]


def test_a_directory_on_a_volume_that_is_not_mounted_is_not_made(tmp_path: Path) -> None:
    done = graphex("serve", "-p", "0", "-s", tmp_path / "a volume" / "certs", cwd=tmp_path)

    assert done.returncode == 3
    assert f"hint: Mount the volume that it is on, or make the directory: mkdir -p '{tmp_path}/a volume'" in done.stderr
    assert not (tmp_path / "a volume").exists()


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_the_key_is_closed_to_others_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    with running(cwd=tmp_path, surroundings=Surroundings(umask=umask)) as server:
        assert served_from(tmp_path, server.port)
    assert [mode(tmp_path / "key.pem"), mode(tmp_path / "cert.pem")] == ["0600", "0644"]
    assert mode(tmp_path / ".graphex") == "0700"


def test_a_second_start_serves_the_very_same_files(tmp_path: Path) -> None:
    with running(cwd=tmp_path) as first:
        shown = fingerprint(first.port)
    before = contents(tmp_path)

    with running(cwd=tmp_path) as second:
        assert fingerprint(second.port) == shown
    assert contents(tmp_path) == before
    assert listing(tmp_path) == [".graphex", "cert.pem", "key.pem"]


def test_a_pair_of_others_is_served_and_never_written(tmp_path: Path) -> None:
    write_foreign(tmp_path)
    before = contents(tmp_path), (tmp_path / "cert.pem").stat().st_mtime_ns, mode(tmp_path / "key.pem")

    with running("--name", "more.example", cwd=tmp_path) as server:
        assert served_from(tmp_path, server.port)
    assert (contents(tmp_path), (tmp_path / "cert.pem").stat().st_mtime_ns, mode(tmp_path / "key.pem")) == before


@pytest.mark.parametrize("there", ["cert.pem", "key.pem"])
@pytest.mark.parametrize("how", [(), ("-s", ".")], ids=["current directory", "named"])
def test_one_of_the_two_files_alone_is_an_error_that_names_the_other(
    tmp_path: Path, there: str, how: tuple[str, ...]
) -> None:
    write_own(tmp_path)
    other = ({"cert.pem", "key.pem"} - {there}).pop()
    (tmp_path / other).unlink()
    before = contents(tmp_path)

    done = graphex("serve", "-p", "0", *how, cwd=tmp_path)

    assert done.returncode == 3
    assert other in done.stderr
    assert "hint: " in done.stderr
    assert contents(tmp_path) == before


def test_other_certificates_in_a_named_directory_are_an_error_with_the_commands_to_use_them(tmp_path: Path) -> None:
    issued = foreign()
    directory = tmp_path / "lets encrypt"
    directory.mkdir()
    (directory / "fullchain.pem").write_bytes(issued.pem)
    (directory / "privkey.pem").write_bytes(issued.key_pem)

    done = graphex("serve", "-p", "0", "-s", directory, cwd=tmp_path)

    assert done.returncode == 3
    assert "fullchain.pem" in done.stderr
    assert "privkey.pem" in done.stderr
    assert "hint: " in done.stderr
    assert listing(directory) == ["fullchain.pem", "privkey.pem"]


def test_other_certificates_in_the_current_directory_are_mentioned_and_left_alone(tmp_path: Path) -> None:
    issued = foreign()
    (tmp_path / "fullchain.pem").write_bytes(issued.pem)

    with running(cwd=tmp_path) as server:
        assert served_from(tmp_path, server.port)
        assert "also holds fullchain.pem" in server.stderr
    assert (tmp_path / "fullchain.pem").read_bytes() == issued.pem


def test_names_in_capitals_are_other_files(tmp_path: Path) -> None:
    issued = foreign()
    (tmp_path / "CERT.pem").write_bytes(issued.pem)
    (tmp_path / "KEY.PEM").write_bytes(issued.key_pem)

    done = graphex("serve", "-p", "0", "-s", tmp_path, cwd=tmp_path)

    assert done.returncode == 3
    assert "CERT.pem" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("days_ago", [150, 300], ids=["a third of its life left", "expired"])
def test_an_old_pair_of_our_own_is_renewed_and_kept_under_its_date(tmp_path: Path, days_ago: int) -> None:
    old = write_own(tmp_path, days_ago=days_ago)

    with running(cwd=tmp_path) as server:
        assert served_from(tmp_path, server.port)
        assert "Renewed " in server.stderr
    kept = sorted(tmp_path.glob("*.replaced-*"))
    assert [path.name.split(".replaced-")[0] for path in kept] == ["cert.pem", "key.pem"]
    assert kept[0].read_bytes() == old
    assert mode(kept[1]) == "0600"


def test_an_expired_pair_of_others_is_refused_and_kept(tmp_path: Path) -> None:
    issued = foreign(start=-100, days=30)
    (tmp_path / "cert.pem").write_bytes(issued.pem)
    (tmp_path / "key.pem").write_bytes(issued.key_pem)

    done = graphex("serve", "-p", "0", cwd=tmp_path)

    assert done.returncode == 3
    assert "expired" in done.stderr
    assert (tmp_path / "cert.pem").read_bytes() == issued.pem


def test_a_certificate_from_the_future_is_served_with_a_warning_about_the_clock(tmp_path: Path) -> None:
    issued = foreign(start=30)
    (tmp_path / "cert.pem").write_bytes(issued.pem)
    (tmp_path / "key.pem").write_bytes(issued.key_pem)

    with running(cwd=tmp_path) as server:
        assert served_from(tmp_path, server.port)
        assert "clock" in server.stderr


def test_a_link_to_files_elsewhere_is_followed(tmp_path: Path) -> None:
    write_foreign(tmp_path / "live")
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "cert.pem").symlink_to("../live/cert.pem")
    (tmp_path / "links" / "key.pem").symlink_to("../live/key.pem")

    with running("-s", "links", cwd=tmp_path) as server:
        assert served_from(tmp_path / "live", server.port)
