"""The pages in a real browser over real TLS: the door, the list of graphs, the Connection page."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from issued_pair import write_issued_pair
from live_app import LiveApp, serve_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graphex.tls import ServerTLS

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LEAST_CONTRAST = 4.5
"""WCAG 2.2, level AA, for text of ordinary size."""

# Measures what axe-core's colour-contrast, name and label rules look for.
FAULTS = """() => {
  const light = (c) => { const v = c / 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
  const lum = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
  const read = (text) => text.match(/[\\d.]+/g).map(Number);
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const c = read(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const faults = [];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!own || !e.checkVisibility() || e.closest(".skip, .unseen")) continue;
    const a = lum(read(getComputedStyle(e).color)), b = lum(behind(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < LEAST) faults.push(`contrast ${ratio.toFixed(2)}: ${e.outerHTML.slice(0, 90)}`);
  }
  for (const e of document.querySelectorAll("a, button")) {
    const name = e.getAttribute("aria-label") || e.title || e.textContent.trim();
    if (!name) faults.push(`no name: ${e.outerHTML.slice(0, 90)}`);
  }
  for (const e of document.querySelectorAll("input:not([type=hidden])")) {
    if (!e.labels.length) faults.push(`no label: ${e.outerHTML.slice(0, 90)}`);
  }
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  if (new Set(ids).size !== ids.length) faults.push("an id occurs twice");
  const levels = [...document.querySelectorAll("h1, h2, h3")].map((e) => Number(e.tagName[1]));
  if (levels[0] !== 1 || levels.some((l, i) => i && l > levels[i - 1] + 1)) faults.push(`headings ${levels}`);
  if (document.documentElement.scrollWidth > innerWidth) faults.push("wider than the window");
  return faults;
}""".replace("LEAST", str(LEAST_CONTRAST))

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def window(browser: Browser, *, quiet: bool = True, **options: Any) -> Iterator[Page]:
    """Open a private window, and in the end make sure that the browser had nothing to complain about."""
    context = browser.new_context(ignore_https_errors=True, **options)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert not (quiet and complaints), complaints


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with window(browser) as page:
        yield page


def test_the_printed_link_signs_in(page: Page, live: LiveApp) -> None:
    page.goto(live.sign_in_url())

    assert page.url == live.url("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Graphs")
    cookie = page.context.cookies()[0]
    assert (cookie["httpOnly"], cookie["secure"], cookie["sameSite"]) == (True, True, "Strict")


def test_a_visitor_is_led_through_the_door_to_where_they_wanted(page: Page, live: LiveApp) -> None:
    page.goto(live.url("/?from=mail"))
    assert "/sign-in?next=" in page.url

    page.get_by_label("Or paste the link or its code").fill(live.sign_in_url())
    page.get_by_role("button", name="Sign in").click()

    page.wait_for_url(live.url("/?from=mail"))


def test_a_link_on_a_foreign_page_signs_in(page: Page, live: LiveApp) -> None:
    page.goto(live.url("/healthz", host="127.0.0.1"))
    page.evaluate("href => { document.body.innerHTML = `<a href='${href}'>go</a>`; }", live.sign_in_url())

    page.get_by_role("link", name="go").click()

    page.wait_for_url(live.url("/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Graphs")


def test_a_link_on_a_foreign_page_finds_the_session(page: Page, live: LiveApp) -> None:
    page.goto(live.sign_in_url())
    page.goto(live.url("/healthz", host="127.0.0.1"))
    page.evaluate("href => { document.body.innerHTML = `<a href='${href}'>go</a>`; }", live.url("/?a=1"))

    page.get_by_role("link", name="go").click()

    page.wait_for_url(live.url("/?a=1"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Graphs")


def test_two_servers_on_one_host_keep_their_sessions(page: Page, live: LiveApp, tls: ServerTLS, tmp_path: Path) -> None:
    with serve_folder(tmp_path, tls.directory) as other:
        page.goto(live.sign_in_url())
        page.goto(other.sign_in_url())
        page.goto(live.url("/"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Graphs")
        page.goto(other.url("/"))
        expect(page.get_by_text("No graphs in this folder yet")).to_be_visible()


def test_a_form_of_another_origin_changes_nothing(browser: Browser, live: LiveApp) -> None:
    with window(browser, quiet=False) as page:
        page.goto(live.sign_in_url())
        page.route("**/attack", lambda route: route.fulfill(content_type="text/html", body=attack_on(live)))
        page.goto(live.url("/attack", host="127.0.0.1"))
        with page.expect_response("**/sign-out") as response:
            page.get_by_role("button").click()
        assert response.value.status == 403

        page.goto(live.url("/"))

        expect(page.get_by_role("heading", level=1)).to_have_text("Graphs")


def attack_on(live: LiveApp) -> str:
    return f'<form method="post" action="{live.url("/sign-out")}"><button>Win</button></form>'


def test_signing_out_leads_to_the_door(page: Page, live: LiveApp) -> None:
    page.goto(live.sign_in_url())

    page.get_by_role("button", name="Sign out").click()

    page.wait_for_url(live.url("/sign-in?signed-out"))
    expect(page.get_by_text("You are signed out")).to_be_visible()
    assert page.context.cookies() == []


def test_the_filter_is_reached_and_left_by_keyboard(page: Page, live: LiveApp) -> None:
    page.goto(live.sign_in_url())

    page.keyboard.press("/")
    page.keyboard.type("SUMS rep")
    expect(page.get_by_role("link", name="monthly sums.gx")).to_be_visible()
    expect(page.get_by_role("link", name="deploy.gx")).to_be_hidden()
    expect(page.get_by_role("status")).to_have_text("1 of 2 graphs match.")
    page.keyboard.type(" nothing")
    expect(page.get_by_text("No graph matches")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("link", name="deploy.gx")).to_be_visible()


def test_a_graph_is_saved_under_its_name(page: Page, live: LiveApp) -> None:
    page.goto(live.sign_in_url())

    with page.expect_download() as download:
        page.get_by_role("link", name="monthly sums.gx").click()

    assert download.value.suggested_filename == "monthly sums.gx"
    assert download.value.path().read_bytes() == (live.root / "reports" / "monthly sums.gx").read_bytes()


def test_the_fingerprint_is_copied(page: Page, live: LiveApp, tls: ServerTLS) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(live.url("/connection"))

    page.get_by_role("button", name="Copy the fingerprint with colons").click()

    expect(page.get_by_role("status")).to_have_text("Copied to the clipboard.")
    assert page.evaluate("navigator.clipboard.readText()") == tls.info().sha256
    assert page.locator("#sha256").text_content() == tls.info().sha256


def test_it_all_works_without_scripts(browser: Browser, live: LiveApp) -> None:
    with window(browser, java_script_enabled=False) as page:
        page.goto(live.sign_in_url())
        expect(page.get_by_role("link", name="deploy.gx")).to_be_visible()
        expect(page.get_by_label("Filter graphs by path")).to_be_hidden()
        page.get_by_role("link", name="about this connection").click()
        page.get_by_text("Firefox on any computer").click()

        expect(page.get_by_text("Firefox remembers the exception")).to_be_visible()


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveApp]:
    """A server with a certificate of a local authority, and with the page for other devices."""
    certificates = tmp_path_factory.mktemp("issued")
    write_issued_pair(certificates)
    with serve_folder(tmp_path_factory.mktemp("root"), certificates, plain_root_page=True) as running:
        yield running


@pytest.fixture(scope="module")
def emergency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveApp]:
    """A server whose pair is broken."""
    certificates = tmp_path_factory.mktemp("broken")
    (certificates / "cert.pem").write_text("broken", encoding="utf-8")
    with serve_folder(tmp_path_factory.mktemp("root"), certificates, emergency_certificate=True) as running:
        yield running


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
@pytest.mark.parametrize("protocol", ["http", "https"])
def test_the_page_for_other_devices_can_be_read_by_everybody(
    browser: Browser, issued: LiveApp, scheme: str, width: int, protocol: str
) -> None:
    with window(browser, color_scheme=scheme, viewport={"width": width, "height": 800}) as page:
        page.goto(f"{protocol}://localhost:{issued.port}/connection")
        page.evaluate("document.querySelectorAll('details').forEach((e) => { e.open = true; })")
        expect(page.get_by_text("graphex-authority.crt", exact=False).first).to_be_visible()

        faults = page.evaluate(FAULTS)

    assert faults == []


@pytest.mark.parametrize("protocol", ["http", "https"])
def test_the_authority_is_saved_under_its_name(page: Page, issued: LiveApp, protocol: str) -> None:
    page.goto(f"{protocol}://localhost:{issued.port}/connection")

    with page.expect_download() as download:
        page.get_by_role("link", name="PEM", exact=True).click()

    assert download.value.suggested_filename == "graphex-authority.pem"
    assert download.value.path().read_bytes().startswith(b"-----BEGIN CERTIFICATE-----")


def test_the_plain_page_leads_to_https(page: Page, issued: LiveApp) -> None:
    page.goto(f"http://localhost:{issued.port}/")

    page.get_by_role("link", name="over HTTPS").click()

    page.wait_for_url(issued.url("/sign-in"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
@pytest.mark.parametrize("path", ["/", "/connection", "/nothing"])
def test_the_banner_of_an_emergency_can_be_read_by_everybody(
    browser: Browser, emergency: LiveApp, scheme: str, width: int, path: str
) -> None:
    with window(browser, quiet=False, color_scheme=scheme, viewport={"width": width, "height": 800}) as page:
        page.goto(emergency.sign_in_url())
        page.goto(emergency.url(path))
        expect(page.get_by_role("region", name="Emergency")).to_contain_text("holds cert.pem but no key.pem")

        faults = page.evaluate(FAULTS)

    assert faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
@pytest.mark.parametrize("path", ["/", "/connection", "/sign-in?code=wrong", "/nothing"])
def test_every_page_can_be_read_by_everybody(
    browser: Browser, live: LiveApp, scheme: str, width: int, path: str
) -> None:
    with window(browser, quiet=False, color_scheme=scheme, viewport={"width": width, "height": 800}) as page:
        page.goto(live.sign_in_url())
        page.goto(live.url(path))
        page.evaluate("document.querySelectorAll('details').forEach((e) => { e.open = true; })")

        faults = page.evaluate(FAULTS)

    assert faults == []
