"""A pair out of files of any format and split: read, chosen, checked, and put in place of what is served."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphex.errors import StartError, UsageError
from graphex.tls.certificates.authority import is_authority
from graphex.tls.exchange.arrival import Arrival, check_arrival, choose_pair, install
from graphex.tls.exchange.material import Material, read_material
from graphex.tls.exchange.signing_request import requested_key_file
from graphex.tls.store.pair import PairFiles
from graphex.tls.store.refusals import explain

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from cryptography import x509

    from graphex.tls.findings import Finding


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came of a pair that arrived; where it could not be served, nothing was changed.

    `copies` are those kept of the pair before; `is_key_open` says that the key is stored without a passphrase.
    """

    files: PairFiles
    chain: tuple[x509.Certificate, ...]
    findings: tuple[Finding, ...]
    is_in_place: bool
    copies: tuple[Path, ...] = ()
    is_key_open: bool = True


def read_delivery(paths: Sequence[Path], passphrase: bytes | None, *, ask: Callable[[Path], bytes]) -> Material:
    """Read the files, asking for a passphrase if one is needed and none was given.

    Raises UsageError for files that are not there, StartError for those that the passphrase does not open.
    """
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise UsageError(f"There is no {', '.join(missing)}.", hint="Name files that exist.")
    material = read_material(paths, passphrase)
    if material.locked and passphrase is None:
        material = read_material(paths, ask(material.locked[0]))
    if material.locked:
        raise StartError(
            f"The passphrase does not open {material.locked[0]}.", hint="Correct it, or import that file by itself."
        )
    return material


def deliver_pair(
    material: Material,
    directory: Path,
    passphrase: bytes | None,
    *,
    ask: Callable[[Path], bytes] | None,
    now: dt.datetime,
) -> Delivery:
    """Put the pair in these files in place, once it has passed every rule of a start.

    Its key is stored with `passphrase`, if there is one. `ask` is called where only a passphrase opens a key that waits
    in the directory. Raises StartError, with what is missing, where there is no pair; UsageError for an authority.
    """
    files = PairFiles(directory)
    arrival, passphrase = find_pair(material, files, passphrase, ask=ask, now=now)
    pair = arrival.pair(passphrase)
    try:
        result = check_arrival(pair, directory, passphrase=passphrase, now=now)
        if not result.ok:
            return Delivery(files, arrival.chain, result.findings, is_in_place=False)
        is_answer = arrival.key.path == requested_key_file(directory)
        copies = install(pair, directory, now=now, fulfilled=is_answer)
    except OSError as error:
        raise explain(error, directory) from error
    return Delivery(
        files, arrival.chain, result.findings, is_in_place=True, copies=copies, is_key_open=passphrase is None
    )


def find_pair(
    material: Material,
    files: PairFiles,
    passphrase: bytes | None,
    *,
    ask: Callable[[Path], bytes] | None,
    now: dt.datetime,
) -> tuple[Arrival, bytes | None]:
    """Choose the pair, and the passphrase to store its key with.

    A key counts that waits in the directory for the answer to a request, or that is served from there: authorities
    send only the certificate back.
    """
    arrival = choose_pair(material.certificates, material.keys, now=now)
    if arrival is None and material.certificates:
        arrival, passphrase = _with_waiting_key(files, material, passphrase, ask, now)
    if arrival is None:
        raise _nothing_fits(material, files)
    if is_authority(arrival.chain[0]):
        raise UsageError(
            "This is an authority, and no server's certificate.",
            hint="Import it as one: python3 -m graphex certs import --authority FILE",
        )
    return arrival, passphrase


def _with_waiting_key(
    files: PairFiles,
    material: Material,
    passphrase: bytes | None,
    ask: Callable[[Path], bytes] | None,
    now: dt.datetime,
) -> tuple[Arrival | None, bytes | None]:
    paths = [path for path in (requested_key_file(files.directory), files.keyfile) if path.exists()]
    waiting = read_material(paths, passphrase)
    arrival = choose_pair(material.certificates, waiting.keys, now=now)
    if arrival is not None or not waiting.locked or ask is None:
        return arrival, passphrase
    asked = ask(waiting.locked[0])
    return choose_pair(material.certificates, read_material(waiting.locked, asked).keys, now=now), asked


def _nothing_fits(material: Material, files: PairFiles) -> StartError:
    if not material.certificates:
        return StartError(
            "There is no certificate in these files.", hint="Add the file that the authority has sent, or the .p12."
        )
    names = " and ".join(dict.fromkeys(one.subject or "(no name)" for one in material.certificates))
    if material.keys:
        return StartError(
            f"None of the keys belongs to a certificate: {names}.", hint="Add the key that it was made with."
        )
    return StartError(
        f"There is no key for {names}, neither in these files nor in {files.directory}.",
        hint="Add the file that holds it, or name the directory where the request was made with -s DIR.",
    )
