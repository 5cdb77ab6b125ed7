"""Every command that a finding advises is run as it stands: then the finding is gone, and nothing else is worse."""

from __future__ import annotations

import datetime as dt
import os
import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7, pkcs12

from damaged_keys import MENDED
from graphex.tls import CertificateError, bootstrap
from graphex.tls.findings import Severity
from tls.material import Issued, codes, issue, key_bytes, openssl, paste, weak_rsa_key, write_pair, write_private

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphex.tls.findings import Finding
    from tls.material import Key

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "findings.md"
ROW = re.compile(r"^\| `([a-z0-9-]+)` \| [^|]+ \| (?:[^|]+) \| ([^|]+) \|$", re.MULTILINE)
NAME = 'it\'s "a" directory'

NOW = dt.datetime.now(dt.UTC)
START = NOW - dt.timedelta(days=1)
LONG_AGO = NOW - dt.timedelta(days=400)

ROOT = issue("Root", ca=True, start=START, days=300)
LOWER = issue("Lower", issuer=ROOT, ca=True, start=START, days=300)
LEAF = issue(issuer=LOWER, start=START)
SELF = issue(start=START)
OPEN = serialization.NoEncryption()


def pair(directory: Path, *chain: Issued | bytes, key: bytes | None = None) -> None:
    parts = [one if isinstance(one, bytes) else one.pem for one in chain]
    first = chain[0] if isinstance(chain[0], Issued) else SELF
    write_pair(directory, b"".join(parts), first.key_pem if key is None else key)


def open_directory(directory: Path) -> None:
    pair(directory, SELF)
    directory.chmod(0o777)


def earlier_directory(directory: Path) -> None:
    (directory / "graphex_ssl_certificates").mkdir(parents=True)


def open_own_key(directory: Path) -> None:
    bootstrap(directory).close()
    (directory / "key.pem").chmod(0o644)


def other_names(directory: Path) -> None:
    directory.mkdir()
    (directory / "server crt.crt").write_bytes(LEAF.pem + LOWER.pem)
    write_private(directory / "server's.key", LEAF.key_pem)


def half(directory: Path) -> None:
    directory.mkdir()
    (directory / "cert.pem").write_bytes(SELF.pem)
    write_private(directory / "server's.key", SELF.key_pem)


def directory_in_place(directory: Path) -> None:
    pair(directory, SELF)
    (directory / "cert.pem").unlink()
    (directory / "cert.pem").mkdir()


def link_in_place(target: str) -> Callable[[Path], None]:
    def make(directory: Path) -> None:
        pair(directory, SELF)
        (directory / "cert.pem").unlink()
        (directory / "cert.pem").symlink_to(target)

    return make


def bundle(encryption: serialization.KeySerializationEncryption) -> Callable[[Path], None]:
    packed = pkcs12.serialize_key_and_certificates(b"x", SELF.key, SELF.certificate, None, encryption)
    return lambda directory: pair(directory, packed)


def openssh(directory: Path) -> None:
    pair(directory, SELF, key=SELF.key.private_bytes(Encoding.PEM, serialization.PrivateFormat.OpenSSH, OPEN))


def version_one(directory: Path) -> None:
    directory.mkdir()
    request = openssl(
        "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "k", "-subj", "/CN=a", directory=directory
    )
    (directory / "r").write_bytes(request)
    made = openssl("x509", "-req", "-in", "r", "-signkey", "k", "-days", "90", directory=directory)
    pair(directory, made, key=(directory / "k").read_bytes())


def mode(number: int) -> Callable[[Path], None]:
    def make(directory: Path) -> None:
        pair(directory, SELF)
        (directory / "key.pem").chmod(number)

    return make


def damaged(name: str) -> Callable[[Path], None]:
    return lambda directory: pair(directory, SELF, key=MENDED[name](SELF.key_pem))


def certificate(*chain: Issued | bytes) -> Callable[[Path], None]:
    return lambda directory: pair(directory, *chain, key=LEAF.key_pem)


def of_key(key: Key) -> Callable[[Path], None]:
    return lambda directory: pair(directory, issue(start=START, key=key))


EXPIRED = issue("Lower", issuer=ROOT, key=LOWER.key, ca=True, start=LONG_AGO, days=300)
P7B = pkcs7.serialize_certificates([SELF.certificate], Encoding.DER)

# Finding, what brings it about, and what is typed where the command asks.
MENDING: list[tuple[str, Callable[[Path], None], str]] = [
    ("directory-open", open_directory, ""),
    ("earlier-directory", earlier_directory, ""),
    ("key-was-open", open_own_key, ""),
    ("unrecognised-files", other_names, ""),
    ("pair-incomplete", half, ""),
    ("file-empty", lambda directory: pair(directory, b""), ""),
    ("file-directory", directory_in_place, ""),
    ("file-link-dangling", link_in_place("no where"), ""),
    ("file-link-loop", link_in_place("cert.pem"), ""),
    ("file-der", lambda directory: pair(directory, SELF.der), ""),
    ("file-pkcs12", bundle(OPEN), ""),
    ("file-pkcs12", bundle(serialization.BestAvailableEncryption(b"secret")), "secret\n"),
    ("file-pkcs7", lambda directory: pair(directory, P7B), ""),
    ("file-openssh-key", openssh, "\n\n"),
    ("file-utf16", damaged("UTF-16BE"), ""),
    ("file-utf16", damaged("UTF-16"), ""),
    ("file-zero-bytes", damaged("zero bytes"), ""),
    ("file-line-ends", damaged("CR"), ""),
    ("file-one-line", damaged("one line"), ""),
    ("file-one-line", damaged("literal line ends"), ""),
    ("file-indented", damaged("indented but for BEGIN"), ""),
    ("file-wrapped", damaged("quoted"), ""),
    ("file-base64", damaged("base64"), ""),
    ("swapped", lambda directory: pair(directory, SELF.key_pem, key=SELF.pem), ""),
    ("pem-glued", certificate(LEAF.pem.rstrip() + LOWER.pem), ""),
    ("leaf-not-first", certificate(LOWER, LEAF), ""),
    ("passphrase-needed", lambda directory: pair(directory, SELF, key=key_bytes(SELF.key, passphrase=b"a")), "a\n"),
    ("key-several", lambda directory: pair(directory, SELF, key=SELF.key_pem + LEAF.key_pem), ""),
    ("key-mode-open", mode(0o644), ""),
    ("key-mode-group", mode(0o640), ""),
    ("expired", lambda directory: pair(directory, issue(start=LONG_AGO)), ""),
    ("expires-soon", lambda directory: pair(directory, issue(start=NOW - dt.timedelta(days=85))), ""),
    ("version-outdated", version_one, ""),
    ("chain-incomplete", certificate(LEAF), ""),
    ("chain-incomplete", certificate(LEAF.pem.rstrip()), ""),
    ("chain-order", certificate(LEAF, ROOT, LOWER), ""),
    ("chain-unrelated", certificate(LEAF, LOWER, SELF), ""),
    ("chain-duplicate", certificate(LEAF, LOWER, LOWER), ""),
    ("chain-root", certificate(LEAF, LOWER, ROOT), ""),
    ("chain-outdated", certificate(LEAF, EXPIRED, LOWER), ""),
]
# Commands that show something, or make what is needed first; they run, and the finding stays until somebody acts.
SHOWING: list[tuple[str, Callable[[Path], None]]] = [
    ("key-mismatch", lambda directory: pair(directory, SELF, key=LEAF.key_pem)),
    ("key-weak", of_key(weak_rsa_key())),
    ("key-curve-unusable", of_key(ec.generate_private_key(ec.SECP256K1()))),
    ("key-not-for-browsers", of_key(ed25519.Ed25519PrivateKey.generate())),
    ("not-yet-valid", lambda directory: pair(directory, issue(start=NOW + dt.timedelta(days=2)))),
]
# Tried in other modules, since they need another user, another OpenSSL, Java, PuTTY, a passphrase or a server.
ELSEWHERE = {
    "file-unreadable",
    "bom",
    "file-keystore",
    "file-putty-key",
    "passphrase-wrong",
    "key-curve-explicit",
    "key-unsupported",
    "host-unknown",
    "client-list-malformed",
    "client-ca-not-yet-valid",
    "chain-not-yet-valid",
    "names-not-permitted",
}
# Commands for the machine or for other programs, which no test may run.
OF_THE_MACHINE = {"clock-wrong"}
# A removed file leaves half a pair, of which the next start says what to do with it.
FOLLOWING = {"pair-incomplete"}


def look(directory: Path) -> tuple[Finding, ...]:
    """Start in a directory, and return what is said."""
    try:
        tls = bootstrap(directory)
    except CertificateError as error:
        return error.findings
    tls.close()
    return tls.findings


def command_in(hint: str | None) -> str:
    """Take the command out of an advice, which may begin with a sentence."""
    text = hint or ""
    command = text.partition(": ")[2] if text[:1].isupper() else text
    return command.replace("python3 ", f"{shlex.quote(sys.executable)} ")


def problems(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.code for finding in findings if finding.severity is not Severity.NOTICE}


def errors(findings: tuple[Finding, ...]) -> int:
    return sum(finding.severity is Severity.ERROR for finding in findings)


@pytest.mark.parametrize(("code", "make", "typed"), MENDING, ids=[f"{i} {case[0]}" for i, case in enumerate(MENDING)])
def test_the_advised_command_mends(
    tmp_path: Path, code: str, make: Callable[[Path], None], typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "intermediate.pem").write_bytes(LOWER.pem)
    make(tmp_path / NAME)
    before = look(tmp_path / NAME)
    found = next(finding for finding in before if finding.code == code)

    paste(command_in(found.hint), tmp_path, answers=typed)

    after = look(tmp_path / NAME)
    assert code not in codes(after)
    assert problems(after) - FOLLOWING <= problems(before)
    assert errors(after) <= errors(before)
    assert sorted(os.listdir(tmp_path)) == ["intermediate.pem", NAME]


@pytest.mark.parametrize(("code", "make"), SHOWING, ids=[case[0] for case in SHOWING])
def test_the_advised_command_shows(tmp_path: Path, code: str, make: Callable[[Path], None]) -> None:
    make(tmp_path / NAME)
    before = look(tmp_path / NAME)
    found = next(finding for finding in before if finding.code == code)

    paste(command_in(found.hint), tmp_path)

    assert look(tmp_path / NAME) == before


def test_every_finding_that_has_a_command_has_its_case() -> None:
    rows = dict(ROW.findall(PAGE.read_text("utf-8")))
    tried = {case[0] for case in (*MENDING, *SHOWING)} | ELSEWHERE | OF_THE_MACHINE

    assert {code for code, advice in rows.items() if "command in the finding" in advice} == tried
