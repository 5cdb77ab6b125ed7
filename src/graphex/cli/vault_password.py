"""The password of the secrets, asked for on the terminal."""

from __future__ import annotations

import getpass
import sys

from graphex.errors import UsageError


def ask_vault_password() -> str:
    """Ask for the password; UsageError where there is no terminal to ask on."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            "The password of the secrets is needed, and there is no terminal to ask for it on.",
            hint="Write it into the first line of a file that only you can read, and name that with -pf FILE.",
        )
    return getpass.getpass("Password of the secrets: ", stream=sys.stderr)
