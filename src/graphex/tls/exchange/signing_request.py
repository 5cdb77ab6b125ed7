"""A request to a company's authority, and its key, which waits beside the served pair until the answer comes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from graphex.errors import StartError, UsageError
from graphex.tls.certificates.names import Names, host_names
from graphex.tls.certificates.pem import parse_pem, read_source
from graphex.tls.exchange.material import format_key, read_material
from graphex.tls.exchange.out_files import refuse_existing
from graphex.tls.file_names import KEY_NAME, OWN_MARK
from graphex.tls.store.files import write_atomically
from graphex.tls.store.lock import locked
from graphex.tls.store.pair import create_directory, sync_directory
from graphex.tls.store.refusals import explain

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.tls.certificates.building import KeyType, PrivateKey

# Not a name that a start looks for, so that the served pair is as it was.
_KEY_NAME: Final = f"{OWN_MARK}requested-{KEY_NAME}"
# RFC 5280, ub-common-name.
_COMMON_NAME_MOST: Final = 64
_LABELS: Final = frozenset({"CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"})


@dataclass(frozen=True, slots=True)
class SigningRequest:
    """A request (PKCS#10 in PEM), and the key that waits for the answer to it."""

    pem: bytes
    keyfile: Path
    is_key_new: bool


def requested_key_file(directory: Path) -> Path:
    """Return where the key of a request waits for the answer."""
    return directory / _KEY_NAME


def request_certificate(
    names: Names,
    directory: Path,
    key_type: KeyType,
    *,
    passphrase: bytes | None,
    anew: bool,
    is_type_chosen: bool = False,
) -> SigningRequest:
    """Ask for a server's certificate for these names, with a key that waits in a directory; see below for its options.

    What is served from there stays as it is. Raises UsageError without names, StartError where nothing can be written.
    """
    if not len(names):
        raise UsageError(
            "A request needs the names that the server is reached by.",
            hint=f"Give them: --name {next(iter(host_names()), 'build.example.org')}",
        )
    try:
        key, is_new = ensure_requested_key(
            directory, key_type, passphrase=passphrase, anew=anew, is_type_chosen=is_type_chosen
        )
    except OSError as error:
        raise explain(error, directory) from error
    return SigningRequest(create_request(names, key), requested_key_file(directory), is_new)


def refuse_place_of_request(out: Path, *, force: bool) -> None:
    """Refuse to write a request over what is there; over another request it may be, nothing is lost with that."""
    data = getattr(read_source(out), "data", b"")
    if not any(block.label in _LABELS for block in parse_pem(data).blocks):
        refuse_existing((out,), force=force)


def ensure_requested_key(
    directory: Path, key_type: KeyType, *, passphrase: bytes | None, anew: bool, is_type_chosen: bool = False
) -> tuple[PrivateKey, bool]:
    """Return the key that waits in a directory, and whether it was made now, as it is if none waits or if `anew`.

    Raises UsageError for a key that is not of the chosen type, StartError for one that cannot be opened, OSError where
    nothing can be written.
    """
    path = requested_key_file(directory)
    create_directory(directory)
    with locked(directory):
        if path.exists() and not anew:
            key = _waiting_key(path, passphrase)
            if is_type_chosen and _type_of(key) != key_type:
                raise UsageError(
                    f"The key of the earlier request, {path}, is {_type_of(key)} and not {key_type}.",
                    hint="Make a new key with --force (an answer to the earlier request is then of no use), "
                    f"or ask for {_type_of(key)}.",
                )
            return key, False
        key = _create_key(key_type)
        write_atomically(path, format_key(key, passphrase), 0o600)
        sync_directory(directory)
    return key, True


def create_request(names: Names, key: PrivateKey) -> bytes:
    """Ask for a server's certificate for these names (PKCS#10 in PEM)."""
    listed = [*map(x509.DNSName, names.dns), *map(x509.IPAddress, names.addresses)]
    # Authorities of companies refuse a request without a common name, though no client looks at it.
    common = [name for name in names.dns if len(name) <= _COMMON_NAME_MOST][:1]
    request = (
        x509.CertificateSigningRequestBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name) for name in common]))
        .add_extension(x509.SubjectAlternativeName(listed), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return request.public_bytes(serialization.Encoding.PEM)


def _create_key(key_type: KeyType) -> PrivateKey:
    if key_type == "rsa2048":
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return ec.generate_private_key(ec.SECP256R1())


def _type_of(key: PrivateKey) -> KeyType:
    return "rsa2048" if isinstance(key, rsa.RSAPrivateKey) else "p256"


def _waiting_key(path: Path, passphrase: bytes | None) -> PrivateKey:
    found = read_material([path], passphrase)
    key = found.keys[0].key if found.keys else None
    if isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        return key
    if found.locked:
        raise StartError(
            f"The key of the earlier request, {path}, needs another passphrase.",
            hint="Name the file that holds it with --ssl-key-passphrase-path FILE, or make a new key with --force.",
        )
    raise StartError(
        f"The key of the earlier request, {path}, is damaged.",
        hint="Make a new one with --force; an answer to the earlier request is then of no use.",
    )
