"""The certificates after the first: which belong to the chain, in which order, and what is wrong with them."""

from __future__ import annotations

from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from graphex.tls.certificates.authority import is_authority
from graphex.tls.certificates.facts import OUTDATED_HASHES
from graphex.tls.check.rules.form import RSA_BITS, X509_V3
from graphex.tls.shell import quote, rearrange

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from graphex.tls.certificates.facts import CertificateFacts
    from graphex.tls.check.rules.rule import Rule, Served
    from graphex.tls.findings import Finding

_LEAVE_OUT: Final = "Leave it out."
# mkcert signs leaves with its root, so there is no intermediate to send (mkcert, cert.go).
_DIRECT_ISSUERS: Final = ("O=mkcert development CA",)


def chain_from(
    leaf: CertificateFacts, others: Sequence[CertificateFacts], now: datetime
) -> tuple[CertificateFacts, ...]:
    """Put leaf, its issuer, that one's issuer and so on in order, as far as `others` reach.

    With cross-signed authorities there are several ways up. As OpenSSL does (crypto/x509/x509_vfy.c, find_issuer), the
    first issuer wins that the key identifiers fit and that is valid now; where none is valid, the one that was last.
    """
    chain = [leaf]
    while not chain[-1].self_issued:
        issuers = [other for other in others if other not in chain and chain[-1].issued_by(other)]
        if not issuers:
            break
        chain.append(max(issuers, key=partial(_fitness, chain[-1], now)))
    return tuple(chain)


def _fitness(certificate: CertificateFacts, now: datetime, issuer: CertificateFacts) -> tuple[bool, bool, float]:
    is_valid = issuer.is_valid(now)
    return certificate.names_key_of(issuer), is_valid, 0.0 if is_valid else issuer.not_after.timestamp()


def without_root(chain: Sequence[CertificateFacts]) -> tuple[CertificateFacts, ...]:
    """Leave out the self-signed authority at the end, which every client has or does not trust."""
    return tuple(certificate for index, certificate in enumerate(chain) if not index or not certificate.self_issued)


def without_dead_end(chain: Sequence[CertificateFacts], now: datetime) -> tuple[CertificateFacts, ...]:
    """Leave out what expired above the direct issuer, and all above it: no client gets to a root that way."""
    return (*chain[:2], *takewhile(lambda certificate: now <= certificate.not_after, chain[2:]))


def check_order(served: Served) -> Iterator[Finding]:
    """TLS 1.2 clients expect each certificate to certify the one before it (RFC 5246 §7.4.2)."""
    wanted = [c for c in _chain(served) if c in served.chain]
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
    if leaf.self_issued or len(_chain(served)) > 1:
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
            # An empty line before it: without a last line end of the file, two blocks would be glued together.
            + (f": {{ echo; cat intermediate.pem; }} >> {quote(served.certfile)}" if served.certfile else "."),
        )


def check_root(served: Served) -> Iterator[Finding]:
    """A root costs every handshake its size and helps nobody."""
    for root in _chain(served)[1:]:
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
    related, issuers = _related(served.chain), {certificate.issuer_der for certificate in _chain(served)}
    for certificate in dict.fromkeys(served.chain):
        subject = certificate.subject or "(no name)"
        if certificate in related:
            continue
        if certificate.subject_der not in issuers:
            message = f"The certificate {subject} has nothing to do with the first one."
            yield served.warning("chain-unrelated", message, _arranged(served))
        elif len(_chain(served)) > 1:  # otherwise `chain-broken` speaks of it
            message = f"A certificate of {subject} with another key is sent along; clients that go by names take it."
            yield served.warning("chain-unrelated", message, _arranged(served))


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
    """An intermediate that expired takes the certificates below it along, unless clients find another way up."""
    chain = without_root(_chain(served))
    for distance, issuer in enumerate(chain[1:], start=1):
        if issuer.not_after < served.now:
            message = f"The intermediate certificate {issuer.subject} expired on {issuer.not_after.date()}."
            if distance == 1:
                hint = "Replace it by the issuer's current intermediate certificate."
                yield served.error("chain-expired", message, hint)
            else:
                # The authority has a root of its own in trust stores (Let's Encrypt's X1, signed by DST X3 as well).
                yield served.warning("chain-outdated", message, _arranged(served) or _LEAVE_OUT)
        elif served.now < issuer.not_before:
            yield served.warning(
                "chain-not-yet-valid",
                f"The intermediate certificate {issuer.subject} is not valid before {issuer.not_before.date()}; "
                f"this machine's clock says {served.now.date()}.",
                "Compare the clock with the right time: date -u",
            )


def check_expired_siblings(served: Served) -> Iterator[Finding]:
    """An expired certificate beside a valid one of the same authority is passed over by OpenSSL, but not by all."""
    chain, related = _chain(served), _related(served.chain)
    names = {certificate.subject_der for certificate in chain[1:]}
    for certificate in dict.fromkeys(served.chain[1:]):
        is_sibling = certificate in related and certificate not in chain and certificate.subject_der in names
        if is_sibling and certificate.not_after < served.now:
            yield served.warning(
                "chain-outdated",
                f"A certificate of {certificate.subject} that expired on {certificate.not_after.date()} is sent along "
                "beside the valid one; old clients take the wrong one.",
                _arranged(served) or _LEAVE_OUT,
            )


def check_identifiers(served: Served) -> Iterator[Finding]:
    """OpenSSL and Java look issuers up by key identifier and find none when it differs."""
    chain = _chain(served)
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
    for index, certificate in enumerate(_chain(served)):
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
    for index, certificate in enumerate(without_root(_chain(served))):
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
    """Return the command that puts right order, roots, repetitions, strangers and what expired in one go."""
    if served.certfile is None:
        return None
    chain = without_dead_end(without_root(_chain(served)), served.now)
    return rearrange(served.certfile, [served.chain.index(certificate) + 1 for certificate in chain])


def _chain(served: Served) -> tuple[CertificateFacts, ...]:
    return chain_from(served.leaf, served.chain[1:], served.now)


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
    check_expired_siblings,
    check_identifiers,
    check_identifiers_present,
    check_strength,
)
