"""Chromium and Firefox as a person starts them, and what each says when it is sent to an address."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any, Protocol

from playwright.sync_api import BrowserContext, Error, sync_playwright
from websockets.sync.client import ClientConnection, connect

from patience import PATIENCE_SECONDS, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from trust_command import Person

CHROMIUM = shutil.which("chromium")
FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
HOST_NAME = "build-host.lan"
OUTSIDE_NAME = "shop.example.com"
"""Names of other machines, one local and one not, which both browsers are told to find on this one."""

_LISTENING = re.compile(r"listening on (ws://\S+)\n")
_CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules=MAP {HOST_NAME} 127.0.0.1,MAP {OUTSIDE_NAME} 127.0.0.1",
]
_FIREFOX_PREFERENCES = {
    "network.dns.localDomains": f"{HOST_NAME},{OUTSIDE_NAME}",
    "app.normandy.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.connectivity-service.enabled": False,
    "network.captive-portal-service.enabled": False,
    "services.settings.server": "data:,",
}


class Browser(Protocol):
    """A running browser."""

    def visit(self, url: str) -> str:
        """Go to an address; return the browser's error, empty if the page was shown without a warning."""


class _Chromium:
    def __init__(self, context: BrowserContext) -> None:
        self._page = context.new_page()

    def visit(self, url: str) -> str:
        try:
            self._page.goto(url)
        except Error as error:
            return error.message
        return ""


class _Firefox:
    """Speaks WebDriver BiDi, which is built into Firefox."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._numbers = count(1)
        self._send("session.new", capabilities={"alwaysMatch": {"acceptInsecureCerts": False}})
        self._tab = self._send("browsingContext.getTree")["result"]["contexts"][0]["context"]

    def visit(self, url: str) -> str:
        answer = self._send("browsingContext.navigate", context=self._tab, url=url, wait="complete")
        return "" if answer["type"] == "success" else f"{answer['error']}: {answer['message']}"

    def _send(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = next(self._numbers)
        self._connection.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            answer: dict[str, Any] = json.loads(self._connection.recv(timeout=PATIENCE_SECONDS))
            if answer.get("id") == number:
                return answer


@contextmanager
def chromium(person: Person) -> Iterator[Browser]:
    """Start Chromium with the person's usual profile."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            person.home / ".config" / "chromium",
            executable_path=CHROMIUM,
            args=_CHROMIUM_FLAGS,
            env=dict(person.environment),
        )
        yield _Chromium(context)
        context.close()


@contextmanager
def firefox(person: Person) -> Iterator[Browser]:
    """Start Firefox with the person's usual profile, which it makes at its first start."""
    assert FIREFOX is not None
    log = person.home / "firefox.log"
    with log.open("wb") as output:
        command = [FIREFOX, "--headless", "--remote-debugging-port", "0", "about:blank"]
        process = subprocess.Popen(
            command, env=person.environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        with connect(f"{_address(log)}/session", proxy=None, max_size=None) as connection:
            yield _Firefox(connection)
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def prepare_firefox(person: Person) -> Path:
    """Start Firefox once, as it was before anybody heard of us; return the profile that it made."""
    with firefox(person):
        pass
    places = (".mozilla/firefox", ".config/mozilla/firefox")
    [database] = [found for place in places for found in (person.home / place).glob("*/cert9.db")]
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in _FIREFOX_PREFERENCES.items()]
    (database.parent / "user.js").write_text("\n".join(lines), "utf-8")
    return database.parent


def _address(log: Path) -> str:
    """Wait until Firefox says where it listens."""
    said = until(lambda: _LISTENING.search(log.read_text("utf-8", "replace")), f"the start of Firefox, see {log},")
    return said[1]
