"""Make the pictures of the documentation from a running server: `python3 docs/images/make.py`.

Needs the development extra and Chromium; CHROMIUM names its program where Playwright's own is not installed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

IMAGES = Path(__file__).parent
GRAPHS = {
    "deploy/release.gx": 9_400,
    "deploy/rollback.gx": 6_100,
    "nightly/backup.gx": 4_700,
    "nightly/cleanup.gx": 2_300,
    "inventory.gx": 3_800,
}
SIZE = {"width": 1120, "height": 800}


def main() -> None:
    """Take every picture."""
    with _project() as directory, _server(directory) as sign_in, sync_playwright() as playwright:
        program = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=program)
        page = browser.new_page(viewport=SIZE, ignore_https_errors=True)  # type: ignore[arg-type]  # a TypedDict
        page.goto(sign_in)
        _take(page, "start.png")
        page.goto(page.url + "connection")
        _take(page, "connection.png")
        browser.close()


@contextmanager
def _project() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        for path, size in GRAPHS.items():
            graph = Path(name) / "automation" / path
            graph.parent.mkdir(parents=True, exist_ok=True)
            graph.write_text("# example\n" * (size // 10), "utf-8")
        yield Path(name) / "automation"


@contextmanager
def _server(directory: Path) -> Iterator[str]:
    """Serve a directory, and give the link to sign in with."""
    command = [sys.executable, "-m", "graphex", "serve", "-p", "0", "--host", "localhost", "--json-logs"]
    with subprocess.Popen(
        command, cwd=directory, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            assert server.stdout is not None  # noqa: S101 - for the type checker
            started: dict[str, Any] = json.loads(server.stdout.readline())
            yield started["sign_in"]
        finally:
            server.terminate()


def _take(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / name)
    print(f"{name}: {(IMAGES / name).stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
