"""Which database Chromium and its relatives on Linux read: the one rule, for this program and for shells of people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_OLD: Final = ".pki/nssdb"
_NEW: Final = "pki/nssdb"
DATA_VARIABLE: Final = "XDG_DATA_HOME"
DEFAULT_DATA: Final = ".local/share"

DATABASE_IN_SHELL: Final = (
    f'case "${DATA_VARIABLE}" in /*) n=${DATA_VARIABLE};; *) n=$HOME/{DEFAULT_DATA};; esac; '
    f'd=$HOME/{_OLD} n=$n/{_NEW}; [ ! -d "$d" ] && [ -d "$n" ] && d=$n'
)
"""The same rule for a POSIX shell: afterwards `$d` names the database."""

MAKE_IN_SHELL: Final = (
    '[ -f "$d/cert9.db" ] || { mkdir -p -m 700 "$d" && certutil -d "sql:$d" -N --empty-password; } || exit'
)
"""Makes the database that `$d` names, unless it is there."""


def chromium_database(home: Path, data: Path) -> Path:
    """Choose the database that Chromium reads: the old place if it is there, else the one below XDG_DATA_HOME.

    Making the old place where the new one is in use would hide all that the browser trusts by now. Where neither is
    there it is the old one: every version of Chromium looks at it.
    """
    old, new = home / _OLD, data / _NEW
    return new if new.is_dir() and not old.is_dir() else old


def command_to_add(nickname: str, trust: str, file: str) -> str:
    """Return a command for any shell that trusts a certificate in the database of whoever runs it."""
    add = f'certutil -d "sql:$d" -A -t "{trust}" -n {nickname} -i "$1"'
    return _in_sh(f"{DATABASE_IN_SHELL}; {MAKE_IN_SHELL}; {add}", file)


def command_to_remove(nickname: str) -> str:
    """Return the command that takes it back."""
    return _in_sh(f'{DATABASE_IN_SHELL}; certutil -d "sql:$d" -D -n {nickname}')


def command_to_import(file: str, *options: str) -> str:
    """Return the command that imports a certificate with its key (PKCS#12), with more options of pk12util."""
    return _in_sh(f'{DATABASE_IN_SHELL}; {MAKE_IN_SHELL}; pk12util -d "sql:$d" -i "$@"', file, *options)


def _in_sh(script: str, *arguments: str) -> str:
    # Not every shell that people type into is a POSIX one, and the variables stay inside.
    return " ".join([f"sh -c '{script}'", *(("sh", *arguments) if arguments else ())])
