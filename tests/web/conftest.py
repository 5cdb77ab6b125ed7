"""Fixtures of the web face: a served folder, a pair, the application, and clients inside and outside the door."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from app_client import AppClient
from graphex.settings import Settings, load_settings
from graphex.tls import ServerTLS, bootstrap
from graphex.web.app import create_app, create_sign_in_link
from issued_pair import write_issued_pair
from live_app import LiveApp, serve_folder
from web.readability import CHROMIUM, FLAGS, window

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graphex.web.app import WebApp


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerTLS]:
    pair = bootstrap(tmp_path_factory.mktemp("certificates"), hostnames=["graphex.test"])
    yield pair
    pair.close()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_folder(tmp_path / "root")


def make_folder(folder: Path) -> Path:
    """Fill a folder with two graphs and something else."""
    (folder / "reports").mkdir(parents=True)
    (folder / "deploy.gx").write_text("nodes: []\n", encoding="utf-8")
    (folder / "reports" / "monthly sums.gx").write_text("nodes: [1]\n", encoding="utf-8")
    (folder / "notes.txt").write_text("not a graph", encoding="utf-8")
    return folder


@pytest.fixture
def settings(root: Path) -> Settings:
    return load_settings({"root": str(root), "title": "Night shift"}, cwd=root)


@pytest.fixture
def app(settings: Settings, tls: ServerTLS) -> Iterator[WebApp]:
    application = create_app(settings, tls=tls)
    yield application
    application.services.access.sign_ins.state.close()


@pytest.fixture
def pairless_app(settings: Settings) -> Iterator[WebApp]:
    """The application as another program serves it, which holds the certificate."""
    application = create_app(settings)
    yield application
    application.services.access.sign_ins.state.close()


@pytest.fixture
def client(app: WebApp) -> AppClient:
    """A client that is not signed in."""
    return AppClient(app)


@pytest.fixture
def member(app: WebApp) -> AppClient:
    """A client that is signed in."""
    visitor = AppClient(app)
    visitor.get(create_sign_in_link(app))
    return visitor


@pytest.fixture(scope="session")
def live(tls: ServerTLS, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveApp]:
    """A running server that the tests of a session share: they sign in anew, and change no file."""
    with serve_folder(make_folder(tmp_path_factory.mktemp("live")), tls.directory) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with window(browser) as page:
        yield page


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveApp]:
    """A server with a certificate of a local authority, and with the page for other devices."""
    certificates = tmp_path_factory.mktemp("issued")
    write_issued_pair(certificates)
    with serve_folder(tmp_path_factory.mktemp("root"), certificates, plain_root_page=True) as running:
        yield running
