"""Opening the sign-in link in a browser without showing its code to the process list."""

from __future__ import annotations

import atexit
import html
import os
import shutil
import sys
import tempfile
import threading
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphex.cli.output import Output


def open_in_browser(address: str, output: Output) -> None:
    """Open an address in the user's browser, in the background; say so where there is none."""
    if not _has_display(os.environ):
        output.notice("There is no display here to open a browser on.", "Open the sign-in link yourself.")
        return
    page = _write_redirect(address)
    # Starting a browser can take seconds, and a thread that still waits for one must not hold up the end.
    threading.Thread(target=webbrowser.open, args=(page.as_uri(),), daemon=True).start()


def _has_display(environment: Mapping[str, str]) -> bool:
    """Return whether a graphical browser can appear: a text browser would take over this terminal."""
    if sys.platform in {"win32", "darwin"} or environment.get("BROWSER"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def _write_redirect(address: str) -> Path:
    """Write a page that leads to the address: the arguments of a process are public, a closed directory is not."""
    directory = Path(tempfile.mkdtemp(prefix="graphex-open-"))
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    page = directory / "open.html"
    escaped = html.escape(address, quote=True)
    page.write_text(
        f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={escaped}">'
        f'<title>GraphEx</title><p><a href="{escaped}">Open GraphEx</a></p>\n',
        encoding="utf-8",
    )
    return page
