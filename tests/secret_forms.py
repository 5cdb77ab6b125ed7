"""The ways in which programs write a text: those that no secret may be left in."""

from __future__ import annotations

import base64
import html
import json
import shlex
import urllib.parse
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

AROUND = (b"", b"u:", b"user:")
"""What stands before a secret in a longer text: it shifts the characters of base64."""


def written_forms(secret: str) -> list[str]:
    """Return the forms in which programs write a secret, each once."""
    return list(dict.fromkeys([*_quoted(secret), *_in_addresses(secret), *_encoded(secret)]))


def _quoted(secret: str) -> Iterator[str]:
    content = secret.encode()
    as_json = json.dumps(secret)
    yield from (secret, repr(secret), ascii(secret), repr(content), as_json, json.dumps(secret, ensure_ascii=False))
    yield from (json.dumps(as_json), repr(as_json), json.dumps({"of": repr(secret)}), as_json.replace("/", "\\/"))
    yield from (html.escape(secret), escape(secret), quoteattr(secret))
    yield secret.encode("ascii", "xmlcharrefreplace").decode("ascii")
    yield from (shlex.quote(secret), shlex.join(["command", secret]))
    yield from (yaml.safe_dump(secret), yaml.safe_dump({"of": [secret]}), yaml.safe_dump(secret, allow_unicode=True))
    yield from (yaml.safe_dump(secret, default_style=style) for style in ("'", '"', "|"))


def _in_addresses(secret: str) -> Iterator[str]:
    for safe in ("", "/", ":/@"):
        quoted = urllib.parse.quote(secret, safe=safe)
        yield from (quoted, urllib.parse.quote(quoted, safe=""))
    yield from (urllib.parse.quote_plus(secret), urllib.parse.urlencode({"of": secret}))


def _encoded(secret: str) -> Iterator[str]:
    yield secret.encode().hex()
    for before in AROUND:
        content = before + secret.encode()
        for text in (base64.b64encode(content), base64.urlsafe_b64encode(content)):
            whole = text.decode("ascii")
            yield from (whole, whole.rstrip("="), urllib.parse.quote(whole, safe=""))
        yield base64.encodebytes(content).decode("ascii")
        yield json.dumps(base64.encodebytes(content).decode("ascii"))
