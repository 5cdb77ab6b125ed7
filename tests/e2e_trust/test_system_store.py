"""The system store of this very machine, changed for real and put back: only where somebody asks for it.

GRAPHEX_TEST_SYSTEM_STORE=1 as root on a machine that may be changed, such as a container of a build server.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from e2e_trust.servers import serving
from trust_command import Person

if TYPE_CHECKING:
    from collections.abc import Iterator

ASKED_FOR = os.environ.get("GRAPHEX_TEST_SYSTEM_STORE") == "1" and hasattr(os, "geteuid") and os.geteuid() == 0
CLIENTS = (
    'curl -sS "$URL"',
    'wget -q -O /dev/null "$URL"',
    """/usr/bin/python3 -c 'import os, urllib.request as r; r.urlopen(os.environ["URL"])'""",
)

pytestmark = [
    pytest.mark.skipif(not ASKED_FOR, reason="it changes this machine: GRAPHEX_TEST_SYSTEM_STORE=1 as root"),
    pytest.mark.timeout(300),
]


@pytest.fixture
def person(tmp_path: Path) -> Iterator[Person]:
    (tmp_path / "home").mkdir()
    person = Person(tmp_path / "home", Path("/"), "root")
    yield person
    person.graphex("untrust", "--delete-authority")


@pytest.fixture
def url(person: Person) -> Iterator[str]:
    person.graphex("trust", "--json")
    person.graphex("untrust", "--keep-authority")
    with serving(person.home / "served", person) as port:
        yield f"https://localhost:{port}/healthz"


def codes(person: Person, url: str) -> list[int]:
    clients = [client for client in CLIENTS if shutil.which(client.split()[0])]
    return [person.run("sh", "-c", client, URL=url).returncode for client in clients]


def graphex_files() -> list[str]:
    return [name for name in os.listdir("/etc/ssl/certs") if "graphex" in name]


def test_clients_accept_without_any_variable_and_refuse_again(person: Person, url: str) -> None:
    before = codes(person, url)
    person.graphex("trust")
    during = codes(person, url)
    java = person.run("keytool", "-list", "-cacerts", "-storepass", "changeit")
    person.graphex("untrust", "--keep-authority")
    after = codes(person, url)

    java_after = person.run("keytool", "-list", "-cacerts", "-storepass", "changeit")
    assert 0 not in [*before, *after]
    assert set(during) == {0}
    assert "graphex-authority" in java.stdout
    assert "graphex-authority" not in java_after.stdout
    assert graphex_files() == []
