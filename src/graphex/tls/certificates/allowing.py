"""The command that makes an authority which may sign for more names: one that exists cannot be changed."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Final

from graphex.tls.certificates.constraints import Constraints
from graphex.tls.certificates.names import Names, machine_names
from graphex.tls.shell import quote

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography import x509

COST: Final = "Only a new authority can, which every device then has to trust anew"


def command_to_allow(authority: x509.Certificate, names: Names, *, directory: Path | None = None) -> str:
    """Return one line that replaces an authority by one that may sign for `names` too.

    What it was allowed besides the local names stays allowed. `directory` is where it lies, if that has to be said.
    """
    earlier, of_machine = Constraints.of_certificate(authority).added, machine_names().wanted
    kept = Names(
        tuple(name for name in earlier.dns if name not in of_machine.dns),
        tuple(address for address in earlier.addresses if address not in of_machine.addresses),
    )
    wanted = kept | Names(tuple(name.removeprefix("*.") for name in names.dns), names.addresses)
    where = () if directory is None else ("--ca-dir", quote(directory))
    allowed = (f"--allow-name {shlex.quote(name)}" for name in (*wanted.dns, *map(str, wanted.addresses)))
    untrust = " ".join(("python3 -m graphex untrust --delete-authority", *where))
    return " ".join((untrust, "&& python3 -m graphex trust", *where, *allowed))
