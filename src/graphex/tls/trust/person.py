"""Whether somebody sits at browsers of their own beside this process: `trust` helps nobody else.

A service, or the first process of a container, runs as a user without browsers; what the people who visit it run as
themselves makes another authority, which its certificate does not come from.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphex.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

# The init process of a system or of a container; 0 is the parent of the first process itself.
_INIT: Final = frozenset({0, 1})
_NO_LOGIN: Final = frozenset({"nologin", "false"})


@dataclass(frozen=True, slots=True)
class Account:
    """The user of a process, and how it came to run; `shell` is None where no file knows the user."""

    uid: int
    shell: str | None
    home: Path
    parent: int
    has_terminal: bool

    @classmethod
    def of_process(cls, environment: Mapping[str, str]) -> Account | None:
        """Describe the user of this process; None where the platform has no such users (Windows)."""
        if not hasattr(os, "geteuid"):
            return None
        import pwd  # noqa: PLC0415 - only where there are such users

        uid = os.geteuid()
        try:
            entry = pwd.getpwuid(uid)
        except KeyError:
            return cls(uid, None, Path(environment.get("HOME", "")), os.getppid(), _has_terminal())
        home = Path(environment.get("HOME") or entry.pw_dir)
        return cls(uid, Path(entry.pw_shell).name, home, os.getppid(), _has_terminal())


def is_person(account: Account | None, environment: Mapping[str, str]) -> bool:
    """Return whether an authority of this user is one that a person's browsers could be told of."""
    if account is None:
        return True
    was_started_by_init = account.parent in _INIT and not account.has_terminal
    is_somebody_else = environment.get("SUDO_UID", str(account.uid)) != str(account.uid)
    is_login = account.shell is not None and account.shell not in _NO_LOGIN
    return is_login and account.home.is_dir() and not was_started_by_init and not is_somebody_else


def refuse_sudo(environment: Mapping[str, str]) -> None:
    """Refuse to work for root in place of the person who called sudo; raises UsageError."""
    person = environment.get("SUDO_USER", "root")
    if hasattr(os, "geteuid") and os.geteuid() == 0 and person != "root":
        raise UsageError(
            f"With sudo this would deal with the authority and the browsers of root, not with those of {person}.",
            hint="Run it without sudo: it prints the one line that needs it.",
        )


def _has_terminal() -> bool:
    try:
        return os.isatty(0) or os.isatty(2)
    except OSError:
        return False
