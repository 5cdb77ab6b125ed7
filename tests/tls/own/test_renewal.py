"""When a pair of our own is replaced."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest
from cryptography import x509

from graphex.tls.certificates.authority import Authority, create_authority
from graphex.tls.certificates.certificate import CreatedPair, create_self_signed
from graphex.tls.certificates.names import Names, machine_names, parse_names
from graphex.tls.own.authority_files import ensure_authority
from graphex.tls.own.issuing import AuthoritySource
from graphex.tls.own.renewal import Recipe, renewal_date, renewal_reason

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def load(pair: CreatedPair) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pair.certificate_pem)


def made_for_this_machine(days: int = 197) -> x509.Certificate:
    return load(create_self_signed(machine_names().wanted, now=NOW, days=days))


def test_it_is_due_with_a_third_of_its_life_left() -> None:
    certificate = made_for_this_machine(days=30)

    assert certificate.not_valid_after_utc - renewal_date(certificate) == dt.timedelta(days=10)


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        (dt.timedelta(days=0), None),
        (dt.timedelta(days=129), None),
        (dt.timedelta(days=131), "it expires on 2026-09-13"),
        (dt.timedelta(days=196), "it expired on 2026-09-13"),
        (dt.timedelta(days=1000), "it expired on 2026-09-13"),
        (dt.timedelta(days=-2), "it is not valid before 2026-02-28"),
        (dt.timedelta(days=-59), "it is not valid before 2026-02-28"),
        # The clock is wrong, not the certificate: it shows a time before this program was written.
        (dt.timedelta(days=-61), None),
        (dt.timedelta(days=-3000), None),
    ],
)
def test_the_reason_is_said(after: dt.timedelta, reason: str | None) -> None:
    assert renewal_reason([made_for_this_machine()], Recipe(), now=NOW + after) == reason


def test_a_missing_name_is_a_reason() -> None:
    recipe = Recipe(parse_names(["added.example"]))

    assert renewal_reason([made_for_this_machine()], recipe, now=NOW) == "this machine also answers to added.example"


def test_the_next_one_keeps_the_names_of_the_last() -> None:
    last = load(create_self_signed(parse_names(["earlier.example"]), now=NOW))

    following = load(Recipe().create(now=NOW, replaced=last))

    assert Names.of_certificate(following).covers("earlier.example")


MANY = parse_names([f"name-{i}.example" for i in range(400)])
DAY = dt.timedelta(days=1)


def test_names_are_not_gathered_without_end() -> None:
    last = load(create_self_signed(MANY, now=NOW))

    following = Names.of_certificate(load(Recipe().create(now=NOW + 2 * DAY, replaced=last)))

    assert len(following) <= 256
    assert following.covers("localhost")
    # The first were wanted last.
    assert following.covers("name-0.example")
    assert not following.covers("name-399.example")


def test_names_that_were_asked_for_a_moment_ago_are_never_dropped() -> None:
    last = load(create_self_signed(MANY, now=NOW))

    following = Names.of_certificate(load(Recipe().create(now=NOW + DAY / 2, replaced=last)))

    assert not len(following.missing(MANY))


def take_turns(*recipes: Recipe, now: dt.datetime, rounds: int = 6) -> list[str]:
    """Let servers of one directory look at the certificate in turns, and list why each renewed it."""
    chain = load_chain(recipes[0].create(now=now))
    reasons = []
    for recipe in recipes * rounds:
        reason = renewal_reason(chain, recipe, now=now)
        if reason is not None:
            reasons.append(reason)
            chain = load_chain(recipe.create(now=now, replaced=chain[0]))
    return reasons


def load_chain(pair: CreatedPair) -> list[x509.Certificate]:
    return x509.load_pem_x509_certificates(pair.certificate_pem)


@pytest.mark.parametrize("count", [40, 300, 600])
@pytest.mark.parametrize("servers", [2, 3])
def test_servers_of_one_directory_do_not_go_in_circles(count: int, servers: int) -> None:
    recipes = [Recipe(parse_names([f"{server}-{i}.lan" for i in range(count)])) for server in range(servers)]

    reasons = take_turns(*recipes, now=NOW)

    assert len(reasons) <= servers - 1


def test_a_full_certificate_takes_no_more_until_the_next_day() -> None:
    last = load(create_self_signed(parse_names([f"{i}.lan" for i in range(1023)]), now=NOW))
    recipe = Recipe(parse_names(["a.lan", "b.lan"]))

    assert renewal_reason([last], recipe, now=NOW) is None
    assert "a.lan" in str(renewal_reason([last], recipe, now=NOW + 2 * DAY))


@pytest.fixture
def sources(tmp_path: Path) -> list[AuthoritySource]:
    """Two homes with authorities, the second of which is younger, and one without."""
    for number, name in enumerate(("older", "younger")):
        (tmp_path / name).mkdir(mode=0o700)
        moment = NOW + number * dt.timedelta(seconds=1)
        ensure_authority(tmp_path / name, partial(make_authority, now=moment), now=moment)
    return [AuthoritySource(tmp_path / name) for name in ("older", "younger", "without")]


def allowing(directory: Path, name: str, *, after: int) -> Recipe:
    """Wish for a name, and for one that any authority may sign for, with an authority that may sign for the former."""
    directory.mkdir(mode=0o700)
    moment = NOW + dt.timedelta(seconds=after)
    ensure_authority(directory, partial(make_authority, now=moment, allowed=parse_names([name])), now=moment)
    return Recipe(parse_names([name, "c.lan"]), authority=AuthoritySource(directory))


def make_authority(*, now: dt.datetime, allowed: Names | None = None) -> Authority:
    return create_authority(label="me@here", names=machine_names().wanted, allowed=allowed or Names(), now=now)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_servers_with_different_authorities_do_not_go_in_circles(
    sources: list[AuthoritySource], order: tuple[int, ...]
) -> None:
    recipes = [Recipe(authority=sources[index]) for index in order]

    reasons = take_turns(*recipes, now=NOW + dt.timedelta(minutes=1))

    assert len(reasons) <= 2
    assert set(reasons) <= {"there is another local authority now", "the local authority can vouch for it"}


def test_servers_whose_authorities_allow_different_names_do_not_go_in_circles(tmp_path: Path) -> None:
    recipes = [allowing(tmp_path / name, name, after=second) for second, name in enumerate(("a.corp", "b.corp"))]

    reasons = take_turns(*recipes, now=NOW + dt.timedelta(minutes=1))

    assert len(reasons) <= 2


def test_an_authority_that_is_deleted_while_the_server_runs_is_let_go_of(sources: list[AuthoritySource]) -> None:
    chain = load_chain(Recipe(authority=sources[0]).create(now=NOW))
    without = Recipe(authority=sources[2])

    assert renewal_reason(chain, without, now=NOW) is None
    assert renewal_reason(chain, replace(without, lost=True), now=NOW) == "the local authority that issued it is gone"
    assert "expired" in str(renewal_reason(chain, without, now=NOW + 300 * DAY))


def test_a_stranger_is_never_due(foreign_certificate_without_san: x509.Certificate) -> None:
    assert renewal_reason([foreign_certificate_without_san], Recipe(), now=NOW + dt.timedelta(days=9999)) is None
