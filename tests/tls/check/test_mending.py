"""PEM that was damaged on its way: each kind is named, and the command for it is pasted into a shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from damaged_keys import LOST, MENDED, pieces_shown, scrambled
from graphex.tls.check.content import Form
from graphex.tls.check.mending import find_mending, holds
from graphex.tls.check.pair import check_pair
from tls.material import NOW, PASSPHRASE, codes, issue, key_bytes, paste, write_pair

if TYPE_CHECKING:
    from pathlib import Path

SMALL = issue()
LARGE = issue(key=rsa.generate_private_key(65537, 3072))
DIRECTORY = "it's a directory"
# Where the headers of an encrypted key are gone, or glued to its content.
OF_A_KEY_WITHOUT_PASSPHRASE = {"one line without blanks", "base64 alone", "base64 alone in lines"}


def words(directory: Path, certificate: bytes, key: bytes) -> str:
    """Return all that is said about a pair."""
    certfile, keyfile = write_pair(directory, certificate, key)
    findings = check_pair(certfile, keyfile, now=NOW).findings
    return "\n".join(f"{finding.message} {finding.hint}" for finding in findings)


@pytest.mark.parametrize("name", MENDED)
def test_the_command_mends_a_key(tmp_path: Path, name: str) -> None:
    certfile, keyfile = write_pair(tmp_path / DIRECTORY, LARGE.pem, MENDED[name](LARGE.key_pem))
    (found,) = check_pair(certfile, keyfile, now=NOW).findings

    paste(found.hint or "", tmp_path)

    assert found.file == keyfile
    assert check_pair(certfile, keyfile, now=NOW).findings == ()
    assert keyfile.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", MENDED)
def test_the_command_mends_a_certificate(tmp_path: Path, name: str) -> None:
    certfile, keyfile = write_pair(tmp_path / DIRECTORY, MENDED[name](SMALL.pem), SMALL.key_pem)
    (found,) = check_pair(certfile, keyfile, now=NOW).findings

    paste(found.hint or "", tmp_path)

    assert found.file == certfile
    assert check_pair(certfile, keyfile, now=NOW).findings == ()


@pytest.mark.parametrize("name", sorted(MENDED.keys() - OF_A_KEY_WITHOUT_PASSPHRASE))
def test_the_command_mends_an_encrypted_key_of_the_old_form(tmp_path: Path, name: str) -> None:
    key = MENDED[name](key_bytes(LARGE.key, "SEC1", PASSPHRASE))
    certfile, keyfile = write_pair(tmp_path / DIRECTORY, LARGE.pem, key)
    (found,) = check_pair(certfile, keyfile, now=NOW, passphrase=PASSPHRASE).findings

    paste(found.hint or "", tmp_path)

    assert check_pair(certfile, keyfile, now=NOW, passphrase=PASSPHRASE).findings == ()


@pytest.mark.parametrize("name", ["one line", "literal line ends", "indented", "base64"])
def test_the_command_mends_a_whole_chain(tmp_path: Path, name: str) -> None:
    others = [issue(str(number), ca=True) for number in range(2)]
    chain = LARGE.pem + b"".join(other.pem for other in others)
    certfile, keyfile = write_pair(tmp_path / DIRECTORY, MENDED[name](chain), LARGE.key_pem)
    found = check_pair(certfile, keyfile, now=NOW).findings[0]

    paste(found.hint or "", tmp_path)

    result = check_pair(certfile, keyfile, now=NOW)
    assert list(result.certificates) == [LARGE.certificate, *(other.certificate for other in others)]


@pytest.mark.parametrize("name", ["one line", "literal line ends", "JSON"])
def test_lost_line_ends_are_called_that(tmp_path: Path, name: str) -> None:
    said = words(tmp_path, SMALL.pem, MENDED[name](SMALL.key_pem))

    assert "all of the block on one line: its line ends were lost" in said


@pytest.mark.parametrize("name", [name for name in LOST if "colon" not in name and "list" not in name])
def test_where_no_command_helps_words_do(tmp_path: Path, name: str) -> None:
    certfile, keyfile = write_pair(tmp_path / DIRECTORY, SMALL.pem, LOST[name](SMALL.key_pem))

    (found,) = check_pair(certfile, keyfile, now=NOW).findings

    assert (found.hint or "").startswith(("Copy the ", "Put a PEM file there", "Put the private key"))


def test_an_indented_certificate_behind_a_good_one_is_not_passed_over(tmp_path: Path) -> None:
    root = issue("Root", ca=True)
    leaf = issue(issuer=root)
    chain = leaf.pem + b"  " + root.pem.replace(b"\n", b"\n  ")
    certfile, keyfile = write_pair(tmp_path, chain, leaf.key_pem)
    found = check_pair(certfile, keyfile, now=NOW).findings

    paste(found[0].hint or "", tmp_path)

    assert codes(found) == ["file-indented", "chain-incomplete"]
    assert len(check_pair(certfile, keyfile, now=NOW).certificates) == 2


def test_certificates_that_are_commented_out_stay_so(tmp_path: Path) -> None:
    other = issue("other")
    chain = SMALL.pem + b"# " + other.pem.rstrip().replace(b"\n", b"\n# ") + b"\n"
    certfile, keyfile = write_pair(tmp_path, chain, SMALL.key_pem)

    assert check_pair(certfile, keyfile, now=NOW).findings == ()


def test_what_is_wanted_decides() -> None:
    mended = find_mending(MENDED["one line"](SMALL.key_pem), "private key")

    assert mended is not None
    assert mended.form is Form.ONE_LINE
    assert find_mending(MENDED["one line"](SMALL.key_pem), "certificate") is None
    assert find_mending(SMALL.key_pem, "private key") is None


@pytest.mark.parametrize(
    ("data", "expected"),
    [(SMALL.key_pem, True), (SMALL.pem, False), (SMALL.key_pem + b"-----BEGIN X-----", False), (b"", False)],
    ids=["key", "certificate", "flaw behind", "nothing"],
)
def test_only_what_can_be_read_counts(data: bytes, *, expected: bool) -> None:
    assert holds(data, "private key") is expected


@pytest.mark.parametrize("data", [b"A" * 1_000_000, b" " * 1_000_000, b"-" * 1_000_000, b"-----BEGIN " * 90_000])
def test_a_large_file_takes_no_time(tmp_path: Path, data: bytes) -> None:
    assert words(tmp_path, SMALL.pem, data)


@pytest.mark.parametrize("name", [*MENDED, *LOST])
@pytest.mark.parametrize("place", ["key", "certificate"])
def test_nothing_that_is_said_holds_a_piece_of_the_key(tmp_path: Path, name: str, place: str) -> None:
    damaged = (MENDED | LOST)[name](SMALL.key_pem)
    pair = {"key": (SMALL.pem, damaged), "certificate": (damaged, SMALL.key_pem)}[place]

    assert pieces_shown(words(tmp_path, *pair), SMALL.key_pem) == []


@pytest.mark.parametrize("seed", range(150))
def test_nothing_that_is_said_of_random_damage_holds_a_piece_of_the_key(tmp_path: Path, seed: int) -> None:
    damaged = scrambled(SMALL.key_pem, seed)

    said = words(tmp_path / "a", SMALL.pem, damaged) + words(tmp_path / "b", damaged, damaged)

    assert pieces_shown(said, SMALL.key_pem) == []
