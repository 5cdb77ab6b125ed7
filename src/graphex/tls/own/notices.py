"""What is worth saying about a pair of our own at a start, though it can be served: open keys, missing addresses."""

from __future__ import annotations

import contextlib
import os
import stat
from typing import TYPE_CHECKING, Final

from cryptography import x509

from graphex.tls import shell
from graphex.tls.certificates.authority import is_ours
from graphex.tls.certificates.names import interface_addresses
from graphex.tls.findings import Finding, Severity
from graphex.tls.store.pair import belong_together

if TYPE_CHECKING:
    from graphex.tls.certificates.names import Names
    from graphex.tls.store.pair import PairFiles

KEY_STAYS_OPEN: Final = "key-stays-open"
_OTHERS: Final = 0o077


def protect_own_key(files: PairFiles) -> tuple[Finding, ...]:
    """Close a key of our own that was opened to others, by a copy or an unpacked archive perhaps."""
    try:
        mode = _mode(files)
        if os.name != "posix" or not mode & _OTHERS or not belong_together(files.certfile, files.keyfile):
            return ()
        if not is_ours(x509.load_pem_x509_certificates(files.certfile.read_bytes())):
            return ()
        with contextlib.suppress(OSError):
            files.keyfile.chmod(0o600)
        left = _mode(files)
    except (OSError, ValueError):
        return ()
    return (_still_open(files, left) if left & _OTHERS else _was_open(files, mode),)


def _mode(files: PairFiles) -> int:
    return stat.S_IMODE(files.keyfile.stat().st_mode)


def _was_open(files: PairFiles, mode: int) -> Finding:
    message = f"Others could read the key (mode {mode:04o}); it is closed to them now (0600)."
    hint = f"Renew it: python3 -m graphex certs renew -s {shell.quote(files.directory)}"
    return Finding(Severity.WARNING, "key-was-open", message, files.keyfile, hint)


def _still_open(files: PairFiles, mode: int) -> Finding:
    message = (
        f"{files.keyfile} is open to others (mode {mode:04o}), and cannot be closed to them: "
        "this file system keeps no permissions, or keeps them for another user."
    )
    hint = (
        "Serve from a directory on another file system (-s DIR), or keep the certificate in memory (--ssl-in-memory)."
    )
    return Finding(Severity.WARNING, KEY_STAYS_OPEN, message, files.keyfile, hint)


def unlisted_addresses(extra: Names) -> tuple[Finding, ...]:
    """Return a finding if our certificate lacks the addresses of this machine because the system does not list them."""
    failure = interface_addresses().failure
    if failure is None or extra.addresses:
        return ()
    message = f"The addresses of this machine cannot be listed ({failure}), so the certificate holds its names only."
    hint = "Give those that people open: --name ADDRESS"
    return (Finding(Severity.WARNING, "addresses-unlisted", message, hint=hint),)
