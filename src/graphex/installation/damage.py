"""Whether this installation is whole: the files of the distribution mitre-graphex have the same names as ours.

Installed over ours they replace some, and removed again they leave gaps. Nothing of the package but the errors is used
here, because nothing else need be left.
"""

from __future__ import annotations

import sys
from pathlib import Path

from graphex.errors import GraphexError, StartError
from graphex.installation.records import OTHER, OWN, other_version, package_directory


def refuse_damage() -> None:
    """Raise StartError if the package that runs is not whole."""
    if not _is_own():
        raise _damage()


def refuse_import_by_others() -> None:
    """End a program that was started as GraphEx, but with the files of another distribution; ImportError in others."""
    if _is_own():
        return
    error = _damage()
    text = f"error: {error.message}\nhint: {error.hint}"
    # While `python3 -m` looks for the module, the program is called so.
    if sys.argv[:1] == ["-m"] or Path(sys.argv[0] if sys.argv else "").stem == OWN:
        raise SystemExit(text)
    raise ImportError(text)


def find_risk() -> GraphexError | None:
    """Return an error if the other distribution is installed beside this one, whole as the files may still be."""
    version = other_version(package_directory())
    if version is None:
        return None
    return StartError(
        f"{OTHER} {version} is installed in the same place as GraphEx, with files of the same names: "
        "updating or removing it would damage GraphEx.",
        hint=_hint(version),
    )


def _is_own() -> bool:
    return getattr(sys.modules[OWN], "__distribution__", None) == OWN


def _damage() -> GraphexError:
    version = other_version(package_directory())
    if version is None:
        message = f"Files of GraphEx are missing or foreign, as after removing {OTHER}, which has the same file names."
    else:
        message = f"Files of GraphEx were overwritten by {OTHER} {version}, which has the same file names."
    return StartError(message, hint=_hint(version))


def _hint(version: str | None) -> str:
    # Every start imports this module, and what finds the commands brings much of the standard library along.
    from graphex.installation.mending import mending_commands  # noqa: PLC0415

    return mending_commands(package_directory(), remove_other=version is not None)
