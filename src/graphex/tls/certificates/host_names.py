"""Host names in any script, as people write them, and in the ASCII form that certificates hold and clients ask for.

The form is that of browsers: IDNA 2008 (RFC 5891) after the mapping of UTS 46, not transitional. `str.encode("idna")`
is IDNA 2003, for which ß is ss and joiners are nothing: other names, which may belong to somebody else.
"""

from __future__ import annotations

import re
from typing import Final

# RFC 1035 limits, with the underscore that host names of containers and Windows machines hold in practice.
_LABEL: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
MAX_LENGTH: Final = 253


def to_ascii(name: str) -> str:
    """Return a name in its stored form, in lower case; raises ValueError with the reason for one that has none."""
    if len(name) > MAX_LENGTH + 1:
        raise ValueError(f"it is longer than {MAX_LENGTH} characters")
    if name.isascii():
        return name.lower().removesuffix(".")
    # Its tables take 80 ms to load, and nearly every name is ASCII.
    import idna  # noqa: PLC0415

    try:
        mapped = idna.uts46_remap(name, std3_rules=False, transitional=False)
        labels = mapped.removesuffix(".").split(".")
        return ".".join(label if label.isascii() else idna.alabel(label).decode("ascii") for label in labels)
    except UnicodeError as error:
        raise ValueError(f"by IDNA 2008, {_sentence(error)}") from error


def is_dns_name(name: str) -> bool:
    """Return whether a name in its stored form can stand in the DNS, or in what people use beside it."""
    return len(name) <= MAX_LENGTH and all(_LABEL.fullmatch(label) for label in name.split("."))


def _sentence(error: UnicodeError) -> str:
    text = str(error).rstrip(".")
    return text[:1].lower() + text[1:]
