"""The pair as servers want it: foreign programs under uvicorn and hypercorn, with real sockets and processes."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx
import pytest
import trustme
from cryptography import x509

from graphex.errors import UsageError
from graphex.tls import TLSOptions, bootstrap
from graphex.tls.certificates.certificate import create_self_signed, fingerprint
from graphex.tls.certificates.names import machine_names
from issued_pair import write_issued_pair
from patience import PATIENCE_SECONDS, until
from tls.handshake import served_certificate, shake_hands, trusting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

APP = """
async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
    await send({"type": "http.response.body", "body": b"hello"})
"""
UVICORN = (
    APP
    + """
import uvicorn
from graphex.errors import UsageError
from graphex.tls import TLSOptions, bootstrap
uvicorn.run(app, port=0, loop="LOOP", **bootstrap("certificates").uvicorn_options())
"""
)
WORKERS = (
    APP
    + """
import uvicorn
from graphex.errors import UsageError
from graphex.tls import TLSOptions, bootstrap
if __name__ == "__main__":
    uvicorn.run("program:app", port=0, workers=2, **bootstrap("certificates").uvicorn_options())
"""
)
HYPERCORN = (
    APP
    + """
import asyncio, socket
from hypercorn.asyncio import serve
from graphex.errors import UsageError
from graphex.tls import TLSOptions, bootstrap
config = bootstrap("certificates").hypercorn_config()
listening = socket.create_server(("127.0.0.1", 0))
config.bind = [f"fd://{listening.fileno()}"]
print(f"running on https://127.0.0.1:{listening.getsockname()[1]}", flush=True)
asyncio.run(serve(app, config))
"""
)


@contextmanager
def running(program: str, directory: Path) -> Iterator[int]:
    """Run a program and yield the port that it says it listens on."""
    (directory / "program.py").write_text(program)
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-u", "program.py"],
        cwd=directory,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    try:
        said = ""
        while not (match := re.search(r"https://127\.0\.0\.1:(\d+)", said)):
            line = process.stdout.readline()
            assert line, said
            said += line
        yield int(match[1])
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE_SECONDS)


def get(port: int, certfile: Path) -> str:
    """Fetch the page as a client that trusts just this certificate; tries while the program is still starting."""

    def ask() -> str:
        with (
            contextlib.suppress(httpx.ConnectError),
            httpx.Client(verify=trusting(certfile), trust_env=False) as client,
        ):
            return client.get(f"https://127.0.0.1:{port}/", timeout=PATIENCE_SECONDS).text
        return ""

    return until(ask, "an answer")


def wait_for_one(port: int, *, unlike: str) -> str:
    """Wait until all of many connections are shown one and the same certificate, another than before."""

    def look() -> set[str]:
        seen = {fingerprint(served_certificate(port)) for _ in range(8)}
        return set() if len(seen) > 1 or unlike in seen else seen

    return until(look, "one certificate for all").pop()


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_two_lines_serve_a_foreign_program_with_uvicorn(tmp_path: Path, loop: str) -> None:
    pytest.importorskip("uvloop") if loop == "uvloop" else None

    with running(UVICORN.replace("LOOP", loop), tmp_path) as port:
        text = get(port, tmp_path / "certificates" / "cert.pem")
        redirected = httpx.get(f"http://127.0.0.1:{port}/a?b=c", trust_env=False)

    assert text == "hello"
    assert redirected.status_code == 307
    assert redirected.headers["location"] == f"https://127.0.0.1:{port}/a?b=c"


def test_hypercorn_serves_it_too(tmp_path: Path) -> None:
    with running(HYPERCORN, tmp_path) as port:
        text = get(port, tmp_path / "certificates" / "cert.pem")

    assert text == "hello"


@pytest.mark.parametrize(
    "program", [UVICORN.replace("LOOP", "auto"), WORKERS, HYPERCORN], ids=["one", "workers", "hypercorn"]
)
def test_a_foreign_program_follows_changed_files(tmp_path: Path, program: str) -> None:
    with running(program, tmp_path) as port:
        get(port, tmp_path / "certificates" / "cert.pem")
        pair = create_self_signed(machine_names().wanted, now=dt.datetime.now(dt.UTC))
        before = served_certificate(port)
        (tmp_path / "certificates" / "key.pem").write_bytes(pair.key_pem)
        (tmp_path / "certificates" / "cert.pem").write_bytes(pair.certificate_pem)
        seen = wait_for_one(port, unlike=fingerprint(before))
        text = get(port, tmp_path / "certificates" / "cert.pem")

    assert text == "hello"
    assert seen == fingerprint(x509.load_pem_x509_certificate(pair.certificate_pem))


def test_the_options_carry_no_secret(tmp_path: Path) -> None:
    options = bootstrap(tmp_path).uvicorn_options()

    assert set(options) == {"ssl_certfile", "ssl_keyfile", "ssl_context_factory"}
    assert options["ssl_certfile"] == str(tmp_path / "cert.pem")


def test_a_plain_context_is_there_for_any_other_server(tmp_path: Path) -> None:
    tls = bootstrap(tmp_path)

    client = shake_hands(trusting(tls.certfile), tls.ssl_context(), "localhost")
    tls.close()

    assert client.version() == "TLSv1.3"


def test_a_pair_in_memory_can_be_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    tls = bootstrap(in_memory=True)

    client = shake_hands(trusting(tls.certfile), tls.ssl_context(), "localhost")
    tls.close()

    assert client.version() == "TLSv1.3"
    assert list(tmp_path.iterdir()) == []


def test_a_chain_is_served_whole(tmp_path: Path) -> None:
    authority = trustme.CA()
    intermediate = authority.create_child_ca()
    leaf = intermediate.issue_cert("localhost")
    (tmp_path / "cert.pem").write_bytes(b"".join(pem.bytes() for pem in leaf.cert_chain_pems))
    (tmp_path / "key.pem").write_bytes(leaf.private_key_pem.bytes())
    (tmp_path / "root").write_bytes(authority.cert_pem.bytes())
    tls = bootstrap(tmp_path)

    client = shake_hands(trusting(tmp_path / "root"), tls.ssl_context(), "localhost")
    tls.close()

    assert client.version() == "TLSv1.3"
    assert tls.certificate_pem().count(b"BEGIN CERTIFICATE") == 2


def test_the_authority_is_looked_at_once_for_each_certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    issued = write_issued_pair(tmp_path)
    tls = bootstrap(tmp_path)

    seen = [tls.authority() for _ in range(3)]
    monkeypatch.setattr(
        tls,
        "certificate_pem",
        lambda: create_self_signed(machine_names().wanted, now=dt.datetime.now(dt.UTC)).certificate_pem,
    )
    after_another = tls.authority()

    tls.close()
    assert seen[0] is seen[1] is seen[2]
    assert seen[0] is not None
    assert seen[0].info.sha256 == fingerprint(issued.certificate)
    assert after_another is None


def test_one_name_may_be_given_as_it_is(tmp_path: Path) -> None:
    assert bootstrap(tmp_path, hostnames="build.lan").info().names.covers("build.lan")


@pytest.mark.parametrize("directory", ["~nosuchuser/x", "a\0b"])
def test_a_path_that_leads_nowhere_is_a_usage_error(directory: str) -> None:
    with pytest.raises(UsageError):
        bootstrap(directory)


@pytest.mark.parametrize(
    "options",
    [TLSOptions(client_ca="a\0b"), TLSOptions(client_ca="authorities.pem", client_revoked="~nosuchuser/x")],
    ids=["authorities", "revoked"],
)
def test_so_is_one_among_the_options(tmp_path: Path, options: TLSOptions) -> None:
    with pytest.raises(UsageError):
        bootstrap(tmp_path, options=options)


def test_a_deleted_current_directory_is_a_usage_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()

    with pytest.raises(UsageError, match="does not exist any more"):
        bootstrap()
