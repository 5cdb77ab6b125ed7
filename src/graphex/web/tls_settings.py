"""From settings to what `graphex.tls` takes."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from graphex.paths import absolute_path
from graphex.tls.own.authority_files import default_directory
from graphex.tls.own.issuing import AuthoritySource
from graphex.tls.passphrase import read_passphrase
from graphex.tls.serving.bootstrap import CertificateDirectory, Request, request_pair
from graphex.tls.serving.server import ServerTLS, TLSOptions, bootstrap

if TYPE_CHECKING:
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
    """Say what is wanted of the pair."""
    return request_pair(
        hostnames=settings.ssl_hostnames,
        host=settings.host,
        days=settings.ssl_days,
        key_type=settings.ssl_key_type,
        passphrase_path=settings.ssl_key_passphrase_path,
        authority=authority_source(settings),
    )


def authority_directory(settings: Settings) -> Path:
    """Choose the directory of the authority: the setting's, else the platform's place for a person's data."""
    return absolute_path(settings.ca_dir or default_directory(os.environ, sys.platform))


def authority_source(settings: Settings) -> AuthoritySource:
    """Say where the local authority would lie, and what opens its key; only `graphex trust` makes one."""
    # Systemd's credential is that of key.pem.
    passphrase = read_passphrase(settings.ca_passphrase_path, environment={})
    return AuthoritySource(authority_directory(settings), passphrase)


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
