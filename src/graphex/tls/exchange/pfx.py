"""A key with its certificate and chain as one encrypted file: PKCS#12, also called PFX."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, PrivateFormat, pkcs12

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
    from cryptography.hazmat.primitives.serialization import KeySerializationEncryption

# What Windows Server 2016, macOS 14 and iOS 17 read at most: they know no AES in such a file, and no SHA-256.
_OLD_ROUNDS: Final = 50_000


def format_pfx(
    name: str,
    key: PrivateKeyTypes,
    chain: Sequence[x509.Certificate],
    passphrase: bytes,
    *,
    for_old_systems: bool = False,
) -> bytes:
    """Put a key and its chain, the leaf first, into one file; `name` is what a person will see in a list."""
    encryption = _for_old_systems(passphrase) if for_old_systems else BestAvailableEncryption(passphrase)
    leaf, *others = chain
    # mypy sees a narrower union of keys than the one that cryptography returns when it loads a key.
    return pkcs12.serialize_key_and_certificates(name.encode(), key, leaf, others or None, encryption)  # type: ignore[arg-type]


def _for_old_systems(passphrase: bytes) -> KeySerializationEncryption:
    return (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(_OLD_ROUNDS)
        .key_cert_algorithm(pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC)
        .hmac_hash(hashes.SHA1())  # noqa: S303 - the only one that these systems read
        .build(passphrase)
    )
