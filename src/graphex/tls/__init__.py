"""HTTPS for any ASGI program, with no certificate work.

import uvicorn
from graphex.tls import bootstrap

uvicorn.run(app, port=8443, **bootstrap("certificates").uvicorn_options())
"""

from __future__ import annotations

from graphex.tls.certificates.certificate import CertificateInfo
from graphex.tls.certificates.names import Names
from graphex.tls.findings import CertificateError, Finding, Severity
from graphex.tls.serving.server import ServerTLS, TLSOptions, bootstrap

__all__ = [
    "CertificateError",
    "CertificateInfo",
    "Finding",
    "Names",
    "ServerTLS",
    "Severity",
    "TLSOptions",
    "bootstrap",
]
