"""Pairs that arrive are chosen, ordered, checked, and put in place without losing the one before."""

from __future__ import annotations

import datetime as dt
import stat
from typing import TYPE_CHECKING

import pytest

from graphex.tls.certificates.authority import Holder
from graphex.tls.certificates.authority import issue as issue_ours
from graphex.tls.certificates.facts import facts_of
from graphex.tls.certificates.names import parse_names
from graphex.tls.check.pair import check_pair
from graphex.tls.exchange.arrival import check_arrival, choose_pair, install
from graphex.tls.exchange.material import FoundKey, read_material
from graphex.tls.exchange.signing_request import requested_key_file
from tls.authorities import make_authority
from tls.material import PASSPHRASE, authority, codes, issue, write_pair

if TYPE_CHECKING:
    from pathlib import Path

    from tls.material import Issued

NOW = dt.datetime.now(dt.UTC)
BEGIN = NOW - dt.timedelta(days=2)
ROOT = authority("Root")
LOWER = authority("Lower CA", ROOT)
LEAF = issue(issuer=LOWER, start=BEGIN)


def keys(directory: Path, *owners: Issued) -> tuple[FoundKey, ...]:
    for number, owner in enumerate(owners):
        (directory / f"key{number}").write_bytes(owner.key_pem)
    return read_material(sorted(directory.glob("key?"))).keys


def test_the_chain_is_put_in_order_without_the_root(tmp_path: Path) -> None:
    stranger = issue("Stranger", start=BEGIN)
    certificates = [one.facts for one in (ROOT, stranger, LOWER, LEAF)]

    arrival = choose_pair(certificates, keys(tmp_path, LEAF), now=NOW)

    assert arrival is not None
    assert arrival.chain == (LEAF.certificate, LOWER.certificate)
    assert arrival.chain_pem == LEAF.pem + LOWER.pem


def test_of_several_the_one_valid_longest_is_chosen(tmp_path: Path) -> None:
    renewed = issue(issuer=LOWER, key=LEAF.key, start=BEGIN, days=300)

    arrival = choose_pair([LEAF.facts, renewed.facts, LOWER.facts], keys(tmp_path, ROOT, LEAF), now=NOW)

    assert arrival is not None
    assert arrival.chain[0] == renewed.certificate


def test_a_server_comes_before_its_authority(tmp_path: Path) -> None:
    arrival = choose_pair([ROOT.facts, LOWER.facts, LEAF.facts], keys(tmp_path, ROOT, LOWER, LEAF), now=NOW)

    assert arrival is not None
    assert arrival.chain[0] == LEAF.certificate


def test_our_own_authority_stays_in_the_chain(tmp_path: Path) -> None:
    local = make_authority(now=NOW)
    made = issue_ours(
        local, parse_names(["desk.local"]), now=NOW, days=90, holder=Holder("desk.local", is_client=False)
    )
    (tmp_path / "key0").write_bytes(made.key_pem + made.certificate_pem)
    material = read_material([tmp_path / "key0"])

    arrival = choose_pair(material.certificates, material.keys, now=NOW)

    assert arrival is not None
    assert arrival.chain[-1] == local.certificate
    assert facts_of(arrival.chain[0]) == material.certificates[0]


def test_without_the_key_there_is_no_pair(tmp_path: Path) -> None:
    assert choose_pair([LEAF.facts, LOWER.facts], keys(tmp_path, issue("Other")), now=NOW) is None


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_a_good_pair_passes_and_is_installed(tmp_path: Path, passphrase: bytes | None) -> None:
    directory = tmp_path / "certificates"
    arrival = choose_pair([LEAF.facts, LOWER.facts], keys(tmp_path, LEAF), now=NOW)
    assert arrival is not None
    pair = arrival.pair(passphrase)

    result = check_arrival(pair, directory, passphrase=passphrase, now=NOW)
    copies = install(pair, directory, now=NOW, fulfilled=False)

    certfile, keyfile = directory / "cert.pem", directory / "key.pem"
    assert (result.ok, copies) == (True, ())
    assert sorted(directory.iterdir()) == [certfile, keyfile]
    assert stat.S_IMODE(keyfile.stat().st_mode) == 0o600
    assert check_pair(certfile, keyfile, now=NOW, passphrase=passphrase).ok


def test_findings_speak_of_no_file_that_is_gone(tmp_path: Path) -> None:
    expired = issue(issuer=LOWER, start=BEGIN - dt.timedelta(days=90), days=30)
    arrival = choose_pair([expired.facts, LOWER.facts], keys(tmp_path, expired), now=NOW)
    assert arrival is not None

    result = check_arrival(arrival.pair(None), tmp_path / "certificates", passphrase=None, now=NOW)

    assert "expired" in codes(result.findings)
    assert ".graphex-arrival" not in str(result.findings)
    assert list((tmp_path / "certificates").iterdir()) == []


def test_the_pair_before_is_kept(tmp_path: Path) -> None:
    write_pair(tmp_path / "certificates", b"certificate", b"key")
    arrival = choose_pair([LEAF.facts, LOWER.facts], keys(tmp_path, LEAF), now=NOW)
    assert arrival is not None

    copies = install(arrival.pair(None), tmp_path / "certificates", now=NOW, fulfilled=False)

    assert [copy.read_bytes() for copy in copies] == [b"certificate", b"key"]
    assert [copy.name.partition(".replaced-")[0] for copy in copies] == ["cert.pem", "key.pem"]


@pytest.mark.parametrize("fulfilled", [True, False])
def test_an_answered_request_has_no_key_waiting_any_more(tmp_path: Path, fulfilled: bool) -> None:
    arrival = choose_pair([LEAF.facts, LOWER.facts], keys(tmp_path, LEAF), now=NOW)
    assert arrival is not None
    requested_key_file(tmp_path).write_bytes(LEAF.key_pem)

    install(arrival.pair(None), tmp_path, now=NOW, fulfilled=fulfilled)

    assert requested_key_file(tmp_path).exists() is not fulfilled
