"""Reading files without blocking, and cutting them into PEM blocks as OpenSSL does."""

from __future__ import annotations

import base64
import os
import socket
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphex.tls.certificates.pem import BOM, MAX_BYTES, Flaw, Source, parse_pem, read_source
from graphex.tls.findings import Finding, Severity
from tls.material import PASSPHRASE, issue, key_bytes, write_private

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ISSUED = issue()
BODY = base64.b64encode(b"some content")


def block(label: str = "CERTIFICATE", body: bytes = BODY) -> bytes:
    return f"-----BEGIN {label}-----\n".encode() + body + f"\n-----END {label}-----\n".encode()


def loop(path: Path) -> None:
    path.symlink_to(path)


def dangle(path: Path) -> None:
    path.symlink_to("nowhere.pem")


def fill(path: Path) -> None:
    path.write_bytes(bytes(MAX_BYTES + 1))


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


def listen(path: Path) -> None:
    with closing(socket.socket(socket.AF_UNIX)) as server:
        server.bind(str(path))


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda _: None, "file-missing"),
        (Path.mkdir, "file-directory"),
        (Path.touch, "file-empty"),
        (os.mkfifo, "file-special"),
        (listen, "file-special"),
        (lambda path: path.symlink_to("/dev/zero"), "file-special"),
        (lambda path: path.symlink_to("/dev/tty"), "file-special"),
        (loop, "file-link-loop"),
        (dangle, "file-link-dangling"),
        (fill, "file-too-large"),
        (sparse, "file-too-large"),
    ],
)
def test_what_cannot_be_a_certificate_file_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], object], code: str
) -> None:
    # The path of a socket must be short.
    monkeypatch.chdir(tmp_path)
    path = Path("cert.pem")
    make(path)

    found = read_source(path)

    assert isinstance(found, Finding)
    assert (found.code, found.severity, found.file) == (code, Severity.ERROR, path)
    assert str(path) in found.message
    assert found.hint


@pytest.mark.parametrize("name", ["nul\0byte", "x" * 300])
def test_impossible_names_are_findings(tmp_path: Path, name: str) -> None:
    found = read_source(tmp_path / name)

    assert isinstance(found, Finding)
    assert found.code == "file-unreadable"


def test_a_file_where_a_directory_should_be_is_missing(tmp_path: Path) -> None:
    (tmp_path / "certs").touch()

    found = read_source(tmp_path / "certs" / "cert.pem")

    assert isinstance(found, Finding)
    assert found.code == "file-missing"


@pytest.fixture
def forbidden_file() -> Iterator[Path]:
    """A file that this process may not read, even if it began as root."""
    identity = os.geteuid()
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)
        path = write_private(Path(directory, "key.pem"), b"content")
        path.chmod(0)
        if identity == 0:
            os.seteuid(65534)
        yield path
        os.seteuid(identity)


def test_a_file_without_permission_is_named(forbidden_file: Path) -> None:
    found = read_source(forbidden_file)

    assert isinstance(found, Finding)
    assert found.code == "file-unreadable"
    assert "no permission" in found.message


def test_content_and_mode_are_read(tmp_path: Path) -> None:
    path = write_private(tmp_path / "key.pem", b"content")
    path.chmod(0o640)

    assert read_source(path) == Source(path, b"content", 0o640)


def test_links_are_followed(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"content")
    link = tmp_path / "cert.pem"
    link.symlink_to("data")

    found = read_source(link)

    assert isinstance(found, Source)
    assert found.data == b"content"


@pytest.mark.parametrize(
    "data",
    [
        ISSUED.pem,
        ISSUED.pem.rstrip(),
        ISSUED.pem.replace(b"\n", b"\r\n"),
        ISSUED.pem.replace(b"\n", b"  \t\n"),
        BOM + ISSUED.pem,
        b"Certificate:\n    Data: 1\n-----\n" + ISSUED.pem + b"after\n",
        ISSUED.pem.replace(b"\n", b"\n\n", 1),
        b"-----BEGIN CERTIFICATE-----\n" + base64.b64encode(ISSUED.der) + b"\n-----END CERTIFICATE-----",
    ],
    ids=["plain", "no last line end", "CRLF", "spaces", "BOM", "text around", "empty line", "one long line"],
)
def test_blocks_are_found_as_openssl_finds_them(data: bytes) -> None:
    pem = parse_pem(data)

    assert [certificate.der for certificate in pem.certificates] == [ISSUED.der]
    assert pem.flaws == ()


def test_labels_and_lines_are_kept_in_order() -> None:
    pem = parse_pem(block("EC PARAMETERS") + block("EC PRIVATE KEY") + block("X509 CERTIFICATE"))

    assert [(found.label, found.line) for found in pem.blocks] == [
        ("EC PARAMETERS", 1),
        ("EC PRIVATE KEY", 4),
        ("X509 CERTIFICATE", 7),
    ]
    assert [found.label for found in pem.keys] == ["EC PRIVATE KEY"]
    assert [found.label for found in pem.certificates] == ["X509 CERTIFICATE"]


@pytest.mark.parametrize(
    ("key", "encrypted"),
    [
        (key_bytes(ISSUED.key), False),
        (key_bytes(ISSUED.key, "SEC1"), False),
        (key_bytes(ISSUED.key, passphrase=PASSPHRASE), True),
        (key_bytes(ISSUED.key, "SEC1", PASSPHRASE), True),
    ],
    ids=["PKCS#8", "SEC1", "PKCS#8 encrypted", "SEC1 encrypted"],
)
def test_encryption_is_seen(key: bytes, *, encrypted: bool) -> None:
    pem = parse_pem(key)

    assert [found.encrypted for found in pem.keys] == [encrypted]


@pytest.mark.parametrize(
    ("data", "flaws"),
    [
        (b"-----BEGIN CERTIFICATE-----", [Flaw("truncated", "CERTIFICATE", 1)]),
        (block()[:40], [Flaw("truncated", "CERTIFICATE", 1)]),
        (block()[:40] + b"\n" + block(), [Flaw("truncated", "CERTIFICATE", 1)]),
        (block() + block()[:40], [Flaw("truncated", "CERTIFICATE", 4)]),
        (block(body=b"AA*A"), [Flaw("damaged", "CERTIFICATE", 1)]),
        (block(body=b"AAA"), [Flaw("damaged", "CERTIFICATE", 1)]),
        (block(body=b""), [Flaw("damaged", "CERTIFICATE", 1)]),
        (block().rstrip() + block(), [Flaw("glued", "CERTIFICATE", 1)]),
        (block().replace(b"END CERT", b"END Cert"), [Flaw("mismatched", "CERTIFICATE", 1)]),
    ],
)
def test_flaws_are_found(data: bytes, flaws: list[Flaw]) -> None:
    assert list(parse_pem(data).flaws) == flaws


def test_content_stays_out_of_representations(tmp_path: Path) -> None:
    path = write_private(tmp_path / "key.pem", ISSUED.key_pem)

    shown = repr((read_source(path), parse_pem(ISSUED.key_pem)))

    assert "PRIVATE KEY-----" not in shown
    assert str(parse_pem(ISSUED.key_pem).keys[0].der) not in shown


@given(
    st.lists(st.sampled_from([block(), block("PRIVATE KEY"), b"-----BEGIN X-----", b"-----END X-----", b"\n", b"a:"]))
)
def test_any_sequence_of_lines_is_read(parts: list[bytes]) -> None:
    pem = parse_pem(b"".join(parts))

    assert all(found.der for found in pem.blocks)
