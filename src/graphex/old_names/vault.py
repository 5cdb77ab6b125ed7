"""The name under which plugins import the encryption of secrets."""

from __future__ import annotations

from graphex.secrets.vault import decrypt, encrypt

__all__ = ["decryptSecret", "encryptString"]

decryptSecret = decrypt
encryptString = encrypt
