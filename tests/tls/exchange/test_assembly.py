"""Which files go together, and the commands that put them together."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from graphex.tls.exchange.assembly import Place, best_match, certificate_command, key_command
from graphex.tls.exchange.holdings import read_holding, read_holdings
from tls.material import NOW, PASSPHRASE, authority, issue, key_bytes, paste, write_private

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.tls.exchange.holdings import Holding

ROOT = authority("Root")
UPPER = authority("Upper CA", ROOT)
LOWER = authority("Lower CA", UPPER)
LEAF = issue(issuer=LOWER)
RENEWED = issue(issuer=LOWER, key=LEAF.key, days=180)
OTHER = issue("other")


def lay(directory: Path, **contents: bytes) -> tuple[Holding, ...]:
    return read_holdings([write_private(directory / name, content) for name, content in contents.items()])


def test_the_certificate_valid_longest_is_chosen(tmp_path: Path) -> None:
    holdings = lay(tmp_path, old=LEAF.pem, key=LEAF.key_pem, new=RENEWED.pem, other=OTHER.pem)

    match = best_match(holdings, holdings)

    assert match is not None
    assert (match.leaf.holding.path.name, match.key.holding.path.name, match.proven) == ("new", "key", True)


def test_the_file_with_the_chain_is_preferred(tmp_path: Path) -> None:
    holdings = lay(tmp_path, a=LEAF.pem, b=LEAF.pem + LOWER.pem, key=LEAF.key_pem)

    match = best_match(holdings, holdings)

    assert match is not None
    assert match.leaf.holding.path.name == "b"


def test_a_pair_of_strangers_is_none(tmp_path: Path) -> None:
    holdings = lay(tmp_path, certificate=LEAF.pem, key=OTHER.key_pem)

    assert best_match(holdings, holdings) is None


def test_a_locked_key_may_belong_to_the_only_server(tmp_path: Path) -> None:
    holdings = lay(tmp_path, ca=LOWER.pem, leaf=LEAF.pem, key=key_bytes(LEAF.key, passphrase=PASSPHRASE))

    match = best_match(holdings, holdings)

    assert match is not None
    assert (match.leaf.holding.path.name, match.proven) == ("leaf", False)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"leaf": LEAF.pem}, LEAF.pem),
        ({"leaf": LEAF.pem + LOWER.pem}, LEAF.pem + LOWER.pem),
        ({"leaf": LEAF.pem, "ca": LOWER.pem}, LEAF.pem + LOWER.pem),
        ({"leaf": LEAF.pem, "bundle": UPPER.pem + LOWER.pem}, LEAF.pem + LOWER.pem + UPPER.pem),
        ({"leaf": LEAF.pem, "bundle": ROOT.pem + LOWER.pem + UPPER.pem}, LEAF.pem + LOWER.pem + UPPER.pem),
        ({"leaf": LEAF.pem, "bundle": LOWER.pem + UPPER.pem}, LEAF.pem + LOWER.pem + UPPER.pem),
        ({"leaf": LEAF.pem.rstrip(), "ca": LOWER.pem.rstrip()}, LEAF.pem + LOWER.pem),
        ({"leaf": LEAF.pem, "ca": LOWER.der}, LEAF.pem + LOWER.pem),
        ({"leaf": LEAF.der}, LEAF.pem),
        ({"leaf": LEAF.pem + LEAF.key_pem, "ca": LOWER.pem}, LEAF.pem + LOWER.pem),
        ({"leaf": LEAF.pem, "ca": OTHER.pem}, LEAF.pem),
    ],
    ids=[
        "alone",
        "chain",
        "with issuer",
        "reversed bundle",
        "bundle with root",
        "bundle in order",
        "no line ends",
        "DER issuer",
        "DER leaf",
        "with key",
        "stranger",
    ],
)
def test_the_chain_is_put_together_in_order(tmp_path: Path, files: dict[str, bytes], expected: bytes) -> None:
    holdings = lay(tmp_path, **files)

    paste(certificate_command(Place(holdings[0], 0), holdings, tmp_path / "cert.pem", now=NOW), tmp_path)

    assert (tmp_path / "cert.pem").read_bytes() == expected


@pytest.mark.parametrize(
    ("content", "index", "expected"),
    [
        (LEAF.key_pem, 0, LEAF.key_pem),
        (LEAF.pem + LEAF.key_pem, 0, LEAF.pem + LEAF.key_pem),
        (OTHER.key_pem + LEAF.key_pem, 1, LEAF.key_pem),
        (LEAF.key_pem.rstrip(), 0, LEAF.key_pem),
    ],
    ids=["alone", "with certificate", "second", "no line end"],
)
def test_the_key_is_written_for_its_owner_only(tmp_path: Path, content: bytes, index: int, expected: bytes) -> None:
    source = write_private(tmp_path / "server.key", content)
    source.chmod(0o644)

    paste(key_command(Place(read_holding(source), index), tmp_path / "key.pem"), tmp_path)

    assert (tmp_path / "key.pem").read_bytes() == expected
    assert stat.S_IMODE((tmp_path / "key.pem").stat().st_mode) == 0o600


def test_names_that_differ_in_case_only_are_renamed(tmp_path: Path) -> None:
    certificate, key = lay(tmp_path, **{"CERT.pem": OTHER.pem, "Key.PEM": OTHER.key_pem})
    key.path.chmod(0o644)

    paste(certificate_command(Place(certificate, 0), [certificate], tmp_path / "cert.pem", now=NOW), tmp_path)
    paste(key_command(Place(key, 0), tmp_path / "key.pem"), tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["cert.pem", "key.pem"]
    assert stat.S_IMODE((tmp_path / "key.pem").stat().st_mode) == 0o600


def test_names_that_certbot_renews_are_linked(tmp_path: Path) -> None:
    chain, key = lay(tmp_path, **{"fullchain.pem": LEAF.pem + LOWER.pem, "privkey.pem": LEAF.key_pem})

    paste(certificate_command(Place(chain, 0), [chain], tmp_path / "cert.pem", now=NOW), tmp_path)
    paste(key_command(Place(key, 0), tmp_path / "key.pem"), tmp_path)

    assert [str((tmp_path / name).readlink()) for name in ("cert.pem", "key.pem")] == ["fullchain.pem", "privkey.pem"]
