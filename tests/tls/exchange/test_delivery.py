"""From files to a pair that is served."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphex.errors import StartError, UsageError
from graphex.tls.exchange.delivery import deliver_pair, find_pair, read_delivery
from graphex.tls.exchange.signing_request import requested_key_file
from graphex.tls.store.pair import PairFiles
from tls.authorities import NOW
from tls.colleagues import SECRET, settle_authority
from tls.material import NOW as MADE
from tls.material import authority, issue, key_bytes, write_pair, write_private

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.tls.exchange.material import Material

ROOT = authority("Company")
LEAF = issue("build", issuer=ROOT)
OTHER = issue("other", issuer=ROOT)


EXPIRED = issue("build", issuer=ROOT, days=11)
DAY = MADE


def nobody(file: Path) -> bytes:
    """Take the place of somebody who is not to be asked."""
    raise AssertionError(file)


def material_of(directory: Path, *contents: bytes) -> Material:
    paths = [write_private(directory / f"file{number}", content) for number, content in enumerate(contents)]
    return read_delivery(paths, None, ask=nobody)


def content_of(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def test_a_passphrase_opens_what_it_fits(tmp_path: Path) -> None:
    locked = write_private(tmp_path / "key", key_bytes(LEAF.key, passphrase=SECRET))
    other = write_private(tmp_path / "other", key_bytes(LEAF.key, passphrase=b"other"))

    found = read_delivery([locked], SECRET, ask=nobody)

    assert [key.facts for key in found.keys] == [LEAF.facts.key]
    with pytest.raises(StartError, match="passphrase does not open"):
        read_delivery([other], SECRET, ask=nobody)


def test_a_passphrase_that_was_not_given_is_asked_for(tmp_path: Path) -> None:
    locked = write_private(tmp_path / "key", key_bytes(LEAF.key, passphrase=SECRET))

    found = read_delivery([locked], None, ask={locked: SECRET}.__getitem__)

    assert [key.facts for key in found.keys] == [LEAF.facts.key]


def test_files_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"There is no .*absent"):
        read_delivery([tmp_path / "absent"], None, ask=nobody)


def test_files_without_use_are_passed_over(tmp_path: Path) -> None:
    material = material_of(tmp_path, b"hello")

    assert [path.name for path, _ in material.empty] == ["file0"]


@pytest.mark.parametrize("waiting", ["request", "served"])
@pytest.mark.parametrize("passphrase", [None, SECRET])
def test_a_key_in_the_directory_counts(tmp_path: Path, waiting: str, passphrase: bytes | None) -> None:
    write_pair(tmp_path, OTHER.pem, key_bytes(OTHER.key, passphrase=passphrase))
    requested_key_file(tmp_path).write_bytes(key_bytes(LEAF.key, passphrase=passphrase))
    answer = {"request": LEAF, "served": OTHER}[waiting]

    arrival, stored = find_pair(material_of(tmp_path, answer.pem), PairFiles(tmp_path), passphrase, ask=nobody, now=NOW)

    assert arrival.chain == (answer.certificate,)
    assert stored == passphrase


def test_the_passphrase_of_a_key_that_waits_is_asked_for_and_kept(tmp_path: Path) -> None:
    requested_key_file(tmp_path).write_bytes(key_bytes(LEAF.key, passphrase=SECRET))

    arrival, stored = find_pair(
        material_of(tmp_path, LEAF.pem), PairFiles(tmp_path), None, ask=lambda _: SECRET, now=NOW
    )

    assert (arrival.chain, stored) == ((LEAF.certificate,), SECRET)


@pytest.mark.parametrize(
    ("contents", "message"),
    [
        ((LEAF.key_pem,), "There is no certificate in these files"),
        ((LEAF.pem,), "There is no key for CN=build, neither in these files nor in"),
        ((LEAF.pem, OTHER.key_pem), "None of the keys belongs to a certificate: CN=build"),
    ],
)
def test_what_is_missing_is_said(tmp_path: Path, contents: tuple[bytes, ...], message: str) -> None:
    material = material_of(tmp_path, *contents)

    with pytest.raises(StartError, match=message):
        find_pair(material, PairFiles(tmp_path), None, ask=None, now=NOW)


def test_an_authority_is_no_pair(tmp_path: Path) -> None:
    local = settle_authority(tmp_path / "authority")
    material = material_of(tmp_path, local.pem + local.key_pem)

    with pytest.raises(UsageError, match="This is an authority"):
        find_pair(material, PairFiles(tmp_path), None, ask=None, now=NOW)


def test_a_pair_is_put_in_place_and_the_earlier_one_kept(tmp_path: Path) -> None:
    served = tmp_path / "served"
    write_pair(served, b"certificate", b"key")

    delivery = deliver_pair(material_of(tmp_path, LEAF.pem, LEAF.key_pem), served, None, ask=None, now=DAY)

    assert (delivery.is_in_place, delivery.is_key_open) == (True, True)
    assert delivery.chain == (LEAF.certificate,)
    assert (served / "cert.pem").read_bytes() == LEAF.pem
    assert [copy.read_bytes() for copy in delivery.copies] == [b"certificate", b"key"]


def test_a_key_is_stored_with_the_passphrase_that_the_server_knows(tmp_path: Path) -> None:
    delivery = deliver_pair(
        material_of(tmp_path, LEAF.pem, LEAF.key_pem), tmp_path / "served", SECRET, ask=None, now=DAY
    )

    assert not delivery.is_key_open
    assert b"ENCRYPTED" in delivery.files.keyfile.read_bytes()


def test_the_answer_to_a_request_takes_its_key_along(tmp_path: Path) -> None:
    served = tmp_path / "served"
    served.mkdir()
    write_private(requested_key_file(served), LEAF.key_pem)

    deliver_pair(material_of(tmp_path, LEAF.pem), served, None, ask=None, now=DAY)

    assert content_of(served) == {"cert.pem": LEAF.pem, "key.pem": LEAF.key_pem}


def test_what_could_not_be_served_changes_nothing(tmp_path: Path) -> None:
    served = tmp_path / "served"
    write_pair(served, b"certificate", b"key")

    delivery = deliver_pair(material_of(tmp_path, EXPIRED.pem, EXPIRED.key_pem), served, None, ask=None, now=NOW)

    assert not delivery.is_in_place
    assert "expired" in {finding.code for finding in delivery.findings}
    assert content_of(served) == {"cert.pem": b"certificate", "key.pem": b"key"}


def test_a_directory_that_cannot_be_used_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "served").touch()

    with pytest.raises(StartError, match="is not a directory"):
        deliver_pair(material_of(tmp_path, LEAF.pem, LEAF.key_pem), tmp_path / "served", None, ask=None, now=DAY)
