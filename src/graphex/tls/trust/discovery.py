"""Finding the trust stores of this machine and this person."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from graphex.tls.trust.stores.java import JavaStore, find_following_java_stores, find_java_stores
from graphex.tls.trust.stores.linux_system import find_system_store
from graphex.tls.trust.stores.macos import KeychainStore, find_keychain
from graphex.tls.trust.stores.nss import NssStore
from graphex.tls.trust.stores.nss_places import find_nss_stores, has_firefox_without_profile
from graphex.tls.trust.stores.windows import WindowsRootStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphex.tls.trust.model import TrustStore
    from graphex.tls.trust.surroundings import Surroundings


def find_stores(surroundings: Surroundings) -> tuple[TrustStore, ...]:
    """Return every store that a browser or tool of this person reads, most used first."""
    return tuple(_stores(surroundings))


def find_stores_to_empty(surroundings: Surroundings) -> tuple[TrustStore, ...]:
    """Return every store that may hold a root: those above, and those that took it from one of them."""
    return (*find_stores(surroundings), *find_following_java_stores(surroundings))


def find_gaps(surroundings: Surroundings) -> tuple[str, ...]:
    """Return what could not be looked at, in sentences."""
    return tuple(_gaps(surroundings))


def recorded_store(kind: str, where: str, surroundings: Surroundings) -> TrustStore | None:
    """Return a store that something was once added to, also when it would not be found any more."""
    for store in find_stores(surroundings):
        if (store.kind, store.where) == (kind, where):
            return store
    match kind:
        case "nss":
            return NssStore(Path(where), f"the database {where}", surroundings)
        case "java":
            keytools = (Path(found) for found in [surroundings.find_program("keytool")] if found)
            return next((JavaStore(Path(where), keytool, surroundings) for keytool in keytools), None)
        case "keychain":
            return KeychainStore(Path(where), surroundings, is_system=where.startswith("/Library"))
        case _:
            return None


def _stores(surroundings: Surroundings) -> Iterator[TrustStore]:
    if surroundings.platform == "win32":
        yield WindowsRootStore(surroundings)
    elif surroundings.platform == "darwin":
        yield find_keychain(surroundings)
    else:
        system = find_system_store(surroundings)
        if system is not None:
            yield system
        # On Windows and macOS, Firefox takes the roots of the system, and its databases are better left alone.
        yield from find_nss_stores(surroundings)
        if surroundings.is_wsl:
            yield WindowsRootStore(surroundings)
    yield from find_java_stores(surroundings)


def _gaps(surroundings: Surroundings) -> Iterator[str]:
    if surroundings.platform in {"win32", "darwin"}:
        return
    if find_system_store(surroundings) is None:
        yield (
            "The system store was not found: install the package ca-certificates, "
            "or use the lines that this prints: python3 -m graphex trust --env"
        )
    if has_firefox_without_profile(surroundings):
        yield "Firefox has no profile yet: start it once, then run this command again."
