"""How a damaged installation is found in detail, and the commands that mend it.

Nothing else of the package is used here: whatever else is damaged, this has to work.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import importlib.util
import json
import shlex
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from graphex.errors import GraphexError, StartError
from graphex.installation.records import OTHER, OWN, find_record, has_stand_in, other_version, version_of

_SHOWN_FILES = 3


def find_changes(directory: Path) -> GraphexError | None:
    """Return an error that names the files in a directory that are missing or not as they were installed."""
    files = changed_files(directory)
    if not files:
        return None
    more = f" and {len(files) - _SHOWN_FILES} more" if len(files) > _SHOWN_FILES else ""
    return StartError(
        f"Files of GraphEx are missing or were replaced: {', '.join(files[:_SHOWN_FILES])}{more}.",
        hint=mending_commands(directory, remove_other=other_version(directory) is not None),
    )


def changed_files(directory: Path) -> list[str]:
    """Return the files that differ from what the record of the installation says of them."""
    record = find_record(directory, OWN)
    if record is None or not (record / "RECORD").is_file():
        return []
    with (record / "RECORD").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.reader(lines) if row and row[0].startswith(f"{OWN}/")]
    return [name for name, digest, *_ in rows if digest and _digest(directory / name) != digest]


def mending_commands(directory: Path, *, remove_other: bool) -> str:
    """Return the commands that put our files back; words take the place of what cannot be known."""
    python = shlex.quote(sys.executable)
    if importlib.util.find_spec("pip") is not None:
        remove = f"{python} -m pip uninstall -y {OTHER}"
        install = f"{python} -m pip install --force-reinstall --no-deps"
    else:
        remove = f"uv pip uninstall --python {python} {OTHER}"
        install = f"uv pip install --python {python} --reinstall --no-deps"
    # Each call takes away one record of the name: theirs, or our stand-in for it.
    first = f"{remove} && " * (1 + has_stand_in(directory)) if remove_other else ""
    source = _source(directory)
    if source is not None:
        return f"Run: {first}{install} {source}"
    return f"Install GraphEx again from where it came: {first}{install} FILE"


def _source(directory: Path) -> str | None:
    """Return what GraphEx was installed from, as an installer takes it (PEP 610); None if that is gone or secret."""
    record = find_record(directory, OWN)
    if record is None:
        return None
    try:
        known = json.loads((record / "direct_url.json").read_text("utf-8"))
    except (OSError, ValueError):
        return f"{OWN}=={version_of(record)}"
    url = urlsplit(str(known.get("url", "")))
    if url.scheme == "file":
        path = Path(unquote(url.path))
        return shlex.quote(str(path)) if path.exists() else None
    vcs = known.get("vcs_info", {})
    where = f"{vcs['vcs']}+{url.geturl()}@{vcs['commit_id']}" if vcs else url.geturl()
    return None if "@" in url.netloc else shlex.quote(where)


def _digest(file: Path) -> str:
    try:
        content = file.read_bytes()
    except OSError:
        return ""
    return f"sha256={base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b'=').decode('ascii')}"
