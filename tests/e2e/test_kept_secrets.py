"""Secrets stay where they belong: no log, no process list and no answer shows a code, a passphrase or a key."""

from __future__ import annotations

import base64
import contextlib
import re
import urllib.parse
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from e2e.clients import Answer, ask, connect, get
from e2e.pairs import write_foreign
from e2e.server import RunningServer, Surroundings, running
from patience import until
from tls.material import PASSPHRASE

if TYPE_CHECKING:
    from collections.abc import Iterator

BROWSER = """#!/bin/sh
printf '%s\\n' "$@" > "$RECORD.new"
cat "$(printf '%s' "$1" | sed 's,^file://,,')" > "$RECORD.page"
mv "$RECORD.new" "$RECORD"
"""

SPELLINGS = [
    "key.pem",
    "./key.pem",
    "KEY.PEM",
    "Key.pem",
    "key.pem/",
    "key.pem/.",
    "//key.pem",
    "sub/../key.pem",
    "../{name}/key.pem",
    "%6bey.pem",
    "key%2epem",
    "%2e%2e/{name}/key.pem",
    "..%2f{name}%2fkey.pem",
    "..%252f{name}%252fkey.pem",
    "..\\{name}\\key.pem",
    "..%5c{name}%5ckey.pem",
    "key.pem%00",
    "key.pem%00.gx",
    "key.pem;.gx",
    "key.pem?.gx",
    "key.pem#.gx",
    "link.gx",
    "hard.gx",
    "folder/key.pem",
    "copy.gx",
    ".graphex/graphex.db",
    ".graphex/state.db",
    "%2e.graphex/graphex.db",
    "/proc/self/environ",
    "{root}/key.pem",
    "file://{root}/key.pem",
]
PREFIXES = ["/", "/api/graphs/", "/assets/", "/static/", "/connection/", "/api/", "/api/files/", "/sign-in/"]


@pytest.fixture(scope="module")
def exposed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server whose root is its certificate directory, with every kind of path to the key in it."""
    directory = tmp_path_factory.mktemp("exposed")
    with running("-v", cwd=directory) as server:
        key = directory / "key.pem"
        (directory / "link.gx").symlink_to("key.pem")
        (directory / "hard.gx").hardlink_to(key)
        (directory / "copy.gx").write_bytes(key.read_bytes())
        (directory / "folder").symlink_to(".")
        (directory / "sub").mkdir()
        (directory / "good.gx").write_text("nodes: []\n", "utf-8")
        yield server


@pytest.fixture(scope="module")
def cookie(exposed: RunningServer) -> str:
    """The session of somebody who is signed in."""
    path = exposed.sign_in.partition(f":{exposed.port}")[2]
    return get(exposed, path).headers["set-cookie"].partition(";")[0]


def raw_get(server: RunningServer, target: str, cookie: str) -> Answer:
    """Ask for a target exactly as it is spelt."""
    connection = connect(server)
    with contextlib.closing(connection):
        connection._validate_path = lambda _: None  # type: ignore[attr-defined]
        return ask(connection, target, Cookie=cookie)


def key_fragments(directory: Path) -> list[bytes]:
    """Return pieces of the private key in the forms in which it could leak."""
    pem = (directory / "key.pem").read_bytes()
    body = b"".join(pem.splitlines()[1:-1])
    return [b"PRIVATE KEY", body[10:50], base64.b64decode(body)[36:60]]


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("signed_in", [True, False], ids=["signed in", "stranger"])
def test_no_spelling_of_a_path_reaches_the_key_or_the_state(
    exposed: RunningServer, cookie: str, prefix: str, signed_in: bool
) -> None:
    fill = {"name": exposed.directory.name, "root": str(exposed.directory)}
    targets = [prefix + spelling.format(**fill) for spelling in SPELLINGS]
    fragments = key_fragments(exposed.directory)

    answers = [raw_get(exposed, target, cookie if signed_in else "") for target in targets]

    leaks = [target for target, answer in zip(targets, answers, strict=True) if holds(answer, fragments)]
    assert leaks == []
    assert max(answer.status for answer in answers) < 500


def holds(answer: Answer, fragments: list[bytes]) -> bool:
    """Return whether an answer holds part of a secret."""
    return any(fragment in answer.body for fragment in (*fragments, b"SQLite format 3"))


def test_a_graph_is_sent_all_the_same(exposed: RunningServer, cookie: str) -> None:
    answer = raw_get(exposed, "/api/graphs/good.gx", cookie)

    assert (answer.status, answer.body) == (200, b"nodes: []\n")


@pytest.mark.parametrize(
    "target", ["/", "/api/graphs", "/connection", "/api/connection", "/connection/certificate.pem"]
)
def test_no_page_names_or_holds_the_key(exposed: RunningServer, cookie: str, target: str) -> None:
    answer = raw_get(exposed, target, cookie)

    assert answer.status == 200
    assert not holds(answer, key_fragments(exposed.directory))
    assert b"link.gx" not in answer.body
    assert b"hard.gx" not in answer.body


@pytest.mark.parametrize("options", [(), ("-v",), ("--json-logs", "-v"), ("-q",)])
def test_codes_and_cookies_are_never_logged(tmp_path: Path, options: tuple[str, ...]) -> None:
    with running(*options, cwd=tmp_path) as server:
        path = server.sign_in.partition(f":{server.port}")[2]
        code = path.partition("code=")[2]
        answer = get(server, path)
        get(server, path)
        get(server, f"/nowhere?next={urllib.parse.quote(path)}")
        get(server, f"/nowhere/{code}")
        get(server, "/", Cookie=answer.headers["set-cookie"])
        server.stop()

        token = re.split("[=;]", answer.headers["set-cookie"])[1]
        assert code not in server.stderr
        assert token not in server.stderr
        assert token not in server.stdout


def test_neither_code_nor_passphrase_is_in_the_process_list_or_its_environment(tmp_path: Path) -> None:
    write_foreign(tmp_path, passphrase=PASSPHRASE)
    (tmp_path / "secret.txt").write_bytes(PASSPHRASE)

    with running("--ssl-key-passphrase-path", "secret.txt", "-v", cwd=tmp_path) as server:
        code = server.sign_in.partition("code=")[2]
        process = psutil.Process(server.process.pid)
        public = " ".join([*process.cmdline(), *process.environ().values()])

        assert code not in public
        assert PASSPHRASE.decode() not in public
        assert PASSPHRASE.decode() not in server.stderr + server.stdout


def test_the_browser_is_led_to_the_link_without_the_code_among_its_arguments(tmp_path: Path) -> None:
    browser, record = tmp_path / "browser", tmp_path / "record"
    browser.write_text(BROWSER, "utf-8")
    browser.chmod(0o755)
    (tmp_path / "work").mkdir()
    surroundings = Surroundings({"BROWSER": str(browser), "RECORD": str(record)})

    with running("--open", cwd=tmp_path / "work", surroundings=surroundings) as server:
        until(record.exists)
        arguments = record.read_text("utf-8").split()
        page = Path(urllib.parse.urlsplit(arguments[0]).path)
        code = server.sign_in.partition("code=")[2]

        assert [code in argument for argument in arguments] == [False]
        assert code in Path(f"{record}.page").read_text("utf-8")
        assert page.stat().st_mode & 0o777 & 0o077 == 0 or page.parent.stat().st_mode & 0o077 == 0
        server.stop()
    assert not page.exists()


def test_a_machine_without_a_screen_is_no_reason_not_to_serve(tmp_path: Path) -> None:
    with running("--open", cwd=tmp_path) as server:
        assert get(server).status == 200
        assert "no display" in server.stderr


def test_a_browser_that_does_not_start_is_no_reason_not_to_serve(tmp_path: Path) -> None:
    with running("--open", cwd=tmp_path, surroundings=Surroundings({"BROWSER": "/no/such/browser"})) as server:
        assert get(server).status == 200


def test_the_public_certificate_is_public(exposed: RunningServer) -> None:
    answer = raw_get(exposed, "/connection/certificate.pem", "")

    assert answer.status == 200
    assert answer.body == exposed.certfile.read_bytes()
