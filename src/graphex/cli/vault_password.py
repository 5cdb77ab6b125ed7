"""The password of the secrets: typed on the terminal, or read from standard input where there is none."""

from __future__ import annotations

import getpass
import os
import sys
from typing import Final

from graphex.errors import UsageError

_IN_A_FILE: Final = (
    "Write it into the first line of a file that only you can read, and name that with -pf FILE; or give it on "
    "standard input."
)


def has_terminal() -> bool:
    """Return whether somebody can be asked: standard input may be a pipe, and the terminal is still there."""
    if sys.stdin and sys.stdin.isatty():
        return True
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | getattr(os, "O_NOCTTY", 0)))
    except OSError:
        return False
    return True


def ask_vault_password() -> str:
    """Ask for the password, or read the next line of standard input; UsageError where neither gives one."""
    if has_terminal():
        typed = getpass.getpass("Password of the secrets: ")
        if not typed:
            raise UsageError("The password is empty.", hint="Type the password of the secrets.")
        return typed
    password = next_line()
    if not password:
        raise UsageError(
            "The password of the secrets is needed, and there is no terminal to ask for it on.", hint=_IN_A_FILE
        )
    return password


def next_line() -> str:
    """Read a line of standard input; its end is an empty line."""
    return sys.stdin.readline().rstrip("\r\n") if sys.stdin else ""
