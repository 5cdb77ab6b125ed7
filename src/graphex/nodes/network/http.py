"""Requests over HTTP."""

from __future__ import annotations

import os
import re
import time
import warnings
from pathlib import Path, PurePosixPath
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from graphex.files import replacing
from graphex.nodes.network.topic import NetworkNode
from graphex.plugin import (
    Boolean,
    DataContainer,
    InputSocket,
    Number,
    OptionalInputSocket,
    OutputSocket,
    String,
    exceptions,
)

_METHODS: Final = ("HEAD", "GET", "POST", "PATCH", "PUT", "DELETE")
# A server that stops sending must not hold a graph up for ever.
_STALLED_AFTER: Final = 300.0
_CHUNK: Final = 1024 * 1024
_PROGRESS_EVERY: Final = 10.0


class NetworkHTTPRequest(NetworkNode):
    """Sends a request to a web server and gives its answer."""

    name = "Network HTTP Request"
    hyperlink = ("https://docs.python-requests.org/en/latest/index.html",)

    url = InputSocket(String, "URL", "The address, beginning with http:// or https://.")
    method = InputSocket(String, "Method", "What to do: HEAD, GET, POST, PATCH, PUT or DELETE.", "GET")
    body = OptionalInputSocket(String, "Body", "The text to send.")
    headers = OptionalInputSocket(DataContainer, "Headers", "Further headers: their names with their values.")
    cookies = OptionalInputSocket(DataContainer, "Cookies", "Cookies to send: their names with their values.")
    certificate = OptionalInputSocket(
        String,
        "Certificate",
        "The PEM file with the certificate and the key by which this side shows who it is (client certificate).",
    )
    auth_username = OptionalInputSocket(
        String, "Auth Username", "The user name for basic authentication; it needs the password too."
    )
    auth_password = OptionalInputSocket(
        String, "Auth Password", "The password for basic authentication; it needs the user name too."
    )
    timeout = OptionalInputSocket(
        Number, "Timeout", "How many seconds to wait for the server; five minutes without a number."
    )
    allow_redirects = InputSocket(
        Boolean, "Allow Redirects", "Whether to follow when the server points to another address.", True
    )
    ignore_certs = InputSocket(
        Boolean,
        "Ignore Certs",
        "Whether to talk to a server whose certificate is not trusted; whoever listens in can then pretend to be it.",
        False,
    )
    error_on_failure = InputSocket(
        Boolean, "Error On Failure", "Whether the node fails if the server answers with a status of 400 or more.", True
    )
    status_code = OutputSocket(Number, "Status Code", "The status of the answer, such as 200.")
    text_response = OutputSocket(String, "Text Response", "The text of the answer.")
    response_headers = OutputSocket(DataContainer, "Response Headers", "The headers of the answer.")

    def run(self) -> None:
        method = self.method
        if method not in _METHODS:
            raise exceptions.InvalidParameterError(self.name, "Method", method, list(_METHODS))
        self.log(f"Performing HTTP {method} request")
        answer = self._send(method)
        self.debug(f"Status {answer.status_code}")
        self.status_code, self.text_response = answer.status_code, answer.text
        self.response_headers = dict(answer.headers)
        if self.error_on_failure:
            answer.raise_for_status()

    def log_prefix(self) -> str:
        return f"[{self.name} - {_without_password(self.url)}] "

    def _send(self, method: str) -> Any:
        # Takes a while to load, and few graphs use the network.
        import requests  # noqa: PLC0415
        from urllib3.exceptions import InsecureRequestWarning  # noqa: PLC0415 - comes with requests

        if self.ignore_certs:
            # Each request would say so again, with a path of the library, to somebody who asked for it.
            warnings.filterwarnings("ignore", category=InsecureRequestWarning)
        body, timeout = self.body, self.timeout
        return requests.request(
            method,
            self.url,
            data=None if body is None else body.encode(),
            headers=_mapping("Headers", self.headers),
            cookies=_cookies(self.cookies),
            auth=self._credentials(),
            timeout=_STALLED_AFTER if timeout is None else timeout,
            allow_redirects=self.allow_redirects,
            cert=self.certificate or None,
            verify=not self.ignore_certs,
        )

    def _credentials(self) -> tuple[str, str] | None:
        user, password = self.auth_username, self.auth_password
        if bool(user) is not bool(password):
            given, missing = ("Auth Username", "Auth Password") if user else ("Auth Password", "Auth Username")
            raise ValueError(f"{given} is given and {missing} is empty; basic authentication needs both.")
        return (user, password) if user and password else None


class NetworkHTTPDownload(NetworkNode):
    """Downloads a file from a web server."""

    name = "Network HTTP Download"
    hyperlink = ("https://docs.python-requests.org/en/latest/index.html",)

    url = InputSocket(String, "URL", "The address, beginning with http:// or https://.")
    path = InputSocket(
        String,
        "Path",
        "Where to put the file; in an existing directory it gets the name that the server or the address gives it.",
    )
    downloaded_file_path = OutputSocket(String, "Downloaded File Path", "The path of the file.")

    def run(self) -> None:
        # Takes a while to load, and few graphs use the network.
        import requests  # noqa: PLC0415

        self.log(f"Downloading file from URL: {_without_password(self.url)}")
        with requests.get(self.url, stream=True, timeout=_STALLED_AFTER) as answer:
            answer.raise_for_status()
            target = self.path
            if os.path.isdir(target):
                target = os.path.join(target, _file_name(answer.headers.get("Content-Disposition", ""), self.url))
            self._save(answer, target)
        self.debug(f"Downloaded to {target}")
        self.downloaded_file_path = target

    def log_prefix(self) -> str:
        return f"[{self.name} - {_without_password(self.url)}] "

    def _save(self, answer: Any, target: str) -> None:
        """Write the answer beside its target, and put it in place when it is whole."""
        if os.path.basename(target) in {"", ".", ".."}:
            # No file can have this name; the system says why.
            open(target, "wb").close()
        told, received = time.monotonic(), 0
        with replacing(Path(target)) as file:
            for chunk in answer.iter_content(_CHUNK):
                received += file.write(chunk)
                if time.monotonic() - told > _PROGRESS_EVERY:
                    told = time.monotonic()
                    self.debug(f"{received:,} bytes so far")


def _mapping(name: str, value: Any) -> dict[str, Any] | None:
    if not value:
        return None
    if not isinstance(value, dict):
        # The class by which graphs have always caught it.
        raise ValueError(  # noqa: TRY004 - likewise
            f"{name} must be a Data Container of names with values, and got a list."
        )
    return {key: str(item) if isinstance(item, int | float) else item for key, item in value.items()}


def _cookies(value: Any) -> dict[str, Any] | None:
    cookies = _mapping("Cookies", value)
    for name, item in (cookies or {}).items():
        if not isinstance(item, str | None):
            raise TypeError(f'The cookie "{name}" must be a text or a number, and is a {type(item).__name__}.')
    return cookies


def _without_password(url: str) -> str:
    """Return an address without the user name and password that it may hold."""
    return re.sub(r"//[^/@]*@", "//", url)


def _file_name(disposition: str, url: str) -> str:
    """Choose the name of a download: that of the header (RFC 6266) or of the address, without any directory."""
    encoded = re.search(r"filename\*\s*=\s*[\w-]*'[^']*'([^;]+)", disposition)
    plain = re.search(r'filename\s*=\s*(?:"([^"]*)"|([^;]+))', disposition)
    given = unquote(encoded[1]) if encoded else (plain[1] or plain[2] or "") if plain else ""
    name = given.strip().replace("\\", "/") or unquote(urlsplit(url).path)
    return PurePosixPath(name).name.strip(". ") or "download"
