"""What the pages and the documentation say that a browser's buttons and menus say is what the installed one says."""

from __future__ import annotations

import html
import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error, sync_playwright

from app_client import AppClient
from docs.pages import all_pages
from e2e.browser_strings import chromium_strings, firefox_strings
from e2e.machine import needs
from e2e.profile import CHROMIUM, CHROMIUM_OPTIONS
from graphex.settings import load_settings
from graphex.tls import bootstrap
from graphex.web.app import create_app
from issued_pair import write_issued_pair
from live_app import serve_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

MARKED = re.compile(r'<b class="words" data-browser="(\w+)">(.*?)</b>')
# In the documentation such words are in italics, behind the name of the browser that the line speaks of.
NAMED_OR_QUOTED = re.compile(r"\b(Firefox|Chrome|Chromium|Edge|Safari)\b|(?<!\*)\*([^*]+)\*(?!\*)")
FAMILIES = {"Firefox": "firefox", "Chrome": "chromium", "Chromium": "chromium", "Edge": "chromium", "Safari": "safari"}

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


def words_on_pages(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield browser and words of the Connection page, for a certificate of its own and for one of an authority."""
    write_issued_pair(folder / "issued")
    for name in ("own", "issued"):
        (folder / name).mkdir(exist_ok=True)
        (folder / f"{name}-root").mkdir()
        tls = bootstrap(folder / name)
        app = create_app(load_settings({"root": str(folder / f"{name}-root")}, cwd=folder), tls=tls)
        page = AppClient(app).get("/connection", headers={"accept": "text/html"}).text
        yield from ((browser, html.unescape(words)) for browser, words in MARKED.findall(page))
        app.services.access.sign_ins.state.close()
        tls.close()


def words_in_documentation() -> Iterator[tuple[str, str]]:
    for page in all_pages():
        for _, line in page.prose:
            yield from words_of_line(line)


def words_of_line(line: str) -> Iterator[tuple[str, str]]:
    browser = None
    for name, words in NAMED_OR_QUOTED.findall(line):
        browser = FAMILIES.get(name, browser)
        if words and browser is not None:
            yield browser, words


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """All that is said about each browser."""
    found = [*words_on_pages(tmp_path_factory.mktemp("pages")), *words_in_documentation()]
    return {browser: {words for name, words in found if name == browser} for browser in ("firefox", "chromium")}


@pytest.fixture(scope="module")
def shown_by_firefox() -> frozenset[str]:
    return firefox_strings() or pytest.skip("Firefox ESR is not installed")


@pytest.fixture(scope="module")
def shown_by_chromium() -> frozenset[str]:
    return chromium_strings() or pytest.skip("Chromium is not installed")


def test_firefox_says_what_we_say_that_it_says(said: dict[str, set[str]], shown_by_firefox: frozenset[str]) -> None:
    assert said["firefox"] >= {"Manage certificates", "Proceed to … (Risky)"}
    assert said["firefox"] - shown_by_firefox == set()


def test_chromium_says_what_we_say_that_it_says(said: dict[str, set[str]], shown_by_chromium: frozenset[str]) -> None:
    assert said["chromium"] >= {"Advanced", "Proceed to … (unsafe)", "Certificate details"}
    assert said["chromium"] - shown_by_chromium == set()


def test_firefox_knows_the_policy_that_we_name() -> None:
    archive = Path("/usr/lib/firefox-esr/browser/omni.ja")
    needed = archive if archive.exists() else pytest.skip("Firefox ESR is not installed")

    with zipfile.ZipFile(needed) as files:
        known = json.loads(files.read("modules/policies/policies-schema.json"))["properties"]

    assert "Install" in known["Certificates"]["properties"]


@needs(CHROMIUM)
def test_the_way_past_the_warning_of_chromium_is_the_one_that_we_name(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    with serve_folder(tmp_path / "root", tmp_path / "certificates") as app, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which(CHROMIUM), args=list(CHROMIUM_OPTIONS))
        page = browser.new_page(ignore_https_errors=False)
        with pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
            page.goto(app.url("/connection"))
        advanced = page.locator("#details-button")
        advanced.wait_for()
        texts = [advanced.inner_text()]
        advanced.click()
        texts.append(page.locator("#proceed-link").inner_text())
        page.locator("#proceed-link").click()
        page.wait_for_url(app.url("/connection"))
        heading = page.get_by_role("heading", level=1).inner_text()
        browser.close()

    assert texts == ["Advanced", "Proceed to localhost (unsafe)"]
    assert heading == "This connection is encrypted"
