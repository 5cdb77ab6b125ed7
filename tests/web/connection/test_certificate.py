"""What is said about the certificate that is served: its end, the names that it lacks, and how well it does."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from app_client import AppClient
from graphex.tls.certificates.life import Standing
from graphex.web.connection.certificate import look_at_certificate, report_certificate
from web.given_pairs import serving_given

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.tls import ServerTLS

HTML = {"accept": "text/html"}
CHECK = re.compile(r'<li(?: class="(\w+)")?><svg.*?<(?:span|div)>(.*?)</(?:span|div)>', re.DOTALL)


def checks(page: str) -> dict[str, str]:
    """Return the lines of the verdict as text, each with how well it is; a tick has no class."""
    listed = page.partition('<ul class="checks">')[2].partition("</ul>")[0]
    return {re.sub(r"<[^>]+>", "", text): level or "good" for level, text in CHECK.findall(listed)}


def level_of(page: str, beginning: str) -> str:
    return next(level for text, level in checks(page).items() if text.startswith(beginning))


@pytest.mark.parametrize(
    ("left", "words", "level"),
    [
        (timedelta(days=60, minutes=5), "It is valid for another 60 days", "good"),
        (timedelta(days=4, minutes=5), "It is valid for another 4 days only", "warn"),
        (timedelta(days=1, minutes=5), "It is valid for another 24 hours only", "bad"),
        (timedelta(hours=7, minutes=5), "It is valid for another 7 hours only", "bad"),
        (timedelta(minutes=50), "It is valid for another 49 minutes only", "bad"),
    ],
)
def test_an_end_that_is_near_looks_like_one(tmp_path: Path, left: timedelta, words: str, level: str) -> None:
    with serving_given(tmp_path, left) as app:
        page = AppClient(app).get("/connection", headers=HTML).text
        standing = AppClient(app).get("/api/connection").json()["certificate"]["standing"]

    assert level_of(page, words) == level
    assert f'<progress class="{level}"' in page
    assert f'<a class="lock {level}"' in page
    assert f'<span class="seal {level}"' in page
    assert standing == {"good": "well", "warn": "soon", "bad": "urgent"}[level]
    assert "0 days" not in page.replace("90 days", "").replace("60 days", "")


def test_every_page_says_that_the_end_is_near(tmp_path: Path) -> None:
    with serving_given(tmp_path, timedelta(hours=7, minutes=5)) as app:
        page = AppClient(app).get("/sign-in", headers=HTML).text

    assert "Certificate ends in 7 hours" in page


def test_who_issued_it_is_whom_to_ask_for_the_next(tmp_path: Path) -> None:
    with serving_given(tmp_path, timedelta(days=4)) as app:
        page = AppClient(app).get("/connection", headers=HTML).text

    assert "Get another certificate from Example Company, and replace cert.pem and key.pem" in page


@pytest.mark.parametrize("host", ["wrong.test", "192.0.2.7", "[2001:db8::1]"])
def test_a_name_that_is_missing_is_no_tick_and_no_green_seal(tmp_path: Path, host: str) -> None:
    with serving_given(tmp_path, timedelta(days=60)) as app:
        page = AppClient(app).get("/connection", headers={**HTML, "host": f"{host}:8080"}).text

    assert level_of(page, f"It does not hold for {host.strip('[]')}") == "bad"
    assert "get another certificate from Example Company with this name" in page
    assert "--name" not in page
    assert "Certificate of another name" in page


def test_the_end_of_ours_is_not_ours_to_worry_about(tls: ServerTLS) -> None:
    report = report_certificate(tls, "localhost", datetime.now(UTC))

    assert (report.standing, report.covers_host, report.level) == (Standing.WELL, True, "good")
    assert report.renewal is not None


@pytest.mark.parametrize(
    ("after_end", "words"),
    [
        (timedelta(days=-400), "Certificate not valid yet"),
        (timedelta(0), "Certificate expired"),
        (timedelta(days=-3), "Certificate ends in 3 days"),
        (timedelta(minutes=-1), "Certificate ends in 1 minute"),
        (timedelta(days=-100), "Encrypted"),
    ],
)
def test_the_word_at_the_top_is_the_worst_that_there_is_to_say(
    tls: ServerTLS, after_end: timedelta, words: str
) -> None:
    seal = look_at_certificate(tls.info(), "localhost", tls.info().not_after + after_end)

    assert seal.words == words
