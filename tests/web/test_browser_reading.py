"""The pages in a real browser, in light and dark, wide and narrow: all of it can be read and used by everybody."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, expect

from live_app import LiveApp, serve_folder
from web.given_pairs import write_given
from web.readability import CHROMIUM, FAULTS, window

if TYPE_CHECKING:
    from collections.abc import Iterator

# The fingerprint as it stands in lines.
LINES = """() => {
  const lines = new Map();
  for (const node of document.querySelector(".whole").childNodes) {
    for (let i = 0; i < (node.data ?? "").length; i++) {
      const range = document.createRange();
      range.setStart(node, i);
      range.setEnd(node, i + 1);
      const top = Math.round(range.getBoundingClientRect().top);
      lines.set(top, (lines.get(top) ?? "") + node.data[i]);
    }
  }
  return [...lines.values()];
}"""

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")]


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


def test_the_fingerprint_of_an_emergency_breaks_between_pairs_only(browser: Browser, emergency: LiveApp) -> None:
    with window(browser, quiet=False, viewport={"width": 390, "height": 800}) as page:
        page.goto(emergency.url("/sign-in"))

        lines = page.evaluate(LINES)
        words = page.locator(".lock").inner_text()

    assert len(lines) > 1
    assert [line for line in lines if not re.fullmatch(r"(?:[0-9A-F]{2}:)*[0-9A-F]{2}:?", line)] == []
    assert str(words).strip().startswith("Temporary")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
@pytest.mark.parametrize("path", ["/", "/connection", "/nothing"])
def test_every_page_can_be_read_by_everybody(
    browser: Browser, live: LiveApp, scheme: str, width: int, path: str
) -> None:
    with window(browser, quiet=False, color_scheme=scheme, viewport={"width": width, "height": 800}) as page:
        page.goto(live.sign_in_url())
        page.goto(live.url(path))
        page.evaluate("document.querySelectorAll('details').forEach((e) => { e.open = true; })")

        faults = page.evaluate(FAULTS)

    assert faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200])
@pytest.mark.parametrize("path", ["/sign-in?code=wrong", "/sign-in?signed-out"])
def test_the_door_can_be_read_by_everybody(browser: Browser, live: LiveApp, scheme: str, width: int, path: str) -> None:
    with window(browser, quiet=False, color_scheme=scheme, viewport={"width": width, "height": 800}) as page:
        page.goto(live.url(path))

        faults = page.evaluate(FAULTS)

    assert faults == []


@pytest.fixture(scope="module", params=[timedelta(days=4), timedelta(hours=7)], ids=["soon", "urgent"])
def ending(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveApp]:
    """A server whose certificate ends before long."""
    certificates = tmp_path_factory.mktemp("ending")
    write_given(certificates, request.param)
    with serve_folder(tmp_path_factory.mktemp("root"), certificates) as running:
        yield running


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("headers", [{}, {"x-forwarded-for": "203.0.113.9"}], ids=["direct", "proxy"])
def test_a_certificate_that_ends_can_be_read_about_by_everybody(
    browser: Browser, ending: LiveApp, scheme: str, headers: dict[str, str]
) -> None:
    with window(browser, color_scheme=scheme, viewport={"width": 360, "height": 800}) as page:
        page.set_extra_http_headers(headers)
        page.goto(ending.url("/connection"))

        faults = page.evaluate(FAULTS)

    assert faults == []
