"""The Linux steps of the Connection page, done as they stand, by somebody whose browser trusts another server too."""

from __future__ import annotations

import html
import re
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from e2e.machine import needs
from e2e.profile import CHROMIUM, Profile
from issued_pair import write_foreign_pair, write_issued_pair
from live_app import serve_folder
from tls.handshake import careless

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from live_app import LiveApp

LINUX = "Mozilla/5.0 (X11; Linux x86_64) Chrome/156"
OLD, NEW = ".pki/nssdb", ".local/share/pki/nssdb"

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300), needs(CHROMIUM), needs("certutil"), needs("openssl")]


@dataclass(frozen=True)
class Steps:
    """What the page tells somebody on Linux to do, and the file that it tells them to download."""

    commands: tuple[str, ...]
    file: str
    saved_as: str

    @property
    def compare(self) -> str:
        """The command that prints the fingerprint."""
        return next(command for command in self.commands if command.startswith("openssl"))

    @property
    def add(self) -> str:
        """The command that adds to the browser's store."""
        return next(command for command in self.commands if " -A " in command)

    @property
    def undo(self) -> str:
        """The command that takes it back."""
        return next(command for command in self.commands if " -D " in command)


def read_steps(page: str) -> Steps:
    guide = page.partition('<details class="guide" open')[2].partition("</details>")[0]
    commands = re.findall(r'<div class="command"><code>(.*?)</code>', guide, re.DOTALL)
    file = re.search(r'href="([^"]+\.pem)" download="([^"]+)"', guide)
    assert file is not None
    return Steps(tuple(map(html.unescape, commands)), file[1], file[2])


def fetch(url: str) -> bytes:
    request = urllib.request.Request(url, headers={"User-Agent": LINUX, "Accept": "text/html"})
    with urllib.request.urlopen(request, context=careless(), timeout=100) as answer:
        content: bytes = answer.read()
    return content


@contextmanager
def serving(folder: Path, kind: str) -> Iterator[LiveApp]:
    """Serve with a pair of one kind: the server's own, or one that a local authority issued."""
    certificates = folder / "certificates"
    certificates.mkdir(parents=True)
    (folder / "root").mkdir()
    if kind != "self-signed":
        write_issued_pair(certificates)
    with serve_folder(folder / "root", certificates, plain_root_page=True) as app:
        yield app


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveApp, Path]]:
    """A server of the company, and the company's authority."""
    folder = tmp_path_factory.mktemp("company")
    write_foreign_pair(folder)
    authority = folder / "authority.crt"
    authority.write_text("-----BEGIN" + (folder / "cert.pem").read_text().rpartition("-----BEGIN")[2])
    with serve_folder(tmp_path_factory.mktemp("company-root"), folder) as app:
        yield app, authority


@pytest.fixture
def person(tmp_path: Path, company: tuple[LiveApp, Path], request: pytest.FixtureRequest) -> Profile:
    """Somebody who trusts the company already, in the store at the place that the test names."""
    home = tmp_path / "somebody's home"
    (home / "Downloads").mkdir(parents=True)
    (home / request.param).mkdir(parents=True)
    profile = Profile(home)
    store = f'-d "sql:$HOME/{request.param}"'
    profile.run(f'certutil {store} -N --empty-password && certutil {store} -A -t C,, -n Company -i "{company[1]}"')
    return profile


@pytest.mark.parametrize(
    ("person", "kind", "scheme"),
    [
        (OLD, "self-signed", "https"),
        (NEW, "self-signed", "https"),
        (NEW, "issued", "https"),
        (NEW, "issued", "http"),
    ],
    indirect=["person"],
)
def test_the_steps_add_trust_and_take_it_back_and_keep_what_the_browser_trusts(
    tmp_path: Path, company: tuple[LiveApp, Path], person: Profile, kind: str, scheme: str
) -> None:
    with serving(tmp_path / "server", kind) as app:
        base = f"{scheme}://localhost:{app.port}"
        steps = read_steps(fetch(f"{base}/connection").decode())
        (person.home / "Downloads" / steps.saved_as).write_bytes(fetch(base + steps.file))
        addresses = (app.url("/connection"), company[0].url("/connection"))

        before = person.accepts(*addresses)
        printed = person.run(steps.compare)
        person.run(steps.add)
        after = person.accepts(*addresses)
        person.run(steps.undo)
        undone = person.accepts(*addresses)

        page = fetch(f"{base}/connection").decode()

    assert [before, after, undone] == [[False, True], [True, True], [False, True]]
    assert printed.strip().rpartition("=")[2] in re.sub(r"<[^>]+>", "", page)


def test_a_browser_that_was_never_started_gets_a_store_that_it_reads(tmp_path: Path) -> None:
    person = Profile(tmp_path / "home")
    (person.home / "Downloads").mkdir(parents=True)

    with serving(tmp_path / "server", "issued") as app:
        steps = read_steps(fetch(app.url("/connection")).decode())
        (person.home / "Downloads" / "graphex-authority.pem").write_bytes(fetch(app.url(steps.file)))
        person.run(steps.add)
        seen = person.accepts(app.url("/connection"))

    assert seen == [True]
