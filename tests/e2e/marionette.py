"""Driving Firefox over its Marionette protocol: JSON messages, each with its length in front, over a local socket."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
from typing import TYPE_CHECKING, Any

from e2e.server import end_group, environment
from patience import PATIENCE_SECONDS, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROGRAM = "firefox-esr"
# The port file appears when the browser listens; the switched-off services would only try to reach the internet.
_PORT_FILE = "MarionetteActivePort"
_PREFERENCES = {
    "marionette.port": 0,
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.proxy.type": 0,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
}


class BrowserRefusedError(Exception):
    """What the browser answered instead of doing as it was told; the text is Marionette's name of the error."""


class Firefox:
    """A session of a running browser."""

    def __init__(self, connection: socket.socket) -> None:
        """Begin a session; certificates are judged as they are for people."""
        self._stream = connection.makefile("rwb")
        self._count = 0
        self._receive()
        self._call("WebDriver:NewSession", {"capabilities": {"alwaysMatch": {"acceptInsecureCerts": False}}})

    def open(self, url: str) -> None:
        """Open a page; raises BrowserRefusedError where a person would see a warning."""
        self._call("WebDriver:Navigate", {"url": url})

    def evaluate(self, expression: str) -> Any:
        """Return the value of a JavaScript expression in the page."""
        return self._call("WebDriver:ExecuteScript", {"script": f"return {expression};", "args": []})["value"]

    def quit(self) -> None:
        """End the browser."""
        self._call("Marionette:Quit", {"flags": ["eForceQuit"]})
        self._stream.close()

    def _call(self, command: str, parameters: dict[str, Any]) -> Any:
        self._count += 1
        message = json.dumps([0, self._count, command, parameters]).encode()
        self._stream.write(b"%d:%b" % (len(message), message))
        self._stream.flush()
        _, _, error, result = self._receive()
        if error:
            raise BrowserRefusedError(error["error"])
        return result

    def _receive(self) -> Any:
        length = b""
        while (character := self._stream.read(1)) not in {b":", b""}:
            length += character
        return json.loads(self._stream.read(int(length)))


@contextlib.contextmanager
def firefox(profile: Path) -> Iterator[Firefox]:
    """Run the browser, without a window, on a profile of its own."""
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in _PREFERENCES.items()]
    (profile / "user.js").write_text("".join(lines), "utf-8")
    process = subprocess.Popen(
        [PROGRAM, "--headless", "--marionette", "--no-remote", "--profile", str(profile)],
        env=environment(HOME=str(profile), MOZ_CRASHREPORTER_DISABLE="1"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        port = _wait_for_port(profile / _PORT_FILE, process)
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
            browser = Firefox(connection)
            yield browser
            browser.quit()
    finally:
        end_group(process)


def _wait_for_port(file: Path, process: subprocess.Popen[bytes]) -> int:
    until(
        lambda: process.poll() is not None or (file.exists() and file.read_text().strip()), "the start of the browser"
    )
    assert process.poll() is None, f"the browser ended with {process.returncode}"
    return int(file.read_text())
