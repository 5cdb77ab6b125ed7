"""One file with the system's roots and the authority, for tools whose variable replaces their roots."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphex.tls.certificates.pem import parse_pem
from graphex.tls.store.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphex.tls.trust.model import Root
    from graphex.tls.trust.surroundings import Surroundings

BUNDLE_NAME: Final = "bundle.pem"
# Variables whose file may hold roots of a company, which must not be lost by replacing it.
REPLACING_VARIABLES: Final = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO")
_SOURCE_MARK: Final = "# from "
_SYSTEM_BUNDLES: Final = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ca-certificates/extracted/tls-ca-bundle.pem",
    "/var/lib/ca-certificates/ca-bundle.pem",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
_MACOS_ROOTS: Final = "/System/Library/Keychains/SystemRootCertificates.keychain"


def bundle_file(directory: Path) -> Path:
    """Return where the bundle of an authority is kept."""
    return directory / BUNDLE_NAME


def refresh_bundle(root: Root, directory: Path, surroundings: Surroundings) -> Path:
    """Write the bundle if what goes into it has changed, and return its path; call it with the directory's lock held.

    Raises OSError if it cannot be written.
    """
    target = bundle_file(directory)
    content = _compose(root, target, surroundings)
    if not target.is_file() or target.read_bytes() != content:
        write_atomically(target, content, 0o644)
    return target


def _compose(root: Root, target: Path, surroundings: Surroundings) -> bytes:
    sources = tuple(_sources(target, surroundings))
    texts = [text for source in sources for text in _certificates(source)]
    texts += _texts(_platform_roots(surroundings))
    unique = dict.fromkeys([root_text(root), *texts])
    header = ["# The authority of GraphEx, and the roots of this machine. Written by: python3 -m graphex trust"]
    header += [f"{_SOURCE_MARK}{source}" for source in sources]
    return "\n".join([*header, *unique]).encode()


def root_text(root: Root) -> str:
    """Write the root in the form in which it is compared with others."""
    return ssl.DER_cert_to_PEM_cert(root.der)


def _sources(target: Path, surroundings: Surroundings) -> Iterator[Path]:
    """Yield the files to take roots from, each once: the system's, those of variables, and those of last time.

    Last time's, because after `export SSL_CERT_FILE=bundle.pem` no variable names a company's file any more.
    """
    named = [surroundings.path(name) for name in _SYSTEM_BUNDLES]
    system = next(([path] for path in named if path.is_file()), [])
    variables = (surroundings.environment.get(name) for name in REPLACING_VARIABLES)
    by_variable = [Path(value) for value in variables if value and Path(value).is_absolute()]
    seen = {target.resolve()}
    for source in [*system, *by_variable, *_earlier_sources(target)]:
        resolved = source.resolve()
        if resolved not in seen and source.is_file():
            seen.add(resolved)
            yield source


def _earlier_sources(target: Path) -> list[Path]:
    try:
        lines = target.read_text("utf-8").splitlines()
    except (OSError, UnicodeError):
        return []
    return [Path(line.removeprefix(_SOURCE_MARK)) for line in lines if line.startswith(_SOURCE_MARK)]


def _certificates(source: Path) -> Iterable[str]:
    try:
        data = source.read_bytes()
    except OSError:
        return ()
    return _texts(data)


def _texts(data: bytes) -> list[str]:
    return [ssl.DER_cert_to_PEM_cert(block.der) for block in parse_pem(data).certificates]


def _platform_roots(surroundings: Surroundings) -> bytes:
    """Return the roots of platforms that keep them in no file."""
    if surroundings.platform == "darwin":
        return surroundings.run(("security", "find-certificate", "-a", "-p", _MACOS_ROOTS)).output.encode()
    if surroundings.platform == "win32":
        roots = ssl.create_default_context().get_ca_certs(binary_form=True)
        return "".join(map(ssl.DER_cert_to_PEM_cert, roots)).encode()
    return b""
