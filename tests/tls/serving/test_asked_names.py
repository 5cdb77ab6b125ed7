"""Names that clients ask for and the certificate does not hold."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from graphex.errors import UsageError
from graphex.tls import TLSOptions, bootstrap
from graphex.tls.certificates.names import Names, parse_names
from graphex.tls.serving.asked_names import AskedNames
from patience import until
from tls.handshake import careless, shake_hands

if TYPE_CHECKING:
    from pathlib import Path

HELD = parse_names(["localhost", "127.0.0.1"])


def test_a_name_that_is_held_is_no_news(caplog: pytest.LogCaptureFixture) -> None:
    added = AskedNames().notice("localhost", HELD, own=True)

    assert added == Names()
    assert caplog.text == ""


@pytest.mark.parametrize(("own", "advice"), [(True, "certs renew --add build.corp"), (False, "see a warning")])
def test_another_is_said_once_with_what_to_do(caplog: pytest.LogCaptureFixture, advice: str, *, own: bool) -> None:
    asked = AskedNames()

    asked.notice("build.corp", HELD, own=own)
    is_known = asked.is_known("build.corp")

    assert is_known
    assert advice in caplog.text


@pytest.mark.parametrize("host", ["", "a b", "-x", "x" * 300, "evil\nline", "1.2.3"])
def test_what_is_no_name_is_not_repeated(caplog: pytest.LogCaptureFixture, host: str) -> None:
    added = AskedNames(["*.corp.example"]).notice(host, HELD, own=True)

    assert added == Names()
    assert caplog.text == ""


@pytest.mark.parametrize(
    ("host", "own", "is_added"),
    [("a.corp.example", True, True), ("a.corp.example", False, False), ("a.b.corp.example", True, False)],
)
def test_only_allowed_names_are_added_and_only_to_our_own(host: str, *, own: bool, is_added: bool) -> None:
    added = AskedNames(["*.corp.example"]).notice(host, HELD, own=own)

    assert added == (parse_names([host]) if is_added else Names())


def test_nobody_fills_the_log_or_the_certificate(caplog: pytest.LogCaptureFixture) -> None:
    asked = AskedNames(["*.corp.example"])

    added = [asked.notice(f"n{i}.corp.example", HELD, own=True) for i in range(400)]
    said = [asked.notice(f"n{i}.elsewhere.example", HELD, own=True) for i in range(400)]

    assert sum(len(names) for names in added) == 16
    assert len(said) == 400
    assert len(caplog.records) == 32
    assert asked.is_known("one.more.example")


def test_a_bad_pattern_is_refused_at_start(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        bootstrap(tmp_path, options=TLSOptions(auto_names=("not a name",)))


def test_a_client_s_name_gets_into_the_certificate_where_that_is_allowed(tmp_path: Path) -> None:
    tls = bootstrap(tmp_path, options=TLSOptions(auto_names=("*.corp.example",)))
    context = tls.ssl_context()

    shake_hands(careless(), context, "build.corp.example")
    until(lambda: tls.info().names.covers("build.corp.example"))
    tls.close()

    assert not tls.info().names.covers("other.corp.example")


def test_elsewhere_it_is_only_mentioned(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    tls = bootstrap(tmp_path)
    context = tls.ssl_context()
    before = tls.info().sha256

    shake_hands(careless(), context, "build.corp.example")
    shake_hands(careless(), context, "build.corp.example")
    tls.close()

    assert tls.info().sha256 == before
    assert caplog.text.count("A client asked for build.corp.example") == 1
