"""The certificates after the first: which belong to the chain, in which order, and what is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphex.tls.authority import is_authority
from graphex.tls.facts import OUTDATED_HASHES
from graphex.tls.rules_form import RSA_BITS, X509_V3
from graphex.tls.shell import rearrange

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphex.tls.facts import CertificateFacts
    from graphex.tls.findings import Finding
    from graphex.tls.rules import Rule, Served

# mkcert signs leaves with its root, so there is no intermediate to send (mkcert, cert.go).
_DIRECT_ISSUERS: Final = ("O=mkcert development CA",)


def chain_from(leaf: CertificateFacts, others: Sequence[CertificateFacts]) -> tuple[CertificateFacts, ...]:
    """Put leaf, its issuer, that one's issuer and so on in order, as far as `others` reach.

    With cross-signed authorities there are several ways up; the first listed wins.
    """
    chain = [leaf]
    while not chain[-1].self_issued:
        issuer = next((other for other in others if other not in chain and chain[-1].issued_by(other)), None)
        if issuer is None:
            break
        chain.append(issuer)
    return tuple(chain)


def without_root(chain: Sequence[CertificateFacts]) -> tuple[CertificateFacts, ...]:
    """Leave out the self-signed authority at the end, which every client has or does not trust."""
    return tuple(certificate for index, certificate in enumerate(chain) if not index or not certificate.self_issued)


def check_order(served: Served) -> Iterator[Finding]:
    """TLS 1.2 clients expect each certificate to certify the one before it (RFC 5246 §7.4.2)."""
    wanted = [c for c in chain_from(served.leaf, served.chain[1:]) if c in served.chain]
    given = [c for c in dict.fromkeys(served.chain) if c in wanted]
    if given != wanted:
        places = ", ".join(str(served.chain.index(certificate) + 1) for certificate in wanted)
        yield served.warning(
            "chain-order",
            f"The certificates are not in the order of the chain, which is {places}.",
            _arranged(served),
        )


def check_complete(served: Served) -> Iterator[Finding]:
    """Only some clients fetch a missing intermediate; others call the certificate untrusted."""
    leaf = served.leaf
    if leaf.self_issued or len(chain_from(leaf, served.chain[1:])) > 1:
        return
    if any(other.subject_der == leaf.issuer_der for other in served.chain[1:]):
        yield served.warning(
            "chain-broken",
            f"The certificate of {leaf.issuer} that is sent along did not sign the server's certificate.",
            "Replace it by the intermediate certificate that came with the server's certificate.",
        )
    elif any(name in leaf.issuer for name in _DIRECT_ISSUERS):
        yield served.notice(
            "chain-incomplete",
            f"The certificate's issuer {leaf.issuer} is not sent along; that is right for this issuer.",
        )
    else:
        yield served.warning(
            "chain-incomplete",
            f"The certificate's issuer {leaf.issuer or '(no name)'} is missing after it.",
            "Use the file that holds the whole chain (fullchain.pem), or append the issuer's certificate"
            + (f": cat intermediate.pem >> {served.certfile}" if served.certfile else "."),
        )


def check_root(served: Served) -> Iterator[Finding]:
    """A root costs every handshake its size and helps nobody."""
    for root in chain_from(served.leaf, served.chain[1:])[1:]:
        # The local authority travels along on purpose: other devices get it from there.
        if root.self_issued and not is_authority(root.certificate):
            yield served.notice(
                "chain-root",
                f"The root certificate {root.subject} is sent along; clients do not need it.",
                _arranged(served),
            )


def check_duplicates(served: Served) -> Iterator[Finding]:
    """A certificate sent twice makes some strict clients give up."""
    repeated = [c for i, c in enumerate(served.chain) if c in served.chain[:i]]
    for certificate in dict.fromkeys(repeated):
        yield served.notice(
            "chain-duplicate", f"The certificate {certificate.subject} is there more than once.", _arranged(served)
        )


def check_unrelated(served: Served) -> Iterator[Finding]:
    """What belongs to no chain of the leaf is a mistake, and confuses simple clients."""
    related = _related(served.chain)
    for certificate in dict.fromkeys(served.chain):
        named = certificate.subject_der == served.leaf.issuer_der  # then `chain-broken` speaks of it
        if certificate not in related and not named:
            yield served.warning(
                "chain-unrelated",
                f"The certificate {certificate.subject or '(no name)'} has nothing to do with the first one.",
                _arranged(served),
            )


def check_signature(served: Served) -> Iterator[Finding]:
    """A self-signed certificate whose own signature is wrong was changed after it was made."""
    leaf, extensions = served.leaf, served.leaf.extensions
    if not leaf.self_issued or leaf.issued_by(leaf):
        return
    # RFC 5280 §3.2: a self-issued certificate may be signed by an older key of the same name.
    if extensions is not None and extensions.authority_key_id not in {None, extensions.subject_key_id}:
        return
    yield served.error("signature-invalid", "The certificate's own signature does not fit it: it is damaged.")


def check_validity(served: Served) -> Iterator[Finding]:
    """An intermediate that expired takes the certificates below it along."""
    chain = without_root(chain_from(served.leaf, served.chain[1:]))
    for distance, issuer in enumerate(chain[1:]):
        if issuer.not_after < served.now:
            # Above the direct issuer there may be another way up that clients know (cross-signed roots).
            state = served.warning if distance else served.error
            yield state(
                "chain-expired",
                f"The intermediate certificate {issuer.subject} expired on {issuer.not_after.date()}.",
                "Replace it by the issuer's current intermediate certificate.",
            )


def check_identifiers(served: Served) -> Iterator[Finding]:
    """OpenSSL and Java look issuers up by key identifier and find none when it differs."""
    chain = chain_from(served.leaf, served.chain[1:])
    issuers = (*chain[1:], *([chain[-1]] if chain[-1].self_issued and chain[-1].issued_by(chain[-1]) else []))
    for certificate, issuer in zip(chain, issuers, strict=False):
        if certificate.extensions is None or issuer.extensions is None:
            continue
        wanted, given = certificate.extensions.authority_key_id, issuer.extensions.subject_key_id
        if wanted is not None and given is not None and wanted != given:
            yield served.warning(
                "chain-key-id",
                f"The certificate {certificate.subject} names its issuer's key {_short(wanted)}, "
                f"but {issuer.subject} has {_short(given)}; Python, curl and Java refuse that.",
                "Have the certificate issued again with the authority key identifier of its issuer.",
            )


def check_identifiers_present(served: Served) -> Iterator[Finding]:
    """RFC 5280 §4.2.1.1 and §4.2.1.2; strict verification cannot see it where the issuer is not at hand."""
    for index, certificate in enumerate(chain_from(served.leaf, served.chain[1:])):
        extensions = certificate.extensions
        if extensions is None or certificate.version != X509_V3:
            continue
        lacks_issuer_key = not certificate.self_issued and extensions.authority_key_id is None
        lacks_own_key = index > 0 and extensions.subject_key_id is None
        if lacks_issuer_key or lacks_own_key:
            which = "authority" if lacks_issuer_key else "subject"
            yield served.warning(
                "key-id-missing",
                f"The certificate {certificate.subject} has no {which} key identifier; Python 3.13 refuses that.",
                "Have it issued again by a current program.",
            )


def check_strength(served: Served) -> Iterator[Finding]:
    """Signatures by SHA-1 or MD5 can be forged; a root's own signature is never looked at."""
    for index, certificate in enumerate(without_root(chain_from(served.leaf, served.chain[1:]))):
        subject = f"The intermediate certificate {certificate.subject}" if index else "The certificate"
        if certificate.signature_hash in OUTDATED_HASHES:
            yield served.error(
                "signature-weak",
                f"{subject} is signed with {certificate.signature_hash.upper()}; clients refuse that.",
                "Have it issued again, signed with SHA-256.",
            )
        if index and certificate.key.algorithm == "RSA" and certificate.key.bits < RSA_BITS:
            yield served.error(
                "chain-key-weak",
                f"{subject} has a key of {certificate.key}; clients refuse less than {RSA_BITS} bits.",
                "Use a certificate from an issuer with a stronger key.",
            )


def _related(given: tuple[CertificateFacts, ...]) -> frozenset[CertificateFacts]:
    """Everything that issued the first certificate, directly or not, cross-signed ways included."""
    related, waiting = {given[0]}, [given[0]]
    while waiting:
        certificate = waiting.pop()
        found = [other for other in dict.fromkeys(given) if other not in related and certificate.issued_by(other)]
        related.update(found)
        waiting.extend(found)
    return frozenset(related)


def _arranged(served: Served) -> str | None:
    """Give the command that puts right order, roots, repetitions and strangers in one go."""
    if served.certfile is None:
        return None
    chain = without_root(chain_from(served.leaf, served.chain[1:]))
    return rearrange(served.certfile, [served.chain.index(certificate) + 1 for certificate in chain])


def _short(identifier: bytes) -> str:
    return identifier[:4].hex(":").upper() + "…"


RULES: Final[tuple[Rule, ...]] = (
    check_signature,
    check_order,
    check_complete,
    check_unrelated,
    check_duplicates,
    check_root,
    check_validity,
    check_identifiers,
    check_identifiers_present,
    check_strength,
)
