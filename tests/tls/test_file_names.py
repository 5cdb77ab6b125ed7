"""What names of files say."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphex.tls.file_names import is_der_name, is_one_part_name, is_pfx_name, looks_like_certificate_file


@pytest.mark.parametrize(
    ("name", "is_pfx", "is_der", "is_one_part", "is_any"),
    [
        ("a.p12", True, False, False, True),
        ("A.PFX", True, False, False, True),
        ("a.pem", False, False, True, True),
        ("a.Key", False, False, True, True),
        ("a.cer", False, True, True, True),
        ("a.der", False, True, True, True),
        ("a.p7b", False, False, False, True),
        ("a.jks", False, False, False, True),
        ("directory", False, False, False, False),
    ],
)
def test_a_suffix_says_what_to_expect(name: str, is_pfx: bool, is_der: bool, is_one_part: bool, is_any: bool) -> None:
    path = Path(name)

    assert (is_pfx_name(path), is_der_name(path), is_one_part_name(path)) == (is_pfx, is_der, is_one_part)
    assert looks_like_certificate_file(name) is is_any
