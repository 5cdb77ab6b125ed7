"""Shell commands in findings: they survive any path and lose nothing."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from graphex.tls import shell
from tls.material import issue, key_bytes, paste, write_private

AWKWARD = "it's a $HOME `dir`; rm -rf *"


@pytest.mark.parametrize(
    ("path", "quoted"),
    [
        ("certs/cert.pem", "certs/cert.pem"),
        ("my certs/cert.pem", "'my certs/cert.pem'"),
        ("-s/cert.pem", "./-s/cert.pem"),
        ("a'b", """'a'"'"'b'"""),
    ],
)
def test_paths_are_quoted(path: str, quoted: str) -> None:
    assert shell.quote(Path(path)) == quoted


def test_setting_aside_works_for_any_path(tmp_path: Path) -> None:
    path = tmp_path / AWKWARD
    path.write_text("content")

    paste(shell.set_aside(path, ".old"), tmp_path)

    assert [entry.name for entry in tmp_path.iterdir()] == [f"{AWKWARD}.old"]


def test_rewriting_keeps_mode_and_original(tmp_path: Path) -> None:
    path = write_private(tmp_path / AWKWARD, b"content")

    paste(shell.rewrite(path, "tr a-z A-Z"), tmp_path)

    before = tmp_path / f"{AWKWARD}.before"
    assert (path.read_bytes(), before.read_bytes()) == (b"CONTENT", b"content")
    assert [stat.S_IMODE(file.stat().st_mode) for file in (path, before)] == [0o600, 0o600]


def test_rearranging_keeps_keys_and_text_around(tmp_path: Path) -> None:
    first, second, third = issue("1"), issue("2"), issue("3")
    path = tmp_path / "cert.pem"
    path.write_bytes(b"a word before\n" + first.pem + first.key_pem + second.pem + b"between\n" + third.pem)

    paste(shell.rearrange(path, [3, 1]), tmp_path)

    assert path.read_bytes() == b"a word before\n" + first.key_pem + b"between\n" + third.pem + first.pem


def test_one_certificate_is_printed(tmp_path: Path) -> None:
    first, second = issue("1"), issue("2")
    path = tmp_path / "all.pem"
    path.write_bytes(b"\xef\xbb\xbf" + first.pem + first.key_pem + b"text\n" + second.pem.rstrip())

    paste(f"{shell.extract_certificate(path, 1)} > one; {shell.extract_certificate(path, 2)} > two", tmp_path)
    paste(f"cat {shell.quote(path)} | {shell.pick_certificate(2)} > piped", tmp_path)

    assert (tmp_path / "one").read_bytes().endswith(first.pem)
    assert (tmp_path / "two").read_bytes() == second.pem
    assert (tmp_path / "piped").read_bytes() == second.pem


def test_one_key_is_written_for_its_owner_only(tmp_path: Path) -> None:
    first, second = issue().key, issue().key
    path = write_private(tmp_path / "keys.pem", key_bytes(first, "SEC1") + key_bytes(second))

    paste(shell.write_key(shell.extract_key(path, 2), tmp_path / "key.pem"), tmp_path)

    assert (tmp_path / "key.pem").read_bytes() == key_bytes(second)
    assert stat.S_IMODE((tmp_path / "key.pem").stat().st_mode) == 0o600
