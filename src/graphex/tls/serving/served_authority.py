"""Whether what is served was issued by a local authority of GraphEx: that is then what other devices are to trust."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from graphex.errors import GraphexError
from graphex.tls.certificates.authority import is_authority, permitted
from graphex.tls.certificates.certificate import describe, is_issued_by
from graphex.tls.certificates.names import parse_names

if TYPE_CHECKING:
    from graphex.tls.certificates.certificate import CertificateInfo


@dataclass(frozen=True, slots=True)
class ServedAuthority:
    """The public side of an authority: its certificate, described and as the bytes to hand out."""

    info: CertificateInfo
    pem: bytes
    der: bytes

    def may_sign_for(self, host: str) -> bool:
        """Return whether its constraints permit a name or address; what is neither is never permitted."""
        try:
            names = parse_names([host])
        except GraphexError:
            return False
        return not len(permitted(x509.load_der_x509_certificate(self.der), names)[1])


def served_authority(chain_pem: bytes) -> ServedAuthority | None:
    """Return the authority at the end of a chain that is served, if it is one of GraphEx and issued the leaf."""
    leaf, *others = x509.load_pem_x509_certificates(chain_pem)
    if not others or not is_authority(others[-1]) or not is_issued_by(leaf, others[-1]):
        return None
    root = others[-1]
    return ServedAuthority(describe(root), root.public_bytes(Encoding.PEM), root.public_bytes(Encoding.DER))
