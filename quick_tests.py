"""Which tests `nox -s quick` runs: those of the rooms in which files changed."""

from __future__ import annotations

import subprocess
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

MARKERS = "not package and not browser"
"""Left to `nox -s tests` and `nox -s package`: they take minutes."""

SHAPE = PurePosixPath("tests/test_structure.py")
# What everything stands on, tested with the top-level modules where nothing else is to be tested.
GROUND = ("tests/graph", "tests/settings")
# These drive the product as a whole, build it, or play all nodes: each takes longer than all the rest.
WHOLE = (
    "tests/benchmarks",
    "tests/docs",
    "tests/e2e",
    "tests/e2e_trust",
    "tests/installation",
    "tests/nodes/test_failures.py",
    "tests/plugin/installed",
    "tests/test_corpus.py",
    "tests/test_package.py",
)
_SOURCES = PurePosixPath("src/graphex")
_TESTS = PurePosixPath("tests")


def select(changed: Iterable[str], known: Collection[str]) -> list[str]:
    """Return the test files for the changed files, of those that are known; all paths begin at the checkout."""
    tests = {path for name in known if (path := PurePosixPath(name)).match("test_*.py") and not _is_in(WHOLE, path)}
    chosen = {test for name in changed for test in _tests_of(PurePosixPath(name), tests)}
    if not chosen:
        chosen = {test for test in tests if test.parent == _TESTS or _is_in(GROUND, test)}
    return sorted(str(test) for test in chosen | ({SHAPE} & tests))


def changed_files(branch: str = "main") -> list[str]:
    """Ask git for the files that differ from where this work began, committed or not, new ones included."""
    begin = _git("merge-base", branch, "HEAD") or ["HEAD"]
    return [*_git("diff", "--name-only", "-z", begin[0]), *_git("ls-files", "-z", "--others", "--exclude-standard")]


def known_files() -> list[str]:
    """Ask git for all files that are there, those that are not added yet included."""
    listed = _git("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    return [name for name in listed if Path(name).is_file()]


def _tests_of(changed: PurePosixPath, tests: Collection[PurePosixPath]) -> Iterator[PurePosixPath]:
    """Yield the tests of the deepest room that is the changed file's own, or of one that it lies in."""
    mirrored = _mirrored(changed)
    if mirrored is None:
        return
    if mirrored.parent == _TESTS:
        yield from {mirrored} & set(tests)
        return
    for room in mirrored.parents:
        if room == _TESTS:
            return
        if found := [test for test in tests if test.parent == room]:
            yield from found
            return


def _mirrored(changed: PurePosixPath) -> PurePosixPath | None:
    if changed.is_relative_to(_SOURCES):
        inside = changed.relative_to(_SOURCES)
        return _TESTS / inside.parent / f"test_{inside.stem}.py"
    return changed if changed.is_relative_to(_TESTS) else None


def _is_in(places: Iterable[str], test: PurePosixPath) -> bool:
    return any(test.is_relative_to(place) for place in places)


def _git(*words: str) -> list[str]:
    """Return what git lists; nothing where it cannot, as in an archive of the sources."""
    done = subprocess.run(["git", *words], capture_output=True, text=True, check=False)
    return [name for name in done.stdout.replace("\0", "\n").splitlines() if name] if done.returncode == 0 else []
