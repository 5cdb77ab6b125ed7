"""Keeping private keys out of git: a rule in the `.gitignore` beside each, written before the key is."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_RULES_NAME: Final = ".gitignore"
_HEADING: Final = "# Private keys that GraphEx has written, and copies of them."
STAGED_MARK: Final = ".graphex-new-"
_OWN_MARK: Final = ".graphex-"
_OWN_RULE: Final = "/.graphex-*"
# cert.pem may hold the key as well, and whoever mends either file leaves copies beside it.
_PAIR_RULES: Final = {"key.pem": ("/cert.pem*", "/key.pem*")}
_SPECIAL: Final = re.compile(r"[\\*?\[\]!# ]")
# No list of rules that a person wrote is longer.
_MAX_BYTES: Final = 1 << 20


def keep_out_of_git(key: Path) -> None:
    """Have git ignore a key, the copies of it that are kept and the files it is staged in, if it lies in a work tree.

    What stands in a `.gitignore` stays; one that cannot be extended is no reason not to go on.
    """
    # RuntimeError: links in a circle.
    with contextlib.suppress(OSError, RuntimeError):
        directory = key.parent.resolve()
        if _is_in_work_tree(directory):
            _extend(directory / _RULES_NAME, _rules_for(key.name))


def _is_in_work_tree(directory: Path) -> bool:
    # A file in linked work trees and submodules.
    return any(os.path.lexists(place / ".git") for place in (directory, *directory.parents))


def _rules_for(name: str) -> tuple[str, ...]:
    final = name.removeprefix(STAGED_MARK)
    if final.startswith(_OWN_MARK):
        return (_OWN_RULE,)
    base = final.partition(".replaced-")[0]
    literal = _SPECIAL.sub(r"\\\g<0>", base).replace("\n", "?")
    return (*_PAIR_RULES.get(base, (f"/{literal}*",)), _OWN_RULE)


def _extend(rules: Path, wanted: tuple[str, ...]) -> None:
    present = _read(rules)
    if present is None:
        return
    lines = {line.strip() for line in present.split(b"\n")}
    # A rule without the slash holds for the directories below as well.
    missing = [rule for rule in map(os.fsencode, wanted) if not {rule, rule[1:]} & lines]
    if not missing:
        return
    heading = [] if _HEADING.encode() in lines else [_HEADING.encode()]
    gap = b"" if not present or present.endswith(b"\n") else b"\n"
    # Appended in one piece: whatever happens, what a person wrote is not touched.
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(rules, flags, 0o644)
    try:
        os.write(descriptor, gap + b"\n".join([*heading, *missing, b""]))
    finally:
        os.close(descriptor)


def _read(rules: Path) -> bytes | None:
    """Return the rules that are there; None for what is no file of rules. Git follows no link in this place."""
    try:
        status = rules.lstat()
    except FileNotFoundError:
        return b""
    if not stat.S_ISREG(status.st_mode) or status.st_size > _MAX_BYTES:
        return None
    return rules.read_bytes()
