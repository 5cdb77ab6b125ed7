"""A key with its chain, as one file that somebody else can open: PKCS#12, or PEM."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives import serialization

from graphex.errors import UsageError
from graphex.tls.exchange.material import format_key
from graphex.tls.exchange.out_files import write_out
from graphex.tls.exchange.pfx import format_pfx
from graphex.tls.file_names import is_pfx_name

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

_NAME: Final = "GraphEx"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A chain, the leaf first, and the key of the leaf; `name` is what a person will see in a list of such files."""

    chain: tuple[x509.Certificate, ...]
    key: PrivateKeyTypes = field(repr=False)
    name: str = _NAME
    is_authority: bool = False

    def needs_passphrase(self, out: Path) -> bool:
        """Return whether a file must be encrypted: PKCS#12 always is, and the key of an authority never lies open."""
        return self.is_authority or is_pfx_name(out)

    def write(self, out: Path, passphrase: bytes | None, *, for_old_systems: bool = False) -> None:
        """Write it as the name of the file says, closed to others.

        Raises UsageError without a passphrase that is needed, GraphexError where nothing can be written.
        """
        write_out(out, self._content(out, passphrase, for_old_systems=for_old_systems), private=True)

    def _content(self, out: Path, passphrase: bytes | None, *, for_old_systems: bool) -> bytes:
        if passphrase is None and self.needs_passphrase(out):
            raise UsageError(f"{out} is not written without a passphrase.", hint="Give one.")
        if passphrase is not None and is_pfx_name(out):
            return format_pfx(self.name, self.key, self.chain, passphrase, for_old_systems=for_old_systems)
        chain = b"".join(one.public_bytes(serialization.Encoding.PEM) for one in self.chain)
        return chain + format_key(self.key, passphrase)
