"""What people see in Chromium and Firefox: a warning, and none once the certificate is trusted."""

from __future__ import annotations

import shutil
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import pytest
from playwright.sync_api import Error, sync_playwright

from e2e.machine import host_name, needs
from e2e.marionette import PROGRAM, BrowserRefusedError, firefox
from e2e.profile import CHROMIUM, CHROMIUM_OPTIONS
from e2e.server import environment, graphex
from e2e.trust import create_store, trust

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from e2e.server import RunningServer

HOSTS = tuple(host for host in ("localhost", "127.0.0.1", "::1", host_name()) if host)
FACTS = "({status: performance.getEntriesByType('navigation')[0].responseStatus, is_secure: isSecureContext})"

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@dataclass(frozen=True)
class Seen:
    """What somebody sees at an address: a page, or the browser's warning."""

    url: str | None = None
    status: int | None = None
    is_secure: bool = False
    warning: str = ""


Look: TypeAlias = "Callable[[str], Seen]"
Run: TypeAlias = "Callable[[Path, Path | None], AbstractContextManager[Look]]"


@contextmanager
def chromium(directory: Path, certfile: Path | None) -> Iterator[Look]:
    """Run Chromium with a home of its own, trusting at most one certificate."""
    store = create_store(directory / ".pki" / "nssdb")
    trust(store, certfile, "CP,,")
    variables = environment(HOME=str(directory))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which(CHROMIUM), args=list(CHROMIUM_OPTIONS), env={**variables}
        )
        page = browser.new_page(ignore_https_errors=False)

        def look(url: str) -> Seen:
            try:
                page.goto(url)
            except Error as error:
                return Seen(warning=error.message)
            return Seen(url=page.url, **page.evaluate(FACTS))

        yield look
        browser.close()


@contextmanager
def firefox_esr(directory: Path, certfile: Path | None) -> Iterator[Look]:
    """Run Firefox with a profile of its own, trusting at most one certificate."""
    trust(create_store(directory), certfile, "C,,")
    with firefox(directory) as browser:

        def look(url: str) -> Seen:
            try:
                browser.open(url)
            except BrowserRefusedError as error:
                return Seen(warning=str(error))
            return Seen(url=browser.evaluate("location.href"), **browser.evaluate(FACTS))

        yield look


each_browser = pytest.mark.parametrize(
    "browser",
    [
        pytest.param(chromium, id="chromium", marks=[needs(CHROMIUM), needs("certutil")]),
        pytest.param(firefox_esr, id="firefox", marks=[needs(PROGRAM), needs("certutil")]),
    ],
)


@each_browser
def test_a_browser_that_trusts_the_certificate_opens_every_name_without_a_warning(
    any_server: RunningServer, tmp_path: Path, browser: Run
) -> None:
    urls = [any_server.url("/connection", host=host) for host in HOSTS]

    with browser(tmp_path, any_server.certfile) as look:
        seen = [look(url) for url in urls]

    assert seen == [Seen(url, 200, is_secure=True) for url in urls]


@each_browser
def test_a_browser_that_does_not_trust_the_certificate_warns(
    server: RunningServer, tmp_path: Path, browser: Run
) -> None:
    with browser(tmp_path, None) as look:
        seen = look(server.url("/connection"))

    assert seen.url is None
    assert "ERR_CERT_AUTHORITY_INVALID" in seen.warning or seen.warning == "insecure certificate"


@each_browser
def test_a_browser_follows_the_printed_link_stays_signed_in_and_is_led_from_http_to_https(
    tmp_path: Path, server: RunningServer, browser: Run
) -> None:
    printed = graphex("sign-in", "--root", server.directory, cwd=tmp_path).stdout.strip()
    plain = server.url("/").replace("https:", "http:")

    with browser(tmp_path, server.certfile) as look:
        seen = [look(url) for url in (printed, server.url("/"), printed, plain)]

    assert seen == [Seen(server.url("/"), 200, is_secure=True)] * 4
