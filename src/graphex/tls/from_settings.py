"""From settings to what the library takes, for every face.

Alone in this package it knows what a setting is called, and by type only: programs without settings load none of them.
"""

from __future__ import annotations

import os
import shlex
import sys
from typing import TYPE_CHECKING

from graphex.errors import UsageError
from graphex.paths import absolute_path
from graphex.tls.own.authority_files import AuthorityFiles, default_directory, needs_passphrase
from graphex.tls.own.issuing import AuthoritySource
from graphex.tls.passphrase import read_passphrase
from graphex.tls.serving.bootstrap import CertificateDirectory, Request, request_pair
from graphex.tls.serving.server import ServerTLS, TLSOptions, bootstrap
from graphex.tls.store.pair import check_place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from graphex.settings import Settings


def certificate_directory(settings: Settings) -> CertificateDirectory:
    """Choose the certificate directory: the setting's (its origin says which), else the current directory."""
    named = settings.ssl_certificates_path
    origin = (
        str(settings.origins["ssl_certificates_path"]) if named else "the current directory, as no setting names one"
    )
    return CertificateDirectory(absolute_path(named or "."), origin, is_named=named is not None)


def pair_request(settings: Settings) -> Request:
    """Return what is wanted of the pair."""
    return request_pair(
        hostnames=settings.ssl_hostnames,
        host=settings.host,
        days=settings.ssl_days,
        key_type=settings.ssl_key_type,
        passphrase_path=settings.ssl_key_passphrase_path,
        authority=authority_source(settings),
    )


def pair_passphrase(settings: Settings) -> bytes | None:
    """Read the passphrase of the pair's key: from the setting's file, else from systemd; None if there is none."""
    return read_passphrase(settings.ssl_key_passphrase_path, environment=os.environ)


def authority_directory(settings: Settings) -> Path:
    """Choose the directory of the authority: the setting's, else the platform's place for a person's data."""
    return absolute_path(settings.ca_dir or default_directory(os.environ, sys.platform))


def authority_source(settings: Settings) -> AuthoritySource:
    """Return where the local authority would lie, and what opens its key; only `graphex trust` makes one."""
    return AuthoritySource(authority_directory(settings), stored_authority_passphrase(settings))


def stored_authority_passphrase(settings: Settings) -> bytes | None:
    """Read the passphrase of the authority's key from the setting's file; None if it names none."""
    # Systemd's credential is that of the served pair.
    return read_passphrase(settings.ca_passphrase_path, environment={})


def authority_passphrase(settings: Settings, ask: Callable[[Path], bytes] | None) -> bytes | None:
    """Find the passphrase of the authority's key: none if it needs none, or if nobody is there to give it."""
    directory = authority_directory(settings)
    if not needs_passphrase(directory):
        return None
    stored = stored_authority_passphrase(settings)
    return ask(AuthorityFiles(directory).keyfile) if stored is None and ask else stored


def refuse_directory_of_file(settings: Settings) -> None:
    """Refuse an authority that a configuration file names: whoever wrote that file may hold its key.

    It lies in the current directory, which may be somebody else's project; only a person can decide to trust it.
    """
    origin = settings.origins["ca_dir"]
    if origin.kind == "configuration file":
        raise UsageError(
            f"The authority's directory {settings.ca_dir} comes from {origin}, and who wrote that could hold its key.",
            hint=f"If you mean it, say it yourself: --ca-dir {shlex.quote(str(settings.ca_dir))}",
        )


def refuse_missing_volume(settings: Settings) -> None:
    """Refuse a directory that was named below one that is missing: an authority on it may only not be mounted."""
    if settings.ca_dir is not None:
        check_place(authority_directory(settings))


def bootstrap_tls(settings: Settings) -> ServerTLS:
    """Make sure that there is a pair to serve; raises CertificateError, StartError or UsageError."""
    chosen = certificate_directory(settings)
    return bootstrap(
        chosen.path if chosen.is_named else None,
        origin=chosen.origin,
        hostnames=settings.ssl_hostnames,
        host=settings.host,
        in_memory=settings.ssl_in_memory,
        options=TLSOptions(
            days=settings.ssl_days,
            key_type=settings.ssl_key_type,
            passphrase_path=settings.ssl_key_passphrase_path,
            minimum_version=settings.ssl_min_version,
            ciphers=settings.ssl_ciphers,
            emergency=settings.emergency_certificate,
            authority=authority_source(settings),
            auto_names=settings.ssl_auto_names,
            client_ca=settings.client_ca,
            client_certificates=settings.client_certificates,
            client_revoked=settings.client_revoked,
        ),
    )
