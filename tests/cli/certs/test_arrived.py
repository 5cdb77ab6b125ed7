"""From files to the pair or the authority in them."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

import pytest

from cli.colleagues import SECRET, settle_authority, write_secret
from graphex.cli.certs.arrived import arrived_authority, arrived_material, arrived_pair
from graphex.cli.output import Output
from graphex.errors import StartError, UsageError
from graphex.settings import Settings, load_settings
from graphex.tls.exchange.material import FoundKey, Material
from graphex.tls.exchange.signing_request import requested_key_file
from graphex.tls.store.pair import PairFiles
from tls.authorities import NOW, make_authority
from tls.material import Issued, authority, issue, key_bytes, write_pair, write_private

if TYPE_CHECKING:
    from pathlib import Path

ROOT = authority("Company")
LEAF = issue("build", issuer=ROOT)
OTHER = issue("other", issuer=ROOT)


@pytest.fixture
def output() -> Output:
    return Output(io.StringIO(), io.StringIO())


def settings_for(directory: Path, **values: str) -> Settings:
    return load_settings(values, cwd=directory)


def material_of(directory: Path, *contents: bytes) -> Material:
    paths = [write_private(directory / f"file{number}", content) for number, content in enumerate(contents)]
    return arrived_material(paths, None, Output(io.StringIO(), io.StringIO()))


def test_a_passphrase_opens_what_it_fits(tmp_path: Path, output: Output) -> None:
    locked = write_private(tmp_path / "key", key_bytes(LEAF.key, passphrase=SECRET))
    other = write_private(tmp_path / "other", key_bytes(LEAF.key, passphrase=b"other"))

    found = arrived_material([locked], write_secret(tmp_path), output)

    assert [key.facts for key in found.keys] == [LEAF.facts.key]
    with pytest.raises(StartError, match="passphrase does not open"):
        arrived_material([other], tmp_path / "secret", output)


def test_files_that_are_not_there_are_named(tmp_path: Path, output: Output) -> None:
    with pytest.raises(UsageError, match=r"There is no .*absent"):
        arrived_material([tmp_path / "absent"], None, output)


def test_files_without_use_are_passed_over(tmp_path: Path, output: Output) -> None:
    (tmp_path / "notes").write_text("hello")

    arrived_material([tmp_path / "notes"], None, output)

    assert isinstance(output.stderr, io.StringIO)
    assert "notice:" in output.stderr.getvalue()


@pytest.mark.parametrize("waiting", ["request", "served"])
@pytest.mark.parametrize("passphrase", [None, SECRET])
def test_a_key_in_the_directory_counts(tmp_path: Path, waiting: str, passphrase: bytes | None) -> None:
    write_secret(tmp_path)
    write_pair(tmp_path, OTHER.pem, key_bytes(OTHER.key, passphrase=passphrase))
    requested_key_file(tmp_path).write_bytes(key_bytes(LEAF.key, passphrase=passphrase))
    answer = {"request": LEAF, "served": OTHER}[waiting]
    given = {SECRET: {"ssl_key_passphrase_path": "secret"}}.get(passphrase or b"", {})

    arrival, stored = arrived_pair(
        material_of(tmp_path, answer.pem), PairFiles(tmp_path), settings_for(tmp_path, **given), now=NOW
    )

    assert arrival.chain == (answer.certificate,)
    assert stored == passphrase


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
        arrived_pair(material, PairFiles(tmp_path), settings_for(tmp_path), now=NOW)


def test_an_authority_is_no_pair(tmp_path: Path) -> None:
    local = settle_authority(tmp_path / "authority")
    material = material_of(tmp_path, local.pem + local.key_pem)

    with pytest.raises(UsageError, match="This is an authority"):
        arrived_pair(material, PairFiles(tmp_path), settings_for(tmp_path), now=NOW)


def test_an_authority_is_found_by_its_marks(tmp_path: Path) -> None:
    local = settle_authority(tmp_path / "authority")
    material = material_of(tmp_path, ROOT.pem + ROOT.key_pem, LEAF.pem, local.key_pem, local.pem)

    found = arrived_authority(material, now=dt.datetime.now(dt.UTC))

    assert found.certificate == local.certificate


@pytest.mark.parametrize(
    ("contents", "message"),
    [
        ((ROOT.pem, ROOT.key_pem), "hold no authority of GraphEx with its key"),
        ((make_authority().certificate_pem,), "hold no authority of GraphEx with its key"),
    ],
)
def test_an_authority_comes_with_its_key(tmp_path: Path, contents: tuple[bytes, ...], message: str) -> None:
    material = material_of(tmp_path, *contents)

    with pytest.raises(StartError, match=message):
        arrived_authority(material, now=NOW)


def test_an_authority_that_has_expired_is_of_no_use(tmp_path: Path) -> None:
    local = make_authority()
    facts = Issued(local.certificate, local.key).facts
    material = Material((facts,), (FoundKey(tmp_path, local.key, facts.key),))

    with pytest.raises(StartError, match="expired"):
        arrived_authority(material, now=NOW + dt.timedelta(days=4000))
