"""Renewing a pair of our own on demand, in odd places too: behind links, and where it cannot be read."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from graphex.errors import StartError, UsageError
from graphex.tls import CertificateError, bootstrap
from graphex.tls.certificates.certificate import describe
from graphex.tls.certificates.names import Names, parse_names
from graphex.tls.own.issuing import AuthoritySource
from graphex.tls.own.renewal import Recipe
from graphex.tls.own.renewing import renew_pair
from graphex.tls.store.pair import LinkedPairError, PairFiles, belong_together
from tls.colleagues import settle_authority
from tls.material import codes, issue, write_pair

if TYPE_CHECKING:
    from collections.abc import Iterator

RECIPE = Recipe(days=90)


def renew(directory: Path) -> None:
    renew_pair(directory, RECIPE)


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


def test_a_renewed_pair_has_a_new_key_and_the_names_of_the_recipe(tmp_path: Path) -> None:
    bootstrap(tmp_path).close()
    before = (tmp_path / "key.pem").read_bytes()

    renewed = renew_pair(tmp_path, Recipe(parse_names(["added.example"]), days=90))

    info = describe(renewed.chain[0])
    assert (tmp_path / "key.pem").read_bytes() != before
    assert belong_together(renewed.files.certfile, renewed.files.keyfile)
    assert (info.own, info.names.covers("added.example"), renewed.findings) == (True, True, ())
    assert (info.not_after - info.not_before).days == 90


def test_a_user_s_pair_is_left_alone(tmp_path: Path) -> None:
    leaf = issue("build")
    write_pair(tmp_path, leaf.pem, leaf.key_pem)

    with pytest.raises(StartError, match="was not made by GraphEx") as caught:
        renew(tmp_path)

    assert "Copy its successor over cert.pem and key.pem" in str(caught.value.hint)
    assert (tmp_path / "cert.pem").read_bytes() == leaf.pem
    assert (tmp_path / "key.pem").read_bytes() == leaf.key_pem


def test_where_there_is_none_there_is_a_way_to_one(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="There is no certificate") as caught:
        renew(tmp_path)

    assert "graphex serve" in str(caught.value.hint)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("is_named", "ending"), [(True, " -s {}"), (False, "--add build.corp")])
def test_names_that_the_authority_may_not_sign_for_stop_a_renewal_if_they_were_asked_for(
    tmp_path: Path, is_named: bool, ending: str
) -> None:
    settle_authority(tmp_path / "authority")
    bootstrap(tmp_path / "served").close()
    before = (tmp_path / "served" / "cert.pem").read_bytes()
    asked = parse_names(["build.corp"])
    recipe = Recipe(asked, authority=AuthoritySource(tmp_path / "authority"))

    with pytest.raises(UsageError, match=r"may not sign for build\.corp, so nothing was renewed") as caught:
        renew_pair(tmp_path / "served", recipe, asked=asked, is_named=is_named)

    assert str(caught.value.hint).endswith(ending.format(tmp_path / "served"))
    assert (tmp_path / "served" / "cert.pem").read_bytes() == before


def test_names_that_are_a_standing_wish_are_a_finding(tmp_path: Path) -> None:
    settle_authority(tmp_path / "authority")
    bootstrap(tmp_path / "served").close()
    recipe = Recipe(parse_names(["build.corp"]), authority=AuthoritySource(tmp_path / "authority"))

    renewed = renew_pair(tmp_path / "served", recipe)

    assert "names-not-permitted" in {finding.code for finding in renewed.findings}
    assert not Names.of_certificate(renewed.chain[0]).covers("build.corp")
