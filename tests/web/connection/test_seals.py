"""The word or two at the top of every page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from graphex.tls import TLSOptions, bootstrap
from graphex.web.connection.seals import ENCRYPTED, OPEN, look_at

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.tls import ServerTLS

NOW = datetime.now(UTC)
THROUGH_PROXY = [(b"host", b"other.test"), (b"x-forwarded-for", b"203.0.113.9")]


def scope(scheme: str, host: bytes) -> dict[str, object]:
    return {"type": "http", "scheme": scheme, "headers": [(b"host", host)], "client": ("127.0.0.1", 50_000)}


@pytest.mark.parametrize(
    ("scheme", "host", "words"),
    [
        ("https", b"localhost:8080", "Encrypted"),
        ("wss", b"localhost", "Encrypted"),
        ("http", b"localhost", "Not encrypted"),
        ("https", b"other.test", "Certificate of another name"),
    ],
)
def test_a_connection_is_as_well_as_its_certificate(tls: ServerTLS, scheme: str, host: bytes, words: str) -> None:
    assert look_at(scope(scheme, host), tls, now=NOW).words == words


def test_what_others_hold_is_not_judged() -> None:
    assert look_at(scope("https", b"other.test"), None, now=NOW) is ENCRYPTED
    assert look_at(scope("http", b"other.test"), None, now=NOW) is OPEN


def test_the_certificate_of_a_proxy_is_not_judged_by_ours(tls: ServerTLS) -> None:
    through = {**scope("https", b""), "headers": THROUGH_PROXY, "client": ("203.0.113.9", 0)}

    assert look_at(through, tls, now=NOW) is ENCRYPTED


def test_a_temporary_certificate_is_no_green_lock(tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text("broken", encoding="utf-8")
    tls = bootstrap(tmp_path, options=TLSOptions(emergency=True))

    seal = look_at(scope("https", b"localhost"), tls, now=NOW)

    assert (seal.level, seal.words, seal.icon) == ("bad", "Temporary certificate", "warn")
    tls.close()
