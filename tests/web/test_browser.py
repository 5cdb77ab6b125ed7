"""The pages in a real browser over real TLS: the door, the list of graphs, the Connection page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, expect

from live_app import LiveApp, serve_folder
from web.readability import CHROMIUM, window

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graphex.tls import ServerTLS

# What has the focus, if any of it lies under the header.
COVERED = """() => {
  const focused = document.activeElement.closest("li") ?? document.activeElement;
  const header = document.querySelector(".bar").getBoundingClientRect();
  const isOutside = !document.querySelector(".bar").contains(focused);
  return isOutside && focused.getBoundingClientRect().top < header.bottom ? focused.textContent : "";
}"""

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]


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
    expect(page.locator("#count")).to_have_text("1 of 2 graphs in 2 folders")
    page.keyboard.type(" nothing")
    expect(page.get_by_text("No graph matches")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("link", name="deploy.gx")).to_be_visible()
    expect(page.locator("#count")).to_have_text("2 graphs in 2 folders")
    assert page.url == live.url("/")


def test_the_filter_is_still_there_after_a_reload_and_for_others(page: Page, live: LiveApp) -> None:
    page.goto(live.sign_in_url())
    page.get_by_label("Filter graphs by path").fill("sums & more?")
    page.get_by_label("Filter graphs by path").fill("SUMS rep")

    page.reload()

    expect(page.get_by_label("Filter graphs by path")).to_have_value("SUMS rep")
    expect(page.get_by_role("link", name="deploy.gx")).to_be_hidden()
    page.goto(live.url("/?q=deploy"))
    expect(page.get_by_role("link", name="deploy.gx")).to_be_visible()
    expect(page.get_by_role("link", name="monthly sums.gx")).to_be_hidden()


@pytest.fixture(scope="module")
def crowded(tls: ServerTLS, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveApp]:
    """A server with more graphs than a window shows, some of them with odd names."""
    root = tmp_path_factory.mktemp("crowded")
    for name in [*(f"extra {number}" for number in range(60)), "a\u200cb", "a\u202ecod", "\U0001f469\u200d\U0001f4bb"]:
        (root / f"{name}.gx").write_text("nodes: []", encoding="utf-8")
    with serve_folder(root, tls.directory) as running:
        yield running


@pytest.mark.parametrize("width", [390, 1280])
def test_what_has_the_focus_is_never_under_the_header(browser: Browser, crowded: LiveApp, width: int) -> None:
    with window(browser, viewport={"width": width, "height": 800}) as page:
        page.goto(crowded.sign_in_url())
        page.get_by_role("link", name="extra 59.gx").focus()

        covered = [step_back(page) for _ in range(45)]

    assert [text for text in covered if text] == []


def step_back(page: Page) -> str:
    """Go one stop back by keyboard, and return what the header covers of it; nothing if all can be seen."""
    page.keyboard.press("Shift+Tab")
    return str(page.evaluate(COVERED))


def test_odd_names_are_shown_in_escapes_and_found_by_the_filter(page: Page, crowded: LiveApp) -> None:
    page.goto(crowded.sign_in_url())

    page.get_by_label("Filter graphs by path").fill("a\u200cb")

    expect(page.locator("#count")).to_have_text("1 of 63 graphs in 1 folder")
    expect(page.get_by_role("link", name="a\\u200cb.gx")).to_be_visible()


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
