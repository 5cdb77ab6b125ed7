"""What is printed about a pair that was issued, exported or imported, and about the steps that come next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from graphex.tls.certificates.authority import authority_label
from graphex.tls.certificates.certificate import describe
from graphex.tls.file_names import is_pfx_name
from graphex.tls.shell import quote
from graphex.tls.store.pair import PairFiles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography import x509

    from graphex.cli.output import Output


def print_pair(output: Output, chain: Sequence[x509.Certificate], files: Sequence[Path]) -> None:
    """Print what was written, and what it is."""
    info = describe(chain[0])
    output.table(
        [
            ("Written", "\n".join(map(str, files))),
            ("Subject", info.subject),
            *([("Names", str(info.names))] if len(info.names) else []),
            ("Issuer", info.issuer),
            ("Valid", f"{info.not_before:%Y-%m-%d} to {info.not_after:%Y-%m-%d}"),
            ("SHA-256", info.sha256),
        ]
    )


def print_server_steps(output: Output, chain: Sequence[x509.Certificate], out: Path) -> None:
    """Say what to do with a pair for another machine."""
    info = describe(chain[0])
    host = next(iter([*info.names.dns, *map(str, info.names.addresses)]))
    if is_pfx_name(out):
        output.result("\nCopy the file to the other machine, and bring it in there:\n")
        output.elsewhere(f"  python3 -m graphex certs import {quote(Path(out.name))}")
    else:
        files = PairFiles(out)
        output.result("\nThe other machine needs these two files and nothing else:\n")
        output.result(f"  ssh {host} mkdir -m 700 graphex-certificates")
        output.result(f"  scp {quote(files.certfile)} {quote(files.keyfile)} {host}:graphex-certificates/")
        output.elsewhere(f"  ssh {host} python3 -m graphex serve -s graphex-certificates")
    output.result(f"\nBrowsers of people who trust the authority of {authority_label(chain[-1])} accept it.")
    output.result(f"That machine cannot renew it: issue another one before {info.not_after:%Y-%m-%d}.")


def print_client_steps(output: Output, chain: Sequence[x509.Certificate], out: Path, authority: Path) -> None:
    """Say what to do with a certificate for a person or program."""
    if is_pfx_name(out):
        output.result("\nThe person opens the file, or imports it in the browser, with its passphrase.")
    else:
        files = PairFiles(out)
        output.result("\nA program shows it like this:\n")
        output.result(f"  curl --cert {quote(files.certfile)} --key {quote(files.keyfile)} https://…")
    output.result("\nIt opens servers that were started with:\n")
    output.result(f"  python3 -m graphex serve --client-ca {quote(authority)}")
    output.result(
        "\nTo take it back, add its SHA-256 to the list of --client-revoked. "
        f"It ends on {describe(chain[0]).not_after:%Y-%m-%d}."
    )
