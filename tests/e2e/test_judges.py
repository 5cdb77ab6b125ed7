"""What independent TLS clients say about the two kinds of self-signed certificate, at every name of this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING

import pytest

from e2e.clients import ask, connect
from e2e.machine import hosts, needs
from e2e.server import environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from e2e.server import RunningServer

SECONDS = 60
HOSTS = hosts()

PYTHON = """
import ssl, sys, urllib.request
context = ssl.create_default_context(cafile=sys.argv[2])
context.verify_flags |= ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
print(urllib.request.urlopen(sys.argv[1], timeout=100, context=context).status)
"""

NODE = """
const https = require("https");
const judge = (url) => new Promise((done) => {
  https.get(url, {agent: false}, (answer) => { answer.resume(); done(answer.statusCode); })
    .on("error", (error) => done(error.code));
});
Promise.all(process.argv.slice(1).map(judge)).then((verdicts) => console.log(JSON.stringify(verdicts)));
"""

JAVA = """
import java.net.URI;
import javax.net.ssl.HttpsURLConnection;

public class Judge {
    public static void main(String[] urls) {
        for (String url : urls) {
            String verdict;
            try {
                verdict = "" + ((HttpsURLConnection) URI.create(url).toURL().openConnection()).getResponseCode();
            } catch (Exception error) {
                verdict = error.toString();
            }
            System.out.println(verdict.replaceAll("\\\\s+", " "));
        }
    }
}
"""


@dataclass(frozen=True)
class Case:
    """Where a judge is sent, and the one certificate that it trusts."""

    urls: tuple[str, ...]
    certfile: Path
    work: Path


def _program(*command: str | Path, **variables: str) -> str:
    done = subprocess.run(
        [*map(str, command)],
        env=environment(**variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    return done.stdout if done.returncode == 0 else f"exit code {done.returncode}: {done.stderr}"


def _strict_python(case: Case) -> Iterator[str]:
    """Ask `ssl` with the flags that Python sets from 3.13 on."""
    for url in case.urls:
        yield _program(sys.executable, "-c", PYTHON, url, case.certfile).strip()


def _curl(case: Case) -> Iterator[str]:
    for url in case.urls:
        yield _program("curl", "-sS", "--cacert", case.certfile, "-o", os.devnull, "-w", "%{http_code}", url)


def _node(case: Case) -> Iterator[str]:
    verdicts = _program("node", "-e", NODE, *case.urls, NODE_EXTRA_CA_CERTS=str(case.certfile))
    return iter([str(verdict) for verdict in json.loads(verdicts)])


def _java(case: Case) -> Iterator[str]:
    store, program = case.work / "trust.p12", case.work / "Judge.java"
    _program(
        "keytool",
        "-importcert",
        "-noprompt",
        "-alias",
        "it",
        "-file",
        case.certfile,
        "-keystore",
        store,
        "-storetype",
        "PKCS12",
        "-storepass",
        "changeit",
    )
    program.write_text(JAVA, "utf-8")
    options = f"-Djavax.net.ssl.trustStore={store}", "-Djavax.net.ssl.trustStorePassword=changeit"
    return iter(_program("java", *options, program, *case.urls).splitlines())


def _openssl_client(case: Case) -> Iterator[str]:
    for url in case.urls:
        host, _, port = url.removeprefix("https://").removesuffix("/healthz").rpartition(":")
        done = _program(
            "openssl",
            "s_client",
            "-connect",
            f"{host}:{port}",
            "-CAfile",
            case.certfile,
            "-x509_strict",
            "-verify_return_error",
            *_expected_name(host.strip("[]")),
        )
        yield "200" if "Verify return code: 0 (ok)" in done else done


def _expected_name(host: str) -> tuple[str, str]:
    try:
        ip_address(host)
    except ValueError:
        return "-verify_hostname", host
    return "-verify_ip", host


JUDGES = [
    pytest.param(_strict_python, id="python"),
    pytest.param(_curl, id="curl", marks=needs("curl")),
    pytest.param(_node, id="node", marks=needs("node")),
    pytest.param(_java, id="java", marks=[needs("java"), needs("keytool")]),
    pytest.param(_openssl_client, id="openssl s_client", marks=needs("openssl")),
]


@pytest.mark.parametrize("judge", JUDGES)
def test_a_client_that_trusts_the_certificate_is_content_at_every_name_of_this_machine(
    any_server: RunningServer, tmp_path: Path, judge: Callable[[Case], Iterator[str]]
) -> None:
    urls = tuple(any_server.url(host=host) for host in HOSTS)

    verdicts = list(judge(Case(urls, any_server.certfile, tmp_path)))

    assert dict(zip(urls, verdicts, strict=True)) == dict.fromkeys(urls, "200")


@pytest.mark.parametrize("judge", JUDGES)
def test_a_client_that_trusts_another_certificate_refuses(
    server: RunningServer, stranger: Path, tmp_path: Path, judge: Callable[[Case], Iterator[str]]
) -> None:
    urls = (server.url(),)

    verdicts = list(judge(Case(urls, stranger, tmp_path)))

    assert len(verdicts) == 1
    assert verdicts != ["200"]


@needs("openssl")
@pytest.mark.parametrize("host", HOSTS)
def test_openssl_verifies_the_file_strictly(any_server: RunningServer, host: str) -> None:
    certfile = any_server.certfile

    verdict = _program("openssl", "verify", "-x509_strict", "-CAfile", certfile, *_expected_name(host), certfile)

    assert verdict == f"{certfile}: OK\n"


def test_the_same_client_is_served_again_on_the_same_connection(server: RunningServer) -> None:
    connection = connect(server)

    statuses = [ask(connection).status for _ in range(3)]

    connection.close()
    assert statuses == [200, 200, 200]
