"""From the files that somebody names to the pair or authority in them, or a sentence about what is missing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec

from graphex.cli.words.passphrases import passphrase_from_file, passphrase_of
from graphex.errors import StartError, UsageError
from graphex.paths import user_path
from graphex.tls.certificates.authority import Authority, is_authority
from graphex.tls.exchange.arrival import Arrival, choose_pair
from graphex.tls.exchange.material import Material, read_material
from graphex.tls.exchange.signing_request import requested_key_file
from graphex.tls.passphrase import read_passphrase, terminal_prompt

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from graphex.cli.output import Output
    from graphex.settings import Settings
    from graphex.tls.store.pair import PairFiles


def arrived_material(files: Sequence[Path], passphrase_path: Path | None, output: Output) -> Material:
    """Read the files, with the passphrase if one is needed; files that hold nothing of use are named."""
    paths = [user_path(file) for file in files]
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise UsageError(f"There is no {', '.join(missing)}.", hint="Name files that exist.")
    passphrase = passphrase_from_file(passphrase_path)
    material = read_material(paths, passphrase)
    if material.locked and passphrase is None:
        material = read_material(paths, passphrase_of(material.locked[0]))
    if material.locked:
        raise StartError(
            f"The passphrase does not open {material.locked[0]}.", hint="Correct it, or import that file by itself."
        )
    for _, sentence in material.empty:
        output.notice(sentence)
    return material


def arrived_pair(
    material: Material, files: PairFiles, settings: Settings, *, now: dt.datetime
) -> tuple[Arrival, bytes | None]:
    """Choose the pair, and the passphrase to store its key with.

    A key counts that waits in the directory for the answer to a request, or that is served from there: authorities
    send only the certificate back.
    """
    passphrase = read_passphrase(settings.ssl_key_passphrase_path, environment=os.environ)
    arrival = choose_pair(material.certificates, material.keys, now=now)
    if arrival is None and material.certificates:
        arrival, passphrase = _with_key_of(files, material, passphrase, now)
    if arrival is None:
        raise _nothing_fits(material, files)
    if is_authority(arrival.chain[0]):
        raise UsageError(
            "This is an authority, and no server's certificate.",
            hint="Import it as one: python3 -m graphex certs import --authority FILE",
        )
    return arrival, passphrase


def arrived_authority(material: Material, *, now: dt.datetime) -> Authority:
    """Find an authority of GraphEx with its key."""
    roots = [one for one in material.certificates if is_authority(one.certificate)]
    arrival = choose_pair(roots, material.keys, now=now)
    if arrival is None or not isinstance(arrival.key.key, ec.EllipticCurvePrivateKey):
        raise StartError(
            "The files hold no authority of GraphEx with its key.",
            hint="Where it is: python3 -m graphex certs export --authority --with-key --out authority.p12",
        )
    root = arrival.chain[0]
    if now >= root.not_valid_after_utc:
        raise StartError(
            f"The authority expired on {root.not_valid_after_utc:%Y-%m-%d}.",
            hint="Make a new one: python3 -m graphex trust",
        )
    return Authority(root, arrival.key.key)


def _with_key_of(
    files: PairFiles, material: Material, passphrase: bytes | None, now: dt.datetime
) -> tuple[Arrival | None, bytes | None]:
    paths = [path for path in (requested_key_file(files.directory), files.keyfile) if path.exists()]
    waiting = read_material(paths, passphrase)
    arrival = choose_pair(material.certificates, waiting.keys, now=now)
    ask = terminal_prompt() if arrival is None and waiting.locked else None
    if ask is None:
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
