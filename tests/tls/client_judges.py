"""Clients that judge a chain by their own rules: the openssl program, Python's `ssl` and curl."""

from __future__ import annotations

import ssl
import subprocess
from typing import TYPE_CHECKING

from tls.listening import listening, over_tls

if TYPE_CHECKING:
    from pathlib import Path

# curl, when the server accepts the connection and says nothing.
_EMPTY_REPLY = 52


def accepted_by_openssl(certfile: Path, root: Path) -> bool:
    """Ask `openssl verify`, with the chain as what the server sends along."""
    command = ["openssl", "verify", "-CAfile", str(root), "-untrusted", str(certfile), str(certfile)]
    return subprocess.run(command, capture_output=True, check=False, timeout=60).returncode == 0


def accepted_by_python(certfile: Path, keyfile: Path, root: Path) -> bool:
    """Shake hands in memory, as urllib and httpx do."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = ssl.create_default_context(cafile=root)
    # From 3.13 on, Python refuses what lacks key identifiers as well, which is a finding of its own.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    client = context.wrap_bio(to_client, to_server, server_hostname="localhost")
    server = _serving(certfile, keyfile).wrap_bio(to_server, to_client, server_side=True)
    for side in (client, server, client, server, client):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
        except ssl.SSLCertVerificationError:
            return False
    return True


def accepted_by_curl(certfile: Path, keyfile: Path, root: Path) -> bool:
    """Connect with curl."""
    with listening(over_tls(_serving(certfile, keyfile))) as port:
        command = ["curl", "-sS", "--noproxy", "*", "--http1.1", "--max-time", "20", "--cacert", str(root)]
        done = subprocess.run([*command, f"https://localhost:{port}/"], capture_output=True, check=False, timeout=60)
    return done.returncode == _EMPTY_REPLY


def _serving(certfile: Path, keyfile: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certfile, keyfile)
    return context
