"""Advice for directories without the two names: the commands are pasted, and then the pair is good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7, pkcs12

from graphex.tls.check.pair import check_pair
from graphex.tls.exchange.advice import how_to_complete, how_to_use, other_certificate_files
from graphex.tls.findings import Severity
from tls.material import NOW, PASSPHRASE, authority, codes, issue, key_bytes, openssl, paste, write_private

if TYPE_CHECKING:
    from pathlib import Path

ROOT = authority("Root")
LOWER = authority("Lower CA", ROOT)
LEAF = issue(issuer=LOWER)
OTHER = issue("other")
CHAIN = LEAF.pem + LOWER.pem
PKCS8 = serialization.PrivateFormat.PKCS8
KEY = LEAF.key.private_bytes(Encoding.DER, PKCS8, serialization.NoEncryption())
LOCKED_KEY = key_bytes(LEAF.key, passphrase=PASSPHRASE)
PKCS7 = pkcs7.serialize_certificates([LEAF.certificate, LOWER.certificate], Encoding.DER)
BUNDLE = pkcs12.serialize_key_and_certificates(
    None, LEAF.key, LEAF.certificate, [LOWER.certificate], serialization.NoEncryption()
)
LOCKED_BUNDLE = pkcs12.serialize_key_and_certificates(
    None, LEAF.key, LEAF.certificate, [LOWER.certificate], serialization.BestAvailableEncryption(PASSPHRASE)
)


def lay(directory: Path, files: dict[str, bytes]) -> None:
    directory.mkdir(exist_ok=True)
    for name, content in files.items():
        write_private(directory / name, content)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A directory whose name a careless command would break."""
    path = tmp_path / "it's a $HOME"
    path.mkdir()
    return path


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["b.crt", "a.pem", "c.KEY"], ["a.pem", "b.crt", "c.KEY"]),
        (["cert.pem", "key.pem"], []),
        (["CERT.pem", "Key.PEM"], ["CERT.pem", "Key.PEM"]),
        (
            ["x.cer", "x.der", "x.pfx", "x.p12", "x.p7b", "x.jks"],
            ["x.cer", "x.der", "x.jks", "x.p12", "x.p7b", "x.pfx"],
        ),
        ([".graphex-new-key.pem", "notes.txt", "pem", "cert.pem.before", "graph.gx"], []),
        ([f"{number:03}.pem" for number in range(60)], [f"{number:03}.pem" for number in range(50)]),
    ],
)
def test_files_are_listed_by_name(tmp_path: Path, files: list[str], expected: list[str]) -> None:
    lay(tmp_path, dict.fromkeys(files, b""))

    assert [path.name for path in other_certificate_files(tmp_path)] == expected


def test_directories_are_not_listed(tmp_path: Path) -> None:
    (tmp_path / "certs.pem").mkdir()

    assert other_certificate_files(tmp_path) == ()


def test_an_absent_directory_holds_nothing(tmp_path: Path) -> None:
    assert other_certificate_files(tmp_path / "nowhere") == ()


@pytest.mark.parametrize(
    "files",
    [
        {"server.crt": CHAIN, "server.key": LEAF.key_pem},
        {"CERT.pem": CHAIN, "KEY.pem": LEAF.key_pem},
        {"fullchain.pem": CHAIN, "privkey.pem": LEAF.key_pem},
        {"fullchain.pem": CHAIN, "chain.pem": LOWER.pem, "privkey.pem": LEAF.key_pem, "Cert.pem": LEAF.pem},
        {"server.crt": LEAF.pem, "ca.crt": LOWER.pem, "root.crt": ROOT.pem, "server.key": LEAF.key_pem},
        {"a-leaf.cer": LEAF.der, "ca.cer": LOWER.der, "server.key": KEY},
        {"all.pem": LEAF.key_pem + CHAIN},
        {"two.key": OTHER.key_pem + LEAF.key_pem, "server.crt": CHAIN},
        {"1.key": OTHER.key_pem, "2.key": LEAF.key_pem, "server.crt": CHAIN, "x.crt": issue(days=1).pem},
        {"server.pfx": BUNDLE},
        {"server.p7b": PKCS7, "server.key": LEAF.key_pem},
        {"reversed.pem": LOWER.pem + LEAF.pem, "server.key": LEAF.key_pem},
        {"server.crt": LEAF.pem.rstrip(), "ca.crt": LOWER.pem, "server.key": LEAF.key_pem},
        {"server.crt": CHAIN.replace(b"\n", b"\r\n"), "server.key": LEAF.key_pem},
        {"-in.pem": CHAIN, "-out.key": LEAF.key_pem},
    ],
    ids="+".join,
)
def test_the_command_makes_a_good_pair(directory: Path, files: dict[str, bytes]) -> None:
    lay(directory, files)

    finding = how_to_use(directory, other_certificate_files(directory), now=NOW)
    paste(finding.hint or "", directory)

    result = check_pair(directory / "cert.pem", directory / "key.pem", now=NOW, host="localhost")
    assert (finding.severity, finding.code, finding.file) == (Severity.ERROR, "unrecognised-files", directory)
    assert result.ok
    assert not [finding for finding in result.findings if finding.severity is Severity.WARNING]
    assert result.leaf == LEAF.certificate


def test_relative_directories_work(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(directory)
    here = directory.relative_to(directory)
    lay(here, {"-in.pem": CHAIN, "-out.key": LEAF.key_pem})

    paste(how_to_use(here, other_certificate_files(here), now=NOW).hint or "", directory)

    assert check_pair(here / "cert.pem", here / "key.pem", now=NOW).findings == ()


def test_a_locked_key_is_copied_with_its_passphrase(directory: Path) -> None:
    lay(directory, {"server.crt": CHAIN, "server.key": LOCKED_KEY})

    finding = how_to_use(directory, other_certificate_files(directory), now=NOW)
    paste(finding.hint or "", directory)

    result = check_pair(directory / "cert.pem", directory / "key.pem", now=NOW, passphrase=PASSPHRASE)
    assert "may belong together" in finding.message
    assert result.findings == ()


@pytest.mark.parametrize("age", [(), ("-legacy",)], ids=["new", "legacy"])
def test_a_locked_bundle_asks_for_its_password(directory: Path, age: tuple[str, ...]) -> None:
    lay(directory, {"both": LEAF.key_pem + CHAIN})
    export = ("pkcs12", "-export", *age, "-in", "both", "-out", "server.pfx", "-passout")
    openssl(*export, f"pass:{PASSPHRASE.decode()}", directory=directory)

    finding = how_to_use(directory, other_certificate_files(directory), now=NOW)
    paste((finding.hint or "").replace(" -in ", f" -passin 'pass:{PASSPHRASE.decode()}' -in "), directory)

    assert "a password protects what server.pfx holds" in finding.message
    assert check_pair(directory / "cert.pem", directory / "key.pem", now=NOW).findings == ()


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"a.crt": LEAF.pem, "b.key": OTHER.key_pem}, "none of the keys (b.key) belongs to a certificate (a.crt)"),
        ({"a.crt": LEAF.pem}, "there is no private key among them"),
        ({"b.key": LEAF.key_pem}, "there is no certificate among them"),
        ({"notes.pem": b"hello"}, "they hold neither a certificate nor a key"),
        ({"store.jks": b"\xfe\xed\xfe\xed"}, "store.jks is a Java keystore"),
    ],
)
def test_where_nothing_fits_the_reason_is_said(directory: Path, files: dict[str, bytes], words: str) -> None:
    lay(directory, files)

    finding = how_to_use(directory, other_certificate_files(directory), now=NOW)

    assert words in finding.message
    assert finding.hint


def test_files_that_cannot_be_read_are_the_reason(directory: Path) -> None:
    (directory / "server.pem").symlink_to("gone.pem")

    finding = how_to_use(directory, other_certificate_files(directory), now=NOW)

    assert "is a link to gone.pem, which does not exist" in finding.message


def test_the_sentence_names_the_files(directory: Path) -> None:
    lay(directory, {"server.crt": CHAIN, "server.key": LEAF.key_pem})

    finding = how_to_use(directory, other_certificate_files(directory), now=NOW)

    assert finding.message == (
        f"{directory} holds server.crt, server.key, but GraphEx uses only cert.pem and key.pem: "
        "server.crt and server.key belong together."
    )


@pytest.mark.parametrize(
    ("present", "files"),
    [
        ("cert.pem", {"cert.pem": CHAIN, "server.key": LEAF.key_pem}),
        ("cert.pem", {"cert.pem": CHAIN, "privkey.pem": LEAF.key_pem, "other.key": OTHER.key_pem}),
        ("cert.pem", {"cert.pem": CHAIN, "server.key": KEY}),
        ("cert.pem", {"cert.pem": CHAIN + LEAF.key_pem}),
        ("cert.pem", {"cert.pem": CHAIN, "KEY.pem": LEAF.key_pem}),
        ("cert.pem", {"cert.pem": CHAIN, "server.pfx": BUNDLE}),
        ("key.pem", {"key.pem": LEAF.key_pem, "server.crt": CHAIN}),
        ("key.pem", {"key.pem": LEAF.key_pem, "server.crt": LEAF.pem, "ca.crt": LOWER.pem}),
        ("key.pem", {"key.pem": LEAF.key_pem, "server.cer": LEAF.der, "ca.cer": LOWER.der}),
        ("key.pem", {"key.pem": LEAF.key_pem, "fullchain.pem": CHAIN, "chain.pem": LOWER.pem}),
        ("key.pem", {"key.pem": LEAF.key_pem, "server.pfx": BUNDLE}),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, dict) else "",
)
def test_the_missing_half_is_taken_from_beside(directory: Path, present: str, files: dict[str, bytes]) -> None:
    lay(directory, files)

    finding = how_to_complete(directory, directory / present, now=NOW)
    paste(finding.hint or "", directory)

    result = check_pair(directory / "cert.pem", directory / "key.pem", now=NOW)
    assert (finding.severity, finding.code) == (Severity.ERROR, "pair-incomplete")
    assert result.findings == ()


@pytest.mark.parametrize("content", [LEAF.pem, LEAF.key_pem, b"nothing"], ids=["certificate", "key", "nothing"])
@pytest.mark.parametrize("present", ["cert.pem", "key.pem"])
def test_a_lonely_file_is_set_aside_and_kept(directory: Path, present: str, content: bytes) -> None:
    lay(directory, {present: content, "stranger.key": OTHER.key_pem, "stranger.crt": issue().pem})
    before = {path.read_bytes() for path in directory.iterdir()}

    finding = how_to_complete(directory, directory / present, now=NOW)
    paste(finding.hint or "", directory)

    assert not (directory / present).exists()
    assert {path.read_bytes() for path in directory.iterdir()} == before


def test_certbots_directory_is_left_alone(directory: Path, tmp_path: Path) -> None:
    lay(directory, {"cert.pem": LEAF.pem, "chain.pem": LOWER.pem, "fullchain.pem": CHAIN, "privkey.pem": LEAF.key_pem})
    before = sorted(directory.iterdir())

    finding = how_to_complete(directory, directory / "cert.pem", now=NOW)
    paste(finding.hint or "", tmp_path)

    result = check_pair(
        tmp_path / "graphex-certificates" / "cert.pem", tmp_path / "graphex-certificates" / "key.pem", now=NOW
    )
    assert "-s graphex-certificates" in finding.message
    assert sorted(directory.iterdir()) == before
    assert result.findings == ()


def test_a_half_that_cannot_be_read_says_why(directory: Path) -> None:
    (directory / "cert.pem").symlink_to("cert.pem")

    finding = how_to_complete(directory, directory / "cert.pem", now=NOW)
    paste(finding.hint or "", directory)

    assert "leads back to itself" in finding.message
    assert list(directory.iterdir()) == []


def test_advice_is_about_errors_only(directory: Path) -> None:
    lay(directory, {"cert.pem": LEAF.pem})

    findings = [
        how_to_complete(directory, directory / "cert.pem", now=NOW),
        how_to_use(directory, [directory / "cert.pem"], now=NOW),
    ]

    assert codes(findings) == ["pair-incomplete", "unrecognised-files"]
    assert {finding.severity for finding in findings} == {Severity.ERROR}
