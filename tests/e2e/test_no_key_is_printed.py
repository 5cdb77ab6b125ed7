"""Whatever damage a private key has, no command, log, page or answer shows a piece of it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest

from damaged_keys import LOST, MENDED, pieces_shown
from e2e.pairs import foreign
from e2e.server import environment, running
from graphex.tls.certificates.authority import create_authority
from graphex.tls.certificates.names import Names, parse_names
from tls.handshake import careless
from tls.material import NOW, key_bytes, write_pair, write_private

if TYPE_CHECKING:
    from pathlib import Path

    from tls.material import Issued

DAMAGES = MENDED | LOST
# What every kind of damage makes of the findings is tried where these are made; here one of each sort goes everywhere.
SORTS = [
    ["one line", "literal line ends", "CR", "indented but for BEGIN", "UTF-16", "UTF-16BE"],
    ["zero bytes", "quoted", "base64", "base64 twice", "JSON", "YAML"],
    ["no end", "no begin", "key in the label", "typo in the label", "dashes of Windows-1252", "as keys"],
    ["one line with a colon inside", "a colon inside", "in a list", "letters swapped", "another end", "one line, cut"],
]
SERVE = ("--host", "127.0.0.1", "-p", "0")
# Every command that reads the file, one after the other in one process: the interpreter's start takes the longest.
COMMANDS = [
    "certs check certs",
    "certs check certs --json",
    "certs check swapped --json",
    "certs check certs --ssl-key-passphrase-path key.txt",
    "certs show -s certs",
    "certs show -s swapped --json",
    "certs path -s certs --key",
    "certs renew -s certs",
    "certs export -s certs --out out.pem",
    "certs export -s encrypted --ssl-key-passphrase-path key.txt --out out.p12 --passphrase-path key.txt",
    "certs export --authority --with-key --ca-dir authority --out a.p12 --passphrase-path key.txt",
    "certs import key.txt -s imported",
    "certs import key.txt certificate.txt -s imported",
    "certs import encrypted/key.pem certificate.txt -s imported --passphrase-path key.txt",
    "certs import --authority key.txt authority/authority.pem --ca-dir other",
    "certs issue --name build.lan --out issued --ca-dir authority",
    "certs issue --client ada --out ada --ca-dir authority --ca-passphrase-path key.txt",
    "certs csr -s waiting --name build.lan",
    "trust --dry-run --ca-dir authority",
    "trust --status --ca-dir authority",
    "config -c key.txt",
    "config --json -c key.txt",
    "config --ssl-key-passphrase-path key.txt",
    "serve -s certs",
    "serve -s certs --json-logs",
    "serve -s swapped",
    "serve -s loose",
    "serve -s half",
    "serve -s encrypted --ssl-key-passphrase-path key.txt",
    "serve -c key.txt --client-ca key.txt -s certs",
    "serve -s good --client-ca key.txt",
    "serve -s good --client-ca authority/authority.pem --client-revoked key.txt",
]
PROGRAM = """
import json, os, sys
from graphex.cli.app import run

for directory in json.load(sys.stdin):
    os.chdir(directory)
    for command in sys.argv[1:]:
        print("$", command, flush=True)
        words = command.split()
        print("=", run([*words, *(["--host", "127.0.0.1", "-p", "0"] if words[0] == "serve" else [])]), flush=True)
"""


def lay(directory: Path, issued: Issued, damaged: bytes) -> str:
    """Put the damaged key wherever a command may meet one."""
    directory.mkdir()
    authority = create_authority(label="ada@desk", names=parse_names(["desk"]), allowed=Names(), now=NOW)
    write_pair(directory / "certs", issued.pem, damaged)
    write_pair(directory / "swapped", damaged, issued.key_pem)
    write_pair(directory / "good", issued.pem, issued.key_pem)
    write_pair(directory / "encrypted", issued.pem, key_bytes(issued.key, passphrase=b"secret"))
    for name in ("loose", "half", "waiting", "authority"):
        (directory / name).mkdir()
    write_private(directory / "loose" / "server.key", damaged)
    write_private(directory / "half" / "key.pem", damaged)
    write_private(directory / "waiting" / ".graphex-requested-key.pem", damaged)
    write_private(directory / "authority" / "authority-key.pem", damaged)
    write_private(directory / "authority" / "authority.pem", authority.certificate_pem)
    write_private(directory / "key.txt", damaged)
    write_private(directory / "certificate.txt", issued.pem)
    return str(directory)


@pytest.fixture
def issued() -> Issued:
    return foreign()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("names", SORTS, ids=lambda names: names[0])
def test_no_command_prints_a_piece_of_a_damaged_key(tmp_path: Path, issued: Issued, names: list[str]) -> None:
    places = [lay(tmp_path / str(number), issued, DAMAGES[name](issued.key_pem)) for number, name in enumerate(names)]

    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *COMMANDS],
        input=json.dumps(places),
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment(HOME=str(tmp_path), XDG_DATA_HOME=str(tmp_path)),
        timeout=280,
        check=False,
    )

    assert done.stdout.count("$ ") == len(COMMANDS) * len(names), done.stderr
    assert "This is a bug" not in done.stderr
    assert pieces_shown(done.stdout, issued.key_pem) == []
    assert pieces_shown(done.stderr, issued.key_pem) == []


@pytest.mark.parametrize("flags", [(), ("--json-logs",)], ids=["for people", "for machines"])
@pytest.mark.parametrize("name", ["one line", "key in the label"])
def test_no_log_of_a_running_server_holds_a_piece_of_it(
    tmp_path: Path, issued: Issued, name: str, flags: tuple[str, ...]
) -> None:
    write_pair(tmp_path, issued.pem, issued.key_pem)

    with running(*flags, cwd=tmp_path) as server:
        (tmp_path / "key.pem").write_bytes(DAMAGES[name](issued.key_pem))
        server.wait_for_log("Still serving the certificate from before the change")

    assert "The changed certificate is refused" in server.stderr
    assert pieces_shown(server.stderr, issued.key_pem) == []


@pytest.mark.parametrize("name", ["one line", "JSON", "key in the label"])
def test_no_page_in_an_emergency_holds_a_piece_of_it(tmp_path: Path, issued: Issued, name: str) -> None:
    write_pair(tmp_path, issued.pem, DAMAGES[name](issued.key_pem))

    with (
        running("--emergency-certificate", cwd=tmp_path) as server,
        httpx.Client(verify=careless(), follow_redirects=True, trust_env=False) as client,
    ):
        client.get(server.sign_in)
        answers = [client.get(server.url(path)) for path in ("/", "/connection", "/api/connection")]

    assert [(answer.status_code, "key.pem" in answer.text) for answer in answers] == [(200, True)] * 3
    assert pieces_shown("".join(answer.text for answer in answers), issued.key_pem) == []
    assert pieces_shown(server.stderr, issued.key_pem) == []
