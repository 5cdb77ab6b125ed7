"""Opening the sign-in link in a browser."""

from __future__ import annotations

import io
import stat
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from graphex.cli.output import Output
from graphex.cli.serve.browser import open_in_browser
from patience import until

LINK = "https://localhost:8080/sign-in?code=secret&next=/"


@pytest.fixture
def recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A browser that writes down its arguments."""
    record = tmp_path / "arguments"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$*" >"{record}.new" && mv "{record}.new" "{record}"\n')
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(browser))
    return record


def wait_for(path: Path) -> str:
    until(path.exists)
    return path.read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="BROWSER is not used there")
def test_the_code_is_in_no_argument_but_in_a_file_that_only_the_user_can_read(recorded: Path) -> None:
    open_in_browser(LINK, Output(io.StringIO(), io.StringIO()))

    argument = wait_for(recorded)

    page = Path(unquote(urlsplit(argument).path))
    assert "secret" not in argument
    assert "https://localhost:8080/sign-in?code=secret&amp;next=/" in page.read_text()
    assert stat.S_IMODE(page.parent.stat().st_mode) == 0o700


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="there is always a display there")
def test_without_a_display_it_is_left_to_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BROWSER", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    stderr = io.StringIO()

    open_in_browser(LINK, Output(io.StringIO(), stderr))

    assert "no display" in stderr.getvalue()
    assert "secret" not in stderr.getvalue()
