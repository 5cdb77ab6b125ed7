"""The project's checks, one session each, in the order in which a failure shows soonest.

`nox -s quick` runs those that take under two minutes together, for the time while one writes.

The sessions run in the environment that nox itself is installed in (`pip install -e '.[dev]'`): nothing is installed
a second time. `nox -s tests -- -k renewal` passes arguments on.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nox

# Programs have their own directory first on the path, not that of this file.
sys.path.insert(0, str(Path(__file__).parent))

import quick_tests

nox.options.default_venv_backend = "none"
nox.options.stop_on_first_error = True
nox.options.sessions = ["lint", "types", "layers", "docs", "package", "tests", "pythons"]

# What the classifiers in pyproject.toml claim: each is tested where its interpreter is installed.
PYTHONS = ("3.11", "3.12", "3.13")

PROGRAMS = Path(sys.executable).parent
SHELL_SCRIPTS = (".ci/run", "ssl_certificates/generate_certs.sh", "docs/how-to/files/renewal-hook.sh")
# One worker per core; more only makes the tests that wait for a server compete with those that compute.
WORKERS = str(min(os.cpu_count() or 1, 4))
# A worker that has nothing left to do takes over tests of another: some take a hundred times as long as most.
SHARED = ("-n", WORKERS, "--dist", "worksteal")
TESTS = ("-m", "not package", "--ignore=tests/docs", *SHARED)
# Faces, browsers, and whatever other programs do - installers, trust stores, shells - are tested once.
PORTABLE = ("engine", "graph", "nodes", "plugin", "runs", "secrets", "settings", "state", "tls", "workspace")
NOT_PORTABLE = ("tests/plugin/installed", "tests/tls/exchange", "tests/tls/store", "tests/tls/trust")
PORTABLE_TESTS = (
    *(f"tests/{room}" for room in PORTABLE),
    *(f"--ignore={place}" for place in NOT_PORTABLE),
    *("-m", "not package and not browser", *SHARED),
)


def _run(session: nox.Session, program: str, *arguments: str) -> None:
    """Run a program of the environment that nox runs in."""
    session.run(str(PROGRAMS / program), *arguments, external=True)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and format of Python and of shell scripts."""
    _run(session, "ruff", "check", *session.posargs)
    _run(session, "ruff", "format", "--check")
    _check_scripts(session)


def _check_scripts(session: nox.Session) -> None:
    scripts = [script for script in SHELL_SCRIPTS if Path(script).exists()]
    for program, *options in (("shellcheck", "--enable=all"), ("dash", "-n"), ("bash", "-n")):
        if not shutil.which(program):
            session.warn(f"{program} is not installed: shell scripts are not checked with it.")
            continue
        for script in scripts:
            # Only a script that says so is held to POSIX.
            if program != "dash" or Path(script).read_text("utf-8").startswith("#!/bin/sh"):
                session.run(program, *options, script, external=True)


@nox.session
def types(session: nox.Session) -> None:
    """Check types, strictly."""
    _run(session, "mypy", *session.posargs)


@nox.session
def layers(session: nox.Session) -> None:
    """Check that imports point downwards."""
    _run(session, "lint-imports", *session.posargs)


@nox.session(default=False)
def quick(session: nox.Session) -> None:
    """Check style, types and layers, and run the tests of the rooms in which files changed."""
    _run(session, "ruff", "check")
    _run(session, "ruff", "format", "--check")
    _check_scripts(session)
    _run(session, "mypy")
    _run(session, "lint-imports")
    files = quick_tests.select(quick_tests.changed_files(), quick_tests.known_files())
    _run(session, "pytest", *files, "-m", quick_tests.MARKERS, *SHARED, *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Check the documentation against the product, its code blocks included."""
    if Path("tests/docs").exists():
        _run(session, "pytest", "tests/docs", *SHARED, *session.posargs)


@nox.session
def package(session: nox.Session) -> None:
    """Build wheel and sdist, install them into new environments and look at what arrives."""
    # The tests of one module share what was built and installed for them.
    shared = ("-n", WORKERS, "--dist", "loadscope")
    _run(session, "pytest", "-m", "package", "tests/test_package.py", "tests/plugin", *shared, *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run all other tests."""
    _run(session, "pytest", *TESTS, *session.posargs)


@nox.session
def pythons(session: nox.Session) -> None:
    """Run what depends on the version of Python once more with each other supported one that is installed."""
    for version in PYTHONS:
        if sys.version.startswith(f"{version}."):
            continue
        programs = Path(session.cache_dir) / f"python-{version}" / ("Scripts" if os.name == "nt" else "bin")
        interpreter = _interpreter(version)
        if interpreter is None:
            session.warn(f"Python {version} is not installed: nothing is tested with it.")
            continue
        session.run(str(interpreter), "-m", "venv", str(programs.parent), external=True)
        session.run(str(programs / "pip"), "install", "--quiet", "--editable", ".[dev]", external=True)
        session.run(str(programs / "pytest"), *PORTABLE_TESTS, *session.posargs, external=True)


def _interpreter(version: str) -> Path | None:
    """Find an interpreter of this version that starts: on the PATH, or among those of pyenv, which may hide it."""
    of_pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = shutil.which(f"python{version}")
    candidates = [*([Path(found)] if found else []), *sorted(of_pyenv.glob(f"{version}.*/bin/python{version}"))]
    return next(filter(_starts, candidates), None)


def _starts(interpreter: Path) -> bool:
    command = [str(interpreter), "-c", "import ensurepip, venv"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@nox.session(default=False)
def coverage(session: nox.Session) -> None:
    """Run the tests once more and show what they do not reach.

    Not among the checks: it measures the servers and commands that tests start as well, and so slows them down.
    """
    _run(session, "coverage", "erase")
    _run(session, "coverage", "run", "-m", "pytest", *TESTS, *session.posargs)
    _run(session, "coverage", "combine", "--quiet")
    _run(session, "coverage", "report")
