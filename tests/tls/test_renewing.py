"""Replacing a pair of our own in odd places: behind links, and where it cannot be read."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from graphex.errors import StartError
from graphex.tls import CertificateError, bootstrap
from graphex.tls.serving.bootstrap import CertificateDirectory, renew_pair, request_pair
from graphex.tls.store.pair import LinkedPairError, PairFiles, belong_together
from tls.material import codes, issue, write_pair

if TYPE_CHECKING:
    from collections.abc import Iterator

REQUEST = request_pair(days=90, key_type="p256")


def renew(directory: Path) -> None:
    renew_pair(CertificateDirectory(directory, "the test", is_named=True), REQUEST)


def linked(tmp_path: Path, certificate: str, key: str) -> Path:
    """Make a pair, rename its files, and put links to them into another directory."""
    bootstrap(tmp_path / "real").close()
    for name, target in (("cert.pem", certificate), ("key.pem", key)):
        (tmp_path / target).parent.mkdir(exist_ok=True)
        (tmp_path / "real" / name).rename(tmp_path / target)
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "cert.pem").symlink_to(f"../{certificate}")
    (tmp_path / "links" / "key.pem").symlink_to(tmp_path / key)
    return tmp_path / "links"


@pytest.mark.parametrize("names", [("real/cert.pem", "real/key.pem"), ("real/server.crt", "real/server.key")])
def test_links_stay_and_their_targets_are_renewed(tmp_path: Path, names: tuple[str, str]) -> None:
    links = linked(tmp_path, *names)
    before = [(tmp_path / name).read_bytes() for name in names]

    renew(links)

    after = [(tmp_path / name).read_bytes() for name in names]
    assert all(one != other for one, other in zip(before, after, strict=True))
    assert belong_together(tmp_path / names[0], tmp_path / names[1])
    assert [path.is_symlink() for path in sorted(links.iterdir())] == [True, True]
    assert (tmp_path / names[1]).stat().st_mode & 0o777 == 0o600


def test_a_start_renews_behind_links_too(tmp_path: Path) -> None:
    links = linked(tmp_path, "real/cert.pem", "real/key.pem")

    tls = bootstrap(links, hostnames=["build.example"])
    tls.close()

    assert tls.action == "renewed"
    assert (links / "cert.pem").is_symlink()
    assert (tmp_path / "real" / "cert.pem").read_bytes() == tls.certificate_pem()


def test_links_that_lead_apart_are_refused(tmp_path: Path) -> None:
    links = linked(tmp_path, "real/cert.pem", "apart/key.pem")
    before = (tmp_path / "real" / "cert.pem").read_bytes()

    with pytest.raises(LinkedPairError, match="do not lie in one directory"):
        renew(links)

    assert (tmp_path / "real" / "cert.pem").read_bytes() == before
    assert sorted(os.listdir(links)) == ["cert.pem", "key.pem"]


def test_a_start_makes_do_with_links_that_lead_apart(tmp_path: Path) -> None:
    links = linked(tmp_path, "real/cert.pem", "apart/key.pem")

    tls = bootstrap(links, hostnames=["build.example"])
    tls.close()

    assert tls.action == "reused"
    assert "unwritable-directory" in codes(tls.findings)


def test_files_without_links_are_their_own(tmp_path: Path) -> None:
    files = PairFiles(tmp_path)

    assert files.behind_links() is files


@pytest.fixture
def pair_of_root() -> Iterator[Path]:
    """A pair that root made in a directory of somebody else, who is at work now."""
    with tempfile.TemporaryDirectory() as name:
        bootstrap(name).close()
        os.chown(name, 65534, 65534)
        os.seteuid(65534)
        yield Path(name)
        os.seteuid(0)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_key_that_cannot_be_read_is_no_proof_of_another_maker(pair_of_root: Path) -> None:
    with pytest.raises(CertificateError, match=r"key\.pem cannot be read") as refused:
        renew(pair_of_root)

    assert "sudo chown" in (refused.value.hint or "")


def test_half_a_pair_says_how_it_becomes_whole(tmp_path: Path) -> None:
    bootstrap(tmp_path).close()
    (tmp_path / "key.pem").unlink()

    with pytest.raises(CertificateError) as refused:
        renew(tmp_path)

    assert codes(refused.value.findings) == ["pair-incomplete"]


def test_a_pair_of_somebody_else_is_never_replaced(tmp_path: Path) -> None:
    given = issue()
    write_pair(tmp_path, given.pem, given.key_pem)

    with pytest.raises(StartError, match="was not made by GraphEx"):
        renew(tmp_path)
