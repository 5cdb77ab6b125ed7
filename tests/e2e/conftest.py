"""Running servers that several tests look at without changing them."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from certs_script import SCRIPT
from e2e.server import running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from e2e.server import RunningServer


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server with a certificate that it made itself; nobody may change its files."""
    with running("--json-logs", cwd=tmp_path_factory.mktemp("shared")) as one:
        yield one


@pytest.fixture(scope="session", params=["made by graphex", "made by generate_certs.sh"])
def any_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server with either kind of self-signed certificate; nobody may change its files."""
    directory = tmp_path_factory.mktemp("judged")
    if request.param == "made by generate_certs.sh":
        _generate(directory)
    with running("--json-logs", cwd=directory) as one:
        assert one.started["certificate"]["maker"] in request.param.replace("graphex", "GraphEx")
        yield one


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of the right kind that nobody serves."""
    directory = tmp_path_factory.mktemp("stranger")
    _generate(directory)
    return directory / "cert.pem"


def _generate(directory: Path) -> None:
    subprocess.run(["sh", str(SCRIPT), "-d", str(directory)], check=True, capture_output=True, timeout=60)
