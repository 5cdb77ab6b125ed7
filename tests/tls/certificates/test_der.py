"""Reading DER elements from anything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphex.tls.certificates import der
from graphex.tls.certificates.der import Element


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\x02\x01\x05", Element(der.INTEGER, b"\x05", 3)),
        (b"\x02\x01\x05rest", Element(der.INTEGER, b"\x05", 3)),
        (b"\x30\x00", Element(der.SEQUENCE, b"", 2)),
        (b"\x04\x81\x80" + bytes(128), Element(4, bytes(128), 131)),
        (b"", None),
        (b"\x02", None),
        (b"\x02\x02\x05", None),
        (b"\x1f\x81\x01\x00", None),
        (b"\x30\x80\x00\x00", None),
        (b"\x30\x85\x00\x00\x00\x00\x01\x00", None),
        (b"\x30\x84\xff", None),
    ],
)
def test_an_element_is_read_or_refused(data: bytes, expected: Element | None) -> None:
    assert der.read_element(data) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\x30\x03\x02\x01\x03", Element(der.INTEGER, b"\x03", 3)),
        (b"\x30\x03\x02\x01\x03\r\n", Element(der.INTEGER, b"\x03", 3)),
        (b"\x30\x03\x02\x01\x03more", None),
        (b"\x31\x03\x02\x01\x03", None),
        (b"\x30\x00", None),
    ],
)
def test_the_first_element_of_one_whole_sequence_is_found(data: bytes, expected: Element | None) -> None:
    assert der.first_of_sequence(data) == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"xxOID\x30\x06\x04\x01s\x02\x01\x07", 7),
        (b"xxOID\x30\x03\x04\x01s", None),
        (b"xxOID\x30\x00", None),
        (b"xxOID\x30\x06\x04\x01s\x04\x01\x07", None),
        (b"xxOID", None),
        (b"nothing", None),
    ],
)
def test_a_number_is_found_by_what_stands_before_it(data: bytes, expected: int | None) -> None:
    assert der.integer_after(data, b"OID", skip=1) == expected


@given(st.binary(max_size=64), st.integers(0, 70))
def test_nothing_is_read_beyond_the_data(data: bytes, start: int) -> None:
    element = der.read_element(data, start)

    assert element is None or element.end <= len(data)
