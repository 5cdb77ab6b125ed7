"""Real browsers warn before `trust`, do not after it, and warn again after `untrust`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from e2e_trust.browsers import CHROMIUM, FIREFOX, HOST_NAME, chromium, firefox, prepare_firefox
from e2e_trust.servers import serving
from trust_command import Person, make_person

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from e2e_trust.browsers import Browser

HOSTS = ("localhost", "127.0.0.1", "[::1]", HOST_NAME)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


@pytest.fixture
def person(tmp_path: Path) -> Person:
    """Somebody who has an authority, which no browser knows yet."""
    person = make_person(tmp_path)
    person.graphex("trust")
    person.graphex("untrust", "--keep-authority")
    return person


@pytest.fixture
def urls(person: Person, tmp_path: Path) -> Iterator[list[str]]:
    """Every kind of address of two servers that serve from two directories."""
    with serving(tmp_path / "first", person) as one, serving(tmp_path / "second", person) as two:
        yield [f"https://{host}:{port}/healthz" for port in (one, two) for host in HOSTS]


def visit_all(browser: Browser, urls: list[str]) -> list[str]:
    return [browser.visit(url) for url in urls]


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_chromium_warns_only_while_it_is_not_told_to_trust(person: Person, urls: list[str]) -> None:
    with chromium(person) as browser:
        before = visit_all(browser, urls)

    trusted = person.graphex("trust")
    with chromium(person) as browser:
        during = visit_all(browser, urls)

    removed = person.graphex("untrust", "--keep-authority")
    with chromium(person) as browser:
        after = visit_all(browser, urls)

    assert all("ERR_CERT_AUTHORITY_INVALID" in error for error in (*before, *after))
    assert during == [""] * len(urls)
    assert (trusted.returncode, removed.returncode) == (0, 0)


@pytest.mark.skipif(FIREFOX is None, reason="Firefox is not installed")
def test_firefox_warns_only_while_it_is_not_told_to_trust(person: Person, urls: list[str]) -> None:
    prepare_firefox(person)
    with firefox(person) as browser:
        before = visit_all(browser, urls)

    trusted = person.graphex("trust")
    with firefox(person) as browser:
        during = visit_all(browser, urls)

    removed = person.graphex("untrust", "--keep-authority")
    with firefox(person) as browser:
        after = visit_all(browser, urls)

    assert all("SEC_ERROR_UNKNOWN_ISSUER" in error for error in (*before, *after))
    assert during == [""] * len(urls)
    assert (trusted.returncode, removed.returncode) == (0, 0)
