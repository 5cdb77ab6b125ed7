"""Reading the private key, and telling whether it belongs to the certificate."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa

from graphex.tls import shell
from graphex.tls.certificates import der
from graphex.tls.certificates.facts import attempt, has_explicit_curve, key_facts, loads
from graphex.tls.check.files import key_file_flaw, missing
from graphex.tls.check.rules.chain import chain_from, without_dead_end, without_root
from graphex.tls.check.rules.form import NEW_KEY, key_error, key_warning
from graphex.tls.findings import Finding, Severity

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from graphex.tls.certificates.facts import CertificateFacts, KeyFacts
    from graphex.tls.certificates.pem import Block
    from graphex.tls.check.files import PemFile
    from graphex.tls.check.rules.rule import Served

LEAF_NOT_FIRST: Final = "leaf-not-first"
PASSPHRASE_NEEDED: Final = "passphrase-needed"  # noqa: S105 - the code of a finding

# RSA with 16,384 bits, the most that OpenSSL computes with, takes 10 KB; checking primes of more takes hours.
MAX_KEY_BYTES: Final = 16 * 1024
# RFC 8018 appendix A.2 and RFC 7914 §7. OpenSSL writes 2,048 rounds, careful people a few hundred thousand; a file
# must not be able to hold up the start for hours.
_PBKDF2: Final = bytes.fromhex("06092a864886f70d01050c")
_MAX_PBKDF2_ROUNDS: Final = 10_000_000
_SCRYPT: Final = bytes.fromhex("06092b06010401da47040b")
_MAX_SCRYPT_COST: Final = 1 << 20
_PROBE: Final = b"any text"


@dataclass(frozen=True, slots=True)
class ReadKey:
    """The first private key of a file; without it, `findings` say why."""

    key: PrivateKeyTypes | None = field(default=None, repr=False)
    facts: KeyFacts | None = None
    findings: tuple[Finding, ...] = ()


def read_key(file: PemFile, passphrase: bytes | None) -> ReadKey:
    """Read the private key that OpenSSL would use from a file: the first one."""
    if file.source is None:
        return ReadKey(findings=file.findings)
    flaw = key_file_flaw(file)
    if flaw is not None:
        return ReadKey(findings=(flaw,))
    if not file.pem.keys:
        return ReadKey(findings=(missing(file, "private key"),))
    return _load(file, file.pem.keys[0], passphrase)


def check_count(file: PemFile) -> tuple[Finding, ...]:
    """OpenSSL silently uses the first of several keys."""
    count = len(file.pem.keys)
    if count <= 1:
        return ()
    message = f"{file.path} holds {count} private keys; only the first is used."
    hint = f"Leave one key in the file. This leaves the first: {shell.rewrite(file.path, shell.pick_key(1))}"
    return (Finding(Severity.WARNING, "key-several", message, file.path, hint),)


def check_kind(key: KeyFacts, path: Path) -> tuple[Finding, ...]:
    """Judge a key for which there is no certificate to judge."""
    problem, reluctance = key_error(key), key_warning(key)
    return (
        *([Finding(Severity.ERROR, problem[0], problem[1], path, problem[2])] if problem else []),
        *([Finding(Severity.WARNING, reluctance[0], reluctance[1], path, reluctance[2])] if reluctance else []),
    )


def check_match(served: Served, key: ReadKey) -> tuple[Finding, ...]:
    """The key must be the first certificate's; when it is another's, the file is in the wrong order."""
    certfile, keyfile, wanted, given = served.certfile, served.keyfile, served.leaf.key, key.facts
    if certfile is None or keyfile is None or given is None or wanted.spki in {None, given.spki}:
        return ()
    owner = next((certificate for certificate in served.chain if certificate.key.spki == given.spki), None)
    if owner is not None:
        return (_leaf_not_first(served, owner, certfile, keyfile),)
    message = (
        f"{keyfile} does not belong to {certfile}: "
        f"the certificate has the key {wanted} {wanted.fingerprint}, the file {given} {given.fingerprint}."
    )
    hint = (
        "Use the key that the certificate was made with. This shows a key's fingerprint: "
        f"openssl pkey -in {shell.quote(keyfile)} -pubout -outform der | openssl sha256"
    )
    return (Finding(Severity.ERROR, "key-mismatch", message, keyfile, hint),)


def _leaf_not_first(served: Served, owner: CertificateFacts, certfile: Path, keyfile: Path) -> Finding:
    chain = without_dead_end(without_root(chain_from(owner, served.chain, served.now)), served.now)
    number = served.chain.index(owner) + 1
    message = f"The key in {keyfile} belongs to certificate {number} of {certfile}, and the server's must come first."
    hint = shell.rearrange(certfile, [served.chain.index(certificate) + 1 for certificate in chain])
    return Finding(Severity.ERROR, LEAF_NOT_FIRST, message, certfile, hint)


def public_facts(block: Block, passphrase: bytes | None = None) -> KeyFacts | None:
    """Return the public half of a key, None when it cannot be read (or not without a passphrase)."""
    if len(block.der) > MAX_KEY_BYTES or (block.encrypted and (passphrase is None or _is_too_costly(block.der))):
        return None
    key = attempt(lambda: _private_key(block, passphrase))
    return None if key is None else attempt(lambda: key_facts(key.public_key()))


def _load(file: PemFile, block: Block, passphrase: bytes | None) -> ReadKey:
    if len(block.der) > MAX_KEY_BYTES:
        return _unusable(file, "key-malformed", f"The key in {file.path} is larger than any that OpenSSL can use.")
    if block.encrypted and passphrase is None:
        message = f"The key in {file.path} is protected by a passphrase, and none was given."
        hint = f"Give the passphrase, or store the key without it: {_without_passphrase(file.path)}"
        return _unusable(file, PASSPHRASE_NEEDED, message, hint)
    if block.encrypted and _is_too_costly(block.der):
        message = f"Deriving the key of {file.path} from its passphrase would take too long."
        return _unusable(file, "key-malformed", message)
    key = attempt(lambda: _private_key(block, passphrase))
    explicit = has_explicit_curve(block.der)
    if key is None:
        return _refused(file, block, explicit=explicit)
    if not loads(lambda: _prove_working(key)):
        return _unusable(file, "key-malformed", f"The key in {file.path} is damaged: what it signs does not verify.")
    return ReadKey(key, attempt(lambda: key_facts(key.public_key(), explicit_curve=explicit)))


def _prove_working(key: PrivateKeyTypes) -> None:
    """Sign and verify: a damaged private half can load, and fit its public half, and still spoil every handshake."""
    match key:
        case rsa.RSAPrivateKey():
            signature = key.sign(_PROBE, padding.PKCS1v15(), hashes.SHA256())
            key.public_key().verify(signature, _PROBE, padding.PKCS1v15(), hashes.SHA256())
        case ec.EllipticCurvePrivateKey():
            signature = key.sign(_PROBE, ec.ECDSA(hashes.SHA256()))
            key.public_key().verify(signature, _PROBE, ec.ECDSA(hashes.SHA256()))
        case ed25519.Ed25519PrivateKey() | ed448.Ed448PrivateKey():
            key.public_key().verify(key.sign(_PROBE), _PROBE)


def _private_key(block: Block, passphrase: bytes | None) -> PrivateKeyTypes:
    # cryptography refuses a passphrase that a key does not need; OpenSSL ignores it, and so do we.
    return serialization.load_pem_private_key(block.text, passphrase if block.encrypted else None)


def _refused(file: PemFile, block: Block, *, explicit: bool) -> ReadKey:
    if block.encrypted:
        message = f"The passphrase given does not open the key in {file.path}."
        hint = f"Try it by hand: openssl pkey -in {shell.quote(file.path)} -noout"
        return _unusable(file, "passphrase-wrong", message, hint)
    if explicit:
        message = f"The key in {file.path} spells out its elliptic curve instead of naming it; clients refuse that."
        return _unusable(file, "key-curve-explicit", message, NEW_KEY)
    if attempt(lambda: _is_unsupported(block)):
        message = f"The key in {file.path} is of a kind that TLS servers cannot use."
        return _unusable(file, "key-unsupported", message, NEW_KEY)
    return _unusable(file, "key-malformed", f"The key in line {block.line} of {file.path} cannot be decoded.")


def _is_unsupported(block: Block) -> bool:
    try:
        serialization.load_pem_private_key(block.text, None)
    except UnsupportedAlgorithm:
        return True
    return False


def _unusable(file: PemFile, code: str, message: str, hint: str | None = None) -> ReadKey:
    hint = hint or "Copy the key again from where it was made."
    return ReadKey(findings=(Finding(Severity.ERROR, code, message, file.path, hint),))


def _is_too_costly(data: bytes) -> bool:
    rounds = der.integer_after(data, _PBKDF2, skip=1)
    cost = der.integer_after(data, _SCRYPT, skip=1)
    return (rounds or 0) > _MAX_PBKDF2_ROUNDS or (cost or 0) > _MAX_SCRYPT_COST


def _without_passphrase(path: Path) -> str:
    before = shell.quote(path, ".before")
    return f"cp -p {shell.quote(path)} {before} && openssl pkey -in {before} > {shell.quote(path)}"
