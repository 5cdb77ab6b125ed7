"""A person at Chromium: a home of their own, commands that they paste, and what the browser then accepts."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playwright.sync_api import Error, sync_playwright

from e2e.server import environment
from patience import PATIENCE_SECONDS

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

CHROMIUM = "chromium"
# As root there is no sandbox, and without the rest the browser tries to reach its maker.
CHROMIUM_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Profile:
    """Somebody's home, where nothing is but what the test puts there."""

    home: Path
    variables: dict[str, str] = field(default_factory=dict)

    def run(self, command: str) -> str:
        """Do what somebody does who pastes a command into their shell, and return what it prints."""
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=self.home,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}"
        return done.stdout

    def accepts(self, *urls: str) -> list[bool]:
        """Start the browser anew, and tell which of these addresses it opens without a warning."""
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which(CHROMIUM), args=list(CHROMIUM_OPTIONS), env={**self._environment()}
            )
            seen = [_open(browser, url) for url in urls]
            browser.close()
        assert set(seen) <= {"", "net::ERR_CERT_AUTHORITY_INVALID"}, seen
        return [not warning for warning in seen]

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in environment().items() if not name.startswith("XDG_")}
        return kept | {"HOME": str(self.home), **self.variables}


def _open(browser: Browser, url: str) -> str:
    # A page that shows a warning has another navigation of its own under way.
    page = browser.new_page(ignore_https_errors=False)
    try:
        page.goto(url)
    except Error as error:
        return next(iter(re.findall(r"net::\w+", error.message)), error.message)
    return ""
