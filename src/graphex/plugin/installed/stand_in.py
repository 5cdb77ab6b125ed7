"""The stand-in for mitre-graphex: a record of an installed distribution without files.

Plugins depend on mitre-graphex, whose files have the names of ours. Where its stand-in is installed, installers find
the dependency fulfilled. Our wheel brings it along; here it is made for environments that lack it.
"""

from __future__ import annotations

import base64
import hashlib
import zipfile
from typing import TYPE_CHECKING, Final

from graphex.installation.records import OTHER, STAND_IN

if TYPE_CHECKING:
    from pathlib import Path

VERSION: Final = f"1.18.3{STAND_IN}"
"""The version that the record of our wheel has: that which GraphEx is compatible with."""

_METADATA = f"Metadata-Version: 2.1\nName: {OTHER}\nVersion: {{}}\n"
_WHEEL = "Wheel-Version: 1.0\nGenerator: graphex\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def requirement(of: str | None = None) -> str:
    """Return the stand-in as a requirement; `of` is the version that it is to stand for, if not its own."""
    return f"{OTHER}=={_local(of) if of else VERSION}"


def write_wheel(directory: Path, of: str | None = None) -> Path:
    """Write the stand-in as a wheel, for any version of what it stands in for."""
    number = _local(of) if of else VERSION
    name = OTHER.replace("-", "_")
    information = f"{name}-{number}.dist-info"
    files = {f"{information}/METADATA": _METADATA.format(number), f"{information}/WHEEL": _WHEEL}
    record = "".join(f"{file},{_digest(content)},{len(content)}\n" for file, content in files.items())
    path = directory / f"{name}-{number}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for file, content in {**files, f"{information}/RECORD": f"{record}{information}/RECORD,,\n"}.items():
            wheel.writestr(file, content)
    return path


def _local(public: str) -> str:
    return f"{public.partition('+')[0]}{STAND_IN}"


def _digest(content: str) -> str:
    digest = hashlib.sha256(content.encode()).digest()
    return f"sha256={base64.urlsafe_b64encode(digest).rstrip(b'=').decode('ascii')}"
