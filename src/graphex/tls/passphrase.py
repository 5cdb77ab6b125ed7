"""The passphrase of an encrypted key: from a file, from systemd's credentials, or from the person at the terminal."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphex.errors import StartError
from graphex.tls.file_names import KEY_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CREDENTIAL_NAME: Final = "graphex-key-passphrase"
# A passphrase is a line; whatever is larger is the wrong file, and is not read into memory.
_MAX_BYTES: Final = 4096


def read_passphrase(path: Path | None, *, environment: Mapping[str, str]) -> bytes | None:
    """Read the first line of the passphrase file, else of systemd's credential, else return None.

    Raises StartError when a file was named and cannot be used.
    """
    credentials = environment.get("CREDENTIALS_DIRECTORY")
    if path is None and credentials and (Path(credentials) / CREDENTIAL_NAME).is_file():
        path = Path(credentials) / CREDENTIAL_NAME
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise StartError(
            f"The passphrase file {path} cannot be read: {error.strerror}.",
            hint=f"Name a readable file whose first line is the passphrase of {KEY_NAME}.",
        ) from error
    line = content.split(b"\n", 1)[0].rstrip(b"\r")
    if not line or len(content) > _MAX_BYTES:
        problem = "has no first line" if not line else f"is larger than {_MAX_BYTES} bytes"
        raise StartError(
            f"The passphrase file {path} {problem}.",
            hint=f"Put the passphrase of {KEY_NAME} on the first line of that file, and nothing else.",
        )
    return line


def terminal_prompt() -> Callable[[Path], bytes] | None:
    """Return a way to ask the person at the terminal, or None where nobody could answer."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    return lambda keyfile: os.fsencode(getpass.getpass(f"Passphrase of {keyfile}: ", stream=sys.stderr))
