"""Host names of every script, and their stored form."""

# ruff: noqa: RUF001 - the letters that look alike are the subject

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphex.tls.certificates.host_names import is_dns_name, to_ascii


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("Build.Example.org.", "build.example.org"),
        ("my_host", "my_host"),
        ("straße.example", "xn--strae-oqa.example"),
        ("STRAẞE.example", "xn--strae-oqa.example"),
        ("STRASSE.example", "strasse.example"),
        ("βόλος.example", "xn--nxasmm1c.example"),
        ("bücher.Example.", "xn--bcher-kva.example"),
        ("bu\u0308cher.example", "xn--bcher-kva.example"),
        # Zero width non-joiner and joiner, where the scripts need them.
        ("نامه\u200cای.example", "xn--mgba3gch31f060k.example"),
        ("क्\u200dष.example", "xn--11b2ezcw70k.example"),
        ("日本語。ＪＰ", "xn--wgv71a119e.jp"),
        ("ｅｘａｍｐｌｅ．org", "example.org"),
        ("soft\u00adhyphen.example", "softhyphen.example"),
        ("*.straße.example", "*.xn--strae-oqa.example"),
        ("xn--strae-oqa.example", "xn--strae-oqa.example"),
        ("xn--i-7iq.ws", "xn--i-7iq.ws"),
    ],
)
def test_a_name_has_the_form_that_browsers_ask_for(name: str, stored: str) -> None:
    assert to_ascii(name) == stored


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("i❤.ws", "U+2764"),
        ("join\u200cer.example", "U+200C"),
        ("my_straße.example", "U+005F"),
        ("-ä.example", "hyphen"),
        ("ä" * 64, "long"),
        ("a" * 255, "longer than 253 characters"),
        ("א1a.example", "irection"),
        ("\ud800", "U+D800"),
    ],
)
def test_a_name_without_a_stored_form_says_why(name: str, reason: str) -> None:
    with pytest.raises(ValueError, match=r"it is longer|by IDNA 2008") as caught:
        to_ascii(name)

    assert reason in str(caught.value)


@given(st.text(max_size=80))
def test_the_stored_form_stays_as_it_is(name: str) -> None:
    stored = stored_or_none(name)

    assert stored is None or (stored.isascii() and to_ascii(stored) == stored) or not is_dns_name(stored)


def stored_or_none(name: str) -> str | None:
    try:
        return to_ascii(name)
    except ValueError:
        return None
