"""The pair that is being served: its changes followed, its renewal done."""

from __future__ import annotations

import datetime as dt
import logging
import os
import pickle
from typing import TYPE_CHECKING

import pytest
import trustme
from cryptography import x509

from graphex.errors import GraphexError
from graphex.tls.certificates.certificate import create_self_signed, fingerprint
from graphex.tls.certificates.names import Names, machine_names, parse_names
from graphex.tls.own.renewal import Recipe
from graphex.tls.serving import live as live_module
from graphex.tls.serving.context import ContextOptions
from graphex.tls.serving.live import LivePair
from graphex.tls.store.pair import PairFiles
from graphex.tls.store.places import DirectoryPlace, MemoryPlace
from patience import let_pass, until

if TYPE_CHECKING:
    from pathlib import Path


def put_pair(directory: Path, *, age: dt.timedelta = dt.timedelta(), names: Names | None = None) -> str:
    """Put a pair of our own in place, by renames, and return its fingerprint."""
    pair = create_self_signed(names or machine_names().wanted, now=dt.datetime.now(dt.UTC) - age)
    for name, content in (("key.pem", pair.key_pem), ("cert.pem", pair.certificate_pem)):
        (directory / "staged").write_bytes(content)
        (directory / "staged").chmod(0o600)
        (directory / "staged").replace(directory / name)
    return fingerprint(x509.load_pem_x509_certificate(pair.certificate_pem))


def follow(directory: Path) -> LivePair:
    return LivePair(DirectoryPlace(PairFiles(directory)), Recipe(), ContextOptions(), None)


def follow_spent(directory: Path) -> LivePair:
    """Follow a pair that a start would have renewed, as if time had passed since then."""
    live = follow(directory)
    live._generation = live._build(live.check())
    live._stamp = live._read_stamp()
    return live


def test_changed_files_are_served(tmp_path: Path) -> None:
    first = put_pair(tmp_path)
    live = follow(tmp_path)
    before = live.info().sha256

    second = put_pair(tmp_path)

    until(lambda: live.info().sha256 == second, "serving the change")
    assert before == first


def test_a_mismatch_is_refused_with_its_findings_and_the_old_pair_stays(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = put_pair(tmp_path)
    live = follow(tmp_path)
    live.current()
    (tmp_path / "key.pem").write_bytes(trustme.CA().private_key_pem.bytes())

    until(lambda: live.current() is not None and "Still serving" in caplog.text, "a refusal")

    assert live.info().sha256 == first
    assert caplog.text.count("Still serving the certificate from before the change.") == 1


@pytest.mark.parametrize("damage", ["cert.pem", "key.pem"])
@pytest.mark.parametrize("content", [b"", b"garbage", None])
def test_whatever_becomes_of_the_files_the_old_pair_stays(tmp_path: Path, damage: str, content: bytes | None) -> None:
    first = put_pair(tmp_path)
    live = follow(tmp_path)
    live.current()
    (tmp_path / damage).unlink()
    [(tmp_path / damage).write_bytes(text) for text in [content] if text is not None]

    let_pass(0.5)

    assert live.info().sha256 == first


def test_a_copy_in_two_steps_is_taken_without_a_word_of_complaint(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_module, "_LOOK_SECONDS", 0)
    monkeypatch.setattr(live_module, "_SETTLING_SECONDS", 3600)
    put_pair(tmp_path)
    live = follow(tmp_path)
    live.current()
    (tmp_path / "new").mkdir()
    second = put_pair(tmp_path / "new")

    (tmp_path / "cert.pem").write_bytes((tmp_path / "new" / "cert.pem").read_bytes())
    in_between = {live.info().sha256 for _ in range(3)}
    (tmp_path / "key.pem").write_bytes((tmp_path / "new" / "key.pem").read_bytes())

    assert second not in in_between
    assert live.info().sha256 == second
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


@pytest.mark.parametrize("days", [140, 300])
def test_our_own_is_renewed_while_it_is_served(tmp_path: Path, days: int) -> None:
    first = put_pair(tmp_path, age=dt.timedelta(days=days))
    live = follow_spent(tmp_path)

    renewed = live.current().certificate

    assert fingerprint(renewed) != first
    assert renewed.not_valid_after_utc > dt.datetime.now(dt.UTC) + dt.timedelta(days=190)
    assert fingerprint(x509.load_pem_x509_certificate((tmp_path / "cert.pem").read_bytes())) == fingerprint(renewed)


def test_one_made_while_the_clock_was_ahead_is_renewed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    first = put_pair(tmp_path, age=dt.timedelta(days=-400))
    live = follow_spent(tmp_path)

    renewed = live.current().certificate

    assert fingerprint(renewed) != first
    assert renewed.not_valid_before_utc < dt.datetime.now(dt.UTC)
    assert "it is not valid before" in caplog.text


def test_a_renewal_by_another_process_is_taken_over(tmp_path: Path) -> None:
    put_pair(tmp_path, age=dt.timedelta(days=140))
    one, other = follow_spent(tmp_path), follow_spent(tmp_path)

    renewed = one.info().sha256

    until(lambda: other.info().sha256 == renewed, "taking the renewed pair over")


def test_new_names_of_the_machine_renew_it_in_the_background(tmp_path: Path) -> None:
    put_pair(tmp_path, names=parse_names(["localhost", "127.0.0.1", "::1"]))
    live = follow(tmp_path)
    live.current()
    live.watch()

    until(lambda: len(live.info().names) > 3, "a renewal")
    live.close()

    assert live.info().names.missing(machine_names().required) == Names()


def test_a_renewal_that_cannot_be_written_is_said_and_serving_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first = put_pair(tmp_path, age=dt.timedelta(days=140))
    live = follow(tmp_path)
    live.current()

    def refuse(*_: object, **__: object) -> bool:
        raise OSError(30, os.strerror(30))

    monkeypatch.setattr(DirectoryPlace, "replace", refuse)
    live._next_look = 0
    again = [live.info().sha256 for _ in range(3)]

    assert again == [first] * 3
    assert caplog.text.count("could not be renewed") == 1


def test_a_user_s_pair_is_never_renewed(tmp_path: Path) -> None:
    leaf = trustme.CA().issue_cert("localhost", not_after=dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1))
    (tmp_path / "cert.pem").write_bytes(leaf.cert_chain_pems[0].bytes())
    (tmp_path / "key.pem").write_bytes(leaf.private_key_pem.bytes())
    before = (tmp_path / "cert.pem").read_bytes()
    live = follow(tmp_path)
    live.current()

    let_pass(1.5)
    live.current()

    assert (tmp_path / "cert.pem").read_bytes() == before
    assert live.renewal_due() is None


def test_one_without_a_good_pair_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(GraphexError) as caught:
        follow(tmp_path).current()

    assert caught.value.hint


def test_it_travels_to_a_worker(tmp_path: Path) -> None:
    first = put_pair(tmp_path)
    live = follow(tmp_path)
    live.current()
    live.watch()

    arrived = pickle.loads(pickle.dumps(live))  # noqa: S301 - made on the line
    live.close()

    assert arrived.info().sha256 == first


def test_the_chain_that_is_handed_out_never_holds_the_key(tmp_path: Path) -> None:
    put_pair(tmp_path)
    both = (tmp_path / "cert.pem").read_bytes() + (tmp_path / "key.pem").read_bytes()
    (tmp_path / "cert.pem").write_bytes(both)

    chain = follow(tmp_path).current().chain_pem

    assert b"PRIVATE" not in chain
    assert chain.count(b"BEGIN CERTIFICATE") == 1


def test_a_pair_in_memory_is_followed_and_renewed_too() -> None:
    place = MemoryPlace()
    old = create_self_signed(machine_names().wanted, now=dt.datetime.now(dt.UTC) - dt.timedelta(days=140))
    place.replace(lambda: old, patience=0)
    live = LivePair(place, Recipe(), ContextOptions(), None)

    first = live.info().sha256

    until(lambda: live.info().sha256 != first, "a renewal")


def test_looks_are_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_module, "_LOOK_SECONDS", 3600)
    put_pair(tmp_path)
    live = follow(tmp_path)
    # Loads the pair, and looks once.
    [live.current() for _ in range(2)]
    looks: list[object] = []

    def count(path: object) -> tuple[int, ...]:
        looks.append(path)
        return (0,)

    monkeypatch.setattr(live_module, "file_stamp", count)

    certificates = {id(live.current().certificate) for _ in range(1000)}

    assert len(certificates) == 1
    assert looks == []
