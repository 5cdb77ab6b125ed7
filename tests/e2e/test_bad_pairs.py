"""Pairs that cannot be served: the start ends at once with sentences, nothing is bound and nothing is touched."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from e2e.clients import refuses_connections
from e2e.pairs import foreign, listing, write_foreign, write_own
from e2e.server import graphex
from ports import free_port
from tls.material import PASSPHRASE, key_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# The promise is five seconds; most of the time measured here is the interpreter's own start on a busy machine.


# PKCS#8 with an algorithm that is nobody's (1.2.3.4).
UNKNOWN_KEY = b"-----BEGIN PRIVATE KEY-----\nMBICAQAwBQYDKgMEBAYEBAECAwQ=\n-----END PRIVATE KEY-----\n"


def replace(path: Path, content: bytes) -> None:
    path.unlink()
    path.write_bytes(content)


def garbage(directory: Path) -> None:
    replace(directory / "cert.pem", b"this is not a certificate\n")


def garbage_key(directory: Path) -> None:
    replace(directory / "key.pem", b"this is not a key\n")


def empty(directory: Path) -> None:
    replace(directory / "cert.pem", b"")


def empty_key(directory: Path) -> None:
    replace(directory / "key.pem", b"")


def truncated(directory: Path) -> None:
    replace(directory / "cert.pem", (directory / "cert.pem").read_bytes()[:300])


def truncated_key(directory: Path) -> None:
    replace(directory / "key.pem", (directory / "key.pem").read_bytes()[:100])


def damaged(directory: Path) -> None:
    content = (directory / "cert.pem").read_bytes()
    replace(directory / "cert.pem", content[:200] + content[200:260].swapcase() + content[260:])


def huge(directory: Path) -> None:
    replace(directory / "cert.pem", b"")
    os.truncate(directory / "cert.pem", 5 * 1024**3)


def huge_key(directory: Path) -> None:
    replace(directory / "key.pem", b"")
    os.truncate(directory / "key.pem", 5 * 1024**3)


def binary(directory: Path) -> None:
    replace(directory / "cert.pem", bytes(range(256)) * 20)


def binary_key(directory: Path) -> None:
    replace(directory / "key.pem", bytes(range(256)) * 20)


def directory_for_certificate(directory: Path) -> None:
    (directory / "cert.pem").unlink()
    (directory / "cert.pem").mkdir()


def directory_for_key(directory: Path) -> None:
    (directory / "key.pem").unlink()
    (directory / "key.pem").mkdir()


def link_loop(directory: Path) -> None:
    (directory / "cert.pem").unlink()
    (directory / "cert.pem").symlink_to("cert.pem")


def dangling_link(directory: Path) -> None:
    (directory / "key.pem").unlink()
    (directory / "key.pem").symlink_to("nowhere.pem")


def pipe(directory: Path) -> None:
    (directory / "cert.pem").unlink()
    os.mkfifo(directory / "cert.pem")


def pipe_for_key(directory: Path) -> None:
    (directory / "key.pem").unlink()
    os.mkfifo(directory / "key.pem")


def endless_device(directory: Path) -> None:
    (directory / "cert.pem").unlink()
    (directory / "cert.pem").symlink_to("/dev/zero")


def encrypted_key(directory: Path) -> None:
    write_foreign(directory, passphrase=PASSPHRASE)


def mismatch(directory: Path) -> None:
    replace(directory / "key.pem", foreign().key_pem)


def own_certificate_with_the_key_of_another(directory: Path) -> None:
    write_own(directory)
    replace(directory / "key.pem", foreign().key_pem)
    (directory / "key.pem").chmod(0o640)


def swapped(directory: Path) -> None:
    certificate, key = ((directory / name).read_bytes() for name in ("cert.pem", "key.pem"))
    replace(directory / "cert.pem", key)
    replace(directory / "key.pem", certificate)


def expired(directory: Path) -> None:
    old = foreign(start=-60, days=30)
    replace(directory / "cert.pem", old.pem)
    replace(directory / "key.pem", key_bytes(old.key))


def key_of_an_unknown_kind(directory: Path) -> None:
    replace(directory / "key.pem", UNKNOWN_KEY)


def own_certificate_with_a_key_of_an_unknown_kind(directory: Path) -> None:
    write_own(directory)
    replace(directory / "key.pem", UNKNOWN_KEY)


def public_key(directory: Path) -> None:
    replace(directory / "key.pem", (directory / "cert.pem").read_bytes())


DAMAGES = [
    garbage,
    garbage_key,
    empty,
    empty_key,
    truncated,
    truncated_key,
    damaged,
    huge,
    huge_key,
    binary,
    binary_key,
    directory_for_certificate,
    directory_for_key,
    link_loop,
    dangling_link,
    pipe,
    pipe_for_key,
    endless_device,
    encrypted_key,
    mismatch,
    own_certificate_with_the_key_of_another,
    swapped,
    expired,
    public_key,
    key_of_an_unknown_kind,
    own_certificate_with_a_key_of_an_unknown_kind,
]


def key_line(directory: Path) -> str:
    """Return a line of the private key that must not be shown."""
    return (directory / "key.pem").read_text("utf-8").splitlines()[1]


def state(directory: Path) -> dict[str, tuple[int, int, int, int]]:
    """Describe every entry without reading it: some of them never end."""
    entries = {entry.name: entry.lstat() for entry in directory.iterdir() if entry.name != ".graphex"}
    return {name: (one.st_ino, one.st_mode, one.st_size, one.st_mtime_ns) for name, one in entries.items()}


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_pair_that_cannot_be_served_ends_the_start(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    write_foreign(tmp_path)
    secret = key_line(tmp_path)
    damage(tmp_path)
    before, port = state(tmp_path), free_port()

    done = graphex("serve", "-p", str(port), cwd=tmp_path)

    assert done.returncode == 3, done.stderr
    assert "error: " in done.stderr
    assert "hint: " in done.stderr
    assert "Traceback" not in done.stderr
    assert "bug in GraphEx" not in done.stderr
    assert secret not in done.stderr
    assert done.stdout == ""
    assert refuses_connections(port)
    assert state(tmp_path) == before
    assert {"cert.pem", "key.pem"} == set(listing(tmp_path)) - {".graphex"}


@pytest.mark.parametrize("damage", DAMAGES[::3], ids=lambda damage: damage.__name__)
def test_the_check_command_says_the_same_without_serving(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    write_foreign(tmp_path)
    damage(tmp_path)
    before = state(tmp_path)

    done = graphex("certs", "check", cwd=tmp_path)

    assert done.returncode == 3
    assert "error: " in done.stderr
    assert "Traceback" not in done.stderr
    assert "bug in GraphEx" not in done.stderr
    assert done.stdout.startswith(f"{tmp_path}: 1 error")
    assert state(tmp_path) == before
