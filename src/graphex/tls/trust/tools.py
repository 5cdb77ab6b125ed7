"""The lines that make tools with trust of their own accept the authority."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from graphex.tls.trust.stores.java import STORE_PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graphex.tls.trust.model import Root
    from graphex.tls.trust.surroundings import Surroundings

TRUSTSTORE_NAME: Final = "java-truststore"
_NEEDS_QUOTES: Final = re.compile(r"[\s\"']")
_NODE_VARIABLE: Final = "NODE_EXTRA_CA_CERTS"


@dataclass(frozen=True, slots=True)
class ToolLine:
    """What one tool needs: a variable for every shell that starts it, or a command to run once."""

    tool: str
    kind: Literal["variable", "command"]
    text: str

    def as_json(self) -> dict[str, str]:
        """Return it for programs."""
        return {"tool": self.tool, "kind": self.kind, "text": self.text}


def tool_lines(root: Root, bundle: Path, surroundings: Surroundings) -> tuple[ToolLine, ...]:
    """Return the lines for the shell of this platform."""
    return tuple(_lines(root, bundle, surroundings))


def _lines(root: Root, bundle: Path, surroundings: Surroundings) -> Iterator[ToolLine]:
    def variable(tool: str, name: str, value: Path | str) -> ToolLine:
        return ToolLine(tool, "variable", _assignment(name, str(value), surroundings.platform))

    # Node adds this file to its own roots; a file that is named already must not be lost.
    others = surroundings.environment.get(_NODE_VARIABLE, str(root.file))
    yield variable("Node.js", _NODE_VARIABLE, root.file if others == str(root.file) else bundle)
    yield variable("requests, pip", "REQUESTS_CA_BUNDLE", bundle)
    yield variable("httpx, Python, OpenSSL, Go", "SSL_CERT_FILE", bundle)
    yield variable("curl", "CURL_CA_BUNDLE", bundle)
    yield variable("git", "GIT_SSL_CAINFO", bundle)
    yield ToolLine("git, for good", "command", f"git config --global http.sslCAInfo {_quote(bundle, surroundings)}")
    if surroundings.find_program("java") and surroundings.platform != "win32":
        yield from _java_lines(root, bundle.with_name(TRUSTSTORE_NAME), surroundings)
    if surroundings.platform == "linux":
        directory = "/etc/docker/certs.d/localhost:8080"
        copy = f"sudo install -D -m 644 {shlex.quote(str(root.file))} {directory}/ca.crt"
        yield ToolLine("Docker, for a registry at localhost:8080", "command", copy)


def _java_lines(root: Root, truststore: Path, surroundings: Surroundings) -> Iterator[ToolLine]:
    """Copy the roots of Java, add the authority, and have Java use the copy."""
    home = '"$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")"'
    target = shlex.quote(str(truststore))
    words = f"-storepass {STORE_PASSWORD} -noprompt -alias graphex"
    copy = f"cp {home}/lib/security/cacerts {target} && chmod 600 {target}"
    add = f"keytool -importcert {words} -file {shlex.quote(str(root.file))} -keystore {target}"
    yield ToolLine("Java, once", "command", f"{copy} && {add}")
    options = f"-Djavax.net.ssl.trustStore={_quote_for_java(str(truststore))}"
    yield ToolLine("Java", "variable", _assignment("JAVA_TOOL_OPTIONS", options, surroundings.platform))


def _quote_for_java(text: str) -> str:
    """Write a word of JAVA_TOOL_OPTIONS: Java splits them at blanks, and knows quotes of both kinds but no escapes."""
    if not _NEEDS_QUOTES.search(text):
        return text
    # What holds one kind of quotes stands in the other kind.
    parts = re.findall(r'"+|[^"]+', text)
    return "".join(f"'{part}'" if part.startswith('"') else f'"{part}"' for part in parts)


def _assignment(name: str, value: str, platform: str) -> str:
    if platform == "win32":
        return f"$env:{name} = '{value.replace(chr(39), chr(39) * 2)}'"
    return f"export {name}={shlex.quote(value)}"


def _quote(path: Path, surroundings: Surroundings) -> str:
    return f'"{path}"' if surroundings.platform == "win32" else shlex.quote(str(path))
