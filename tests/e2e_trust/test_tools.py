"""Tools with trust of their own refuse at first, and accept after the lines that `trust` prints."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from e2e_trust.servers import serving
from trust_command import Person, make_person

if TYPE_CHECKING:
    from collections.abc import Iterator

_JAVA = """
import java.net.http.*;
class Fetch {
  public static void main(String[] words) throws Exception {
    var request = HttpRequest.newBuilder(java.net.URI.create(words[0])).build();
    var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    System.out.println(answer.statusCode());
  }
}
"""
_GO = """
package main
import ("fmt"; "net/http"; "os")
func main() {
  answer, problem := http.Get(os.Args[1])
  if problem != nil { fmt.Println(problem); os.Exit(1) }
  fmt.Println(answer.StatusCode)
}
"""


@dataclass(frozen=True)
class Tool:
    """A way to fetch `$URL`, and what it says when it does not trust the certificate."""

    name: str
    script: str
    refusal: str


TOOLS = [
    Tool("curl", 'curl -sS "$URL"', "SSL certificate problem"),
    Tool("httpx", """"$PYTHON" -c 'import os, httpx; httpx.get(os.environ["URL"])'""", "CERTIFICATE_VERIFY_FAILED"),
    Tool(
        "urllib",
        """"$PYTHON" -c 'import os, urllib.request as r; r.urlopen(os.environ["URL"])'""",
        "CERTIFICATE_VERIFY_FAILED",
    ),
    Tool(
        "node",
        """node -e 'require("https").get(process.env.URL, () => process.exit(0))'""",
        "UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN",
    ),
    Tool(
        "openssl",
        'place="${URL#https://}"; openssl s_client -verify_return_error -connect "${place%/*}" </dev/null 2>&1',
        "self-signed certificate in certificate chain",
    ),
    Tool("java", 'java Fetch.java "$URL"', "unable to find valid certification path"),
    Tool("go", 'go run fetch.go "$URL"', "certificate signed by unknown authority"),
]


@pytest.fixture(scope="module")
def person(tmp_path_factory: pytest.TempPathFactory) -> Person:
    person = make_person(tmp_path_factory.mktemp("tools"))
    person.graphex("trust")
    (person.home / "Fetch.java").write_text(_JAVA)
    (person.home / "fetch.go").write_text(_GO)
    return person


@pytest.fixture(scope="module")
def url(person: Person) -> Iterator[str]:
    with serving(person.home / "served", person) as port:
        yield f"https://localhost:{port}/healthz"


@pytest.fixture(scope="module")
def lines(person: Person) -> str:
    """Everything that `trust` prints for tools, save what needs an administrator or would change git for good."""
    tools = json.loads(person.graphex("trust", "--json").stdout)["tools"]
    return "\n".join(tool["text"] for tool in tools if "sudo" not in tool["text"] and "config" not in tool["text"])


def says_refusal(text: str, tool: Tool) -> bool:
    return any(words in text for words in tool.refusal.split("|"))


def installed() -> list[Tool]:
    """Choose the tools that this machine has; those of Python come with the tests."""
    return [tool for tool in TOOLS if tool.name in {"httpx", "urllib"} or shutil.which(tool.name)]


@pytest.mark.parametrize("tool", installed(), ids=lambda tool: tool.name)
def test_a_tool_accepts_after_the_lines(person: Person, url: str, lines: str, tool: Tool) -> None:
    variables = {"URL": url, "PYTHON": sys.executable}

    before = person.run("sh", "-c", tool.script, **variables)
    after = person.run("sh", "-ec", f"{lines}\n{tool.script}", **variables)

    assert before.returncode != 0
    assert says_refusal(before.stdout + before.stderr, tool)
    assert after.returncode == 0, after.stderr


def test_git_accepts_after_the_lines(person: Person, url: str, lines: str) -> None:
    script = 'GIT_TERMINAL_PROMPT=0 git ls-remote "${URL%/healthz}/nothing.git"'

    before = person.run("sh", "-c", script, URL=url)
    after = person.run("sh", "-c", f"{lines}\n{script}", URL=url)

    assert "certificate" in before.stderr
    # The server wants a sign-in, which it could only say on a connection that git trusts.
    assert "could not read Username" in after.stderr


def test_the_variables_can_be_evaluated(person: Person) -> None:
    shown = person.run("sh", "-ec", 'eval "$LINES"; printf %s "$SSL_CERT_FILE"', LINES=variables(person))

    assert shown.stdout == str(person.authority / "bundle.pem")


def variables(person: Person) -> str:
    return person.graphex("trust", "--env").stdout
