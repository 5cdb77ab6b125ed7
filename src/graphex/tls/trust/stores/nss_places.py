"""Where Chromium, Firefox and their relatives on Linux keep their databases: at home, in snaps, in flatpaks."""

from __future__ import annotations

import configparser
from typing import TYPE_CHECKING, Final

from graphex.tls.trust.stores.chromium_database import DATA_VARIABLE, DEFAULT_DATA, chromium_database
from graphex.tls.trust.stores.nss import NssStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from graphex.tls.trust.surroundings import Surroundings

_CHROMIUM_PROGRAMS: Final = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "brave-browser",
    "microsoft-edge",
    "microsoft-edge-stable",
    "vivaldi",
    "vivaldi-stable",
    "opera",
)
_CHROMIUM_SNAPS: Final = ("chromium", "brave", "opera")
_CHROMIUM_FLATPAKS: Final = (
    "org.chromium.Chromium",
    "com.google.Chrome",
    "com.brave.Browser",
    "com.microsoft.Edge",
    "com.vivaldi.Vivaldi",
    "io.github.ungoogled_software.ungoogled_chromium",
)
_FIREFOX_FLATPAKS: Final = ("org.mozilla.firefox", "io.gitlab.librewolf-community")
# A directory is a profile if Firefox has been in it.
_PROFILE_FILES: Final = ("cert9.db", "times.json", "prefs.js", "compatibility.ini")


def find_nss_stores(surroundings: Surroundings) -> tuple[NssStore, ...]:
    """Find the databases of browsers that are installed, and of those that have left one."""
    stores = [*_chromium_stores(surroundings), *_firefox_stores(surroundings)]
    # Through links, one database can be found by two ways.
    return tuple({store.directory.resolve(): store for store in reversed(stores)}.values())[::-1]


def has_firefox_without_profile(surroundings: Surroundings) -> bool:
    """Return whether Firefox is installed and was never started, so that it has nowhere to put trust."""
    return bool(surroundings.find_program("firefox", "firefox-esr")) and not list(_firefox_stores(surroundings))


def _chromium_stores(surroundings: Surroundings) -> Iterator[NssStore]:
    home = surroundings.home
    data = surroundings.directory(DATA_VARIABLE, DEFAULT_DATA)
    installed = surroundings.find_program(*_CHROMIUM_PROGRAMS) is not None
    for directory in _chromium_databases(home, data, installed=installed):
        yield NssStore(directory, "Chromium, Chrome, Edge, Brave", surroundings)
    for snap in _CHROMIUM_SNAPS:
        # "current" links to the revision in use; its content travels along when the snap is refreshed.
        current = home / "snap" / snap / "current"
        if current.is_dir():
            for directory in _chromium_databases(current, current / DEFAULT_DATA, installed=True):
                yield NssStore(directory, f"{snap.capitalize()} (snap)", surroundings)
    for identifier in _CHROMIUM_FLATPAKS:
        own = home / ".var/app" / identifier
        if own.is_dir():
            for directory in _chromium_databases(own, own / "data", installed=True):
                yield NssStore(directory, f"{identifier} (flatpak)", surroundings)


def _chromium_databases(home: Path, data: Path, *, installed: bool) -> Iterable[Path]:
    """Return the database of a browser that is installed, or that has left one."""
    database = chromium_database(home, data)
    return (database,) if installed or database.is_dir() else ()


def _firefox_stores(surroundings: Surroundings) -> Iterator[NssStore]:
    for base, kind in _firefox_bases(surroundings):
        for profile in _profiles(base):
            yield NssStore(profile, f"Firefox{kind}, profile {profile.name}", surroundings)


def _firefox_bases(surroundings: Surroundings) -> Iterator[tuple[Path, str]]:
    home = surroundings.home
    yield home / ".mozilla/firefox", ""
    # Firefox 147 and later, where there is no ~/.mozilla.
    yield surroundings.directory("XDG_CONFIG_HOME", ".config") / "mozilla/firefox", ""
    yield home / ".librewolf", " (LibreWolf)"
    for directory in ("common/.mozilla/firefox", "common/.config/mozilla/firefox", "current/.config/mozilla/firefox"):
        yield home / "snap/firefox" / directory, " (snap)"
    for identifier in _FIREFOX_FLATPAKS:
        for directory in (".mozilla/firefox", "config/mozilla/firefox", ".librewolf"):
            yield home / ".var/app" / identifier / directory, " (flatpak)"


def _profiles(base: Path) -> Iterator[Path]:
    """Yield the profiles that `profiles.ini` names, and those that lie in the usual places all the same."""
    named = dict.fromkeys(_named_profiles(base))
    try:
        beside = sorted(path for path in base.iterdir() if path.is_dir())
    except OSError:
        beside = []
    for path in dict.fromkeys([*named, *beside]):
        if any((path / name).exists() for name in _PROFILE_FILES):
            yield path


def _named_profiles(base: Path) -> Iterator[Path]:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string((base / "profiles.ini").read_text("utf-8-sig"))
    except (OSError, UnicodeError, configparser.Error):
        return
    for section in parser.sections():
        if section.startswith("Profile") and parser.has_option(section, "Path"):
            path = parser.get(section, "Path")
            yield base / path if parser.get(section, "IsRelative", fallback="1") == "1" else base.__class__(path)
