"""The vault: secrets in the configuration file, encrypted with one password.

A secret is 16 bytes of salt followed by a Fernet token (https://github.com/fernet/spec), in hexadecimal. The key is
derived from the password with PBKDF2-HMAC-SHA-256 (RFC 8018).
"""

from __future__ import annotations

import base64
import os
from typing import TYPE_CHECKING, Final

from graphex.errors import GraphexError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from graphex.masks import Mask

_SALT_BYTES: Final = 16
# Fixed by the format: existing secrets were made with it.
_ITERATIONS: Final = 120_000
_KEY_BYTES: Final = 32


class WrongPasswordError(GraphexError):
    """A secret was not encrypted with this password, or was changed since."""


def encrypt(secret: str, password: str) -> str:
    """Encrypt a text; each time with another result."""
    from cryptography.fernet import Fernet  # noqa: PLC0415 - most runs have no secret

    salt = os.urandom(_SALT_BYTES)
    return (salt + Fernet(_key(password, salt)).encrypt(secret.encode())).hex()


def decrypt(blob: str, password: str, *, name: str = "", file: Path | None = None) -> str:
    """Decrypt what `encrypt` made; WrongPasswordError if the password, which may be that of a file, is another one."""
    from cryptography.fernet import Fernet, InvalidToken  # noqa: PLC0415 - likewise

    what = f"the secret {name}" if name else "the secret"
    try:
        content = bytes.fromhex(blob.strip())
    except ValueError:
        content = b""
    if len(content) <= _SALT_BYTES:
        raise GraphexError(
            f"What is stored for {what} is no encrypted text.",
            hint="Encrypt it again with: python3 -m graphex vault -e",
        )
    salt, token = content[:_SALT_BYTES], content[_SALT_BYTES:]
    try:
        return Fernet(_key(password, salt)).decrypt(token).decode()
    except (InvalidToken, UnicodeDecodeError):
        raise _wrong_password(what, password, file) from None


def _wrong_password(what: str, password: str, file: Path | None) -> WrongPasswordError:
    place = f": it is the first line of {file}" if file else ""
    hint = "Give the password that it was encrypted with."
    if password.startswith("\ufeff"):
        hint = "It begins with a byte order mark, which counts as a part of it: save the file as UTF-8 without one."
    return WrongPasswordError(f"The password for {what} is wrong{place}.", hint=hint)


def read_password(path: Path) -> str:
    """Read the password from the first line of a file."""
    try:
        with path.open(encoding="utf-8") as file:
            password = file.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
        raise GraphexError(
            f"The password file {path} cannot be read: {reason}.", hint="Name another one with -pf."
        ) from error
    if not password:
        raise GraphexError(
            f"The password file {path} has an empty first line.", hint="Write the password into its first line."
        )
    return password


class Vault:
    """The secrets of a configuration, decrypted when they are asked for."""

    def __init__(
        self,
        blobs: Mapping[str, str],
        ask_password: Callable[[], str],
        mask: Mask,
        *,
        file: Path | None = None,
    ) -> None:
        self._blobs = blobs
        self._file = file
        """The file that the password comes from, if it comes from one."""
        self._ask_password = ask_password
        self._mask = mask
        """Hides the password and what was decrypted with it."""
        self._password: str | None = None
        self._known: dict[str, str] = {}

    def names(self) -> Sequence[str]:
        """Return the names of the secrets."""
        return list(self._blobs)

    def reveal(self, name: str) -> str:
        """Decrypt a secret; the password is asked for once."""
        if name not in self._known:
            if self._password is None:
                self._password = self._ask_password()
                self._mask.add(self._password)
            self._known[name] = decrypt(self._blobs[name], self._password, name=name, file=self._file)
            self._mask.add(self._known[name])
        return self._known[name]


def _key(password: str, salt: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 - likewise
    from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC  # noqa: PLC0415 - likewise

    derived = PBKDF2HMAC(SHA256(), _KEY_BYTES, salt, _ITERATIONS).derive(password.encode())
    return base64.urlsafe_b64encode(derived)
