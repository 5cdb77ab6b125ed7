"""The package as it is installed: metadata, contents, size, and a first command from a new environment."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import noxfile
import pytest

import graphex
from graphex.plugin.installed.stand_in import VERSION
from wheels import OTHER_FILES, Environment, make_environment, write_wheel

# Where pip puts it comes first: that environment need not be on the PATH.
UV = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")

ROOT = Path(__file__).parents[1]
# The bound holds for everything `pip install graphex` brings, pip itself and byte code aside.
BASE_INSTALL_BYTES = 45_000_000
NOT_INSTALLED_BY_US = ("pip", "pip-", "setuptools", "setuptools-", "_distutils_hack", "distutils-precedence.pth")


def run(*command: str | Path, cwd: Path) -> str:
    """Run a program that must succeed; returns what it prints."""
    result = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=600)
    assert result.returncode == 0, f"{command} ended with {result.returncode}:\n{result.stdout}\n{result.stderr}"
    return result.stdout


def new_environment(directory: Path) -> Path:
    """Make a virtual environment; returns its directory of programs."""
    run(sys.executable, "-m", "venv", directory, cwd=directory.parent)
    return directory / "bin"


def tracked_copy(destination: Path) -> Path:
    """Copy what a checkout holds, without anything that is ignored."""
    git = ["git", "-c", "safe.directory=*"]
    names = run(*git, "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT).split("\0")
    for name in filter(lambda name: name and (ROOT / name).is_file(), names):
        (destination / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, destination / name)
    return destination


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build sdist and wheel; returns their directory."""
    directory = tmp_path_factory.mktemp("dist")
    checkout = tracked_copy(tmp_path_factory.mktemp("checkout"))
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-t", "wheel", "-d", directory, cwd=checkout)
    return directory


@pytest.fixture(scope="module")
def wheel_names(built: Path) -> list[str]:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        return wheel.namelist()


@pytest.fixture(scope="module")
def sdist_names(built: Path) -> list[str]:
    with tarfile.open(next(built.glob("*.tar.gz"))) as sdist:
        return [name.partition("/")[2] for name in sdist.getnames()]


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into a new environment; returns its directory of programs."""
    programs = new_environment(tmp_path_factory.mktemp("installed") / "venv")
    run(programs / "pip", "install", "--quiet", "--no-compile", next(built.glob("*.whl")), cwd=built)
    return programs


@pytest.fixture
def own_environment(built: Path, tmp_path: Path) -> Environment:
    """Install the wheel into an environment that a test may damage, in a directory with a blank in its name."""
    environment = make_environment(tmp_path / "my environment")
    options = ("--quiet", "--no-compile", "--no-deps", "--force-reinstall")
    environment.run("-m", "pip", "install", *options, next(built.glob("*.whl"))).check_returncode()
    write_wheel(environment.links, "mitre-graphex", "1.18.3", files=OTHER_FILES)
    return environment


def size_of_packages(environment: Path) -> int:
    site_packages = next(environment.glob("lib/python*/site-packages"))
    ours = (entry for entry in site_packages.iterdir() if not entry.name.startswith(NOT_INSTALLED_BY_US))
    files = (file for entry in ours for file in (entry.rglob("*") if entry.is_dir() else [entry]))
    return sum(file.stat().st_size for file in files if file.is_file() and file.suffix != ".pyc")


def test_the_command_leads_to_the_command_line() -> None:
    (script,) = (s for s in importlib.metadata.distribution("graphex").entry_points if s.group == "console_scripts")

    assert (script.name, script.value) == ("graphex", "graphex.cli.app:main")


def test_the_version_is_stated_once_and_in_the_metadata() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    assert "version" in project["dynamic"]
    assert importlib.metadata.version("graphex") == graphex.__version__


def test_the_classifiers_claim_the_versions_of_python_that_are_tested() -> None:
    classifiers = importlib.metadata.metadata("graphex").get_all("Classifier") or []
    claimed = [
        name.rpartition(" :: ")[2] for name in classifiers if name.startswith("Programming Language :: Python :: 3.")
    ]

    assert tuple(claimed) == noxfile.PYTHONS


def test_the_changelog_begins_with_what_is_not_released_or_with_this_version() -> None:
    headings = [line for line in (ROOT / "CHANGELOG.md").read_text("utf-8").splitlines() if line.startswith("## ")]

    assert headings[0] == "## [Unreleased]" or headings[0].startswith(f"## [{graphex.__version__}] - ")


@pytest.mark.package
def test_the_wheel_puts_files_into_its_own_package_only(wheel_names: list[str]) -> None:
    information = f"graphex-{graphex.__version__}.dist-info/"
    others = [name for name in wheel_names if not name.startswith(("graphex/", information))]

    # Without files of its own it stands in for the distribution that plugins depend on.
    assert others == [f"mitre_graphex-{VERSION}.egg-info/PKG-INFO"]
    assert {"graphex/py.typed", f"{information}licenses/LICENSE"} <= set(wheel_names)


@pytest.mark.package
def test_an_ordinary_installation_of_a_plugin_leaves_the_product_whole(own_environment: Environment) -> None:
    write_wheel(
        own_environment.links, "acme-graphex", requires=("mitre-graphex>=1.18",), files={"acme/__init__.py": ""}
    )

    own_environment.run("-m", "pip", "install", "acme-graphex").check_returncode()

    checked = own_environment.graphex("plugins", "check")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "acme-graphex" in checked.stdout
    assert own_environment.installed().keys() == {"acme_graphex", "graphex"}


@pytest.mark.package
def test_the_advised_command_mends_what_the_other_distribution_damaged(own_environment: Environment) -> None:
    install = ("-m", "pip", "install", "--quiet", "--force-reinstall", "--no-deps", "mitre-graphex==1.18.3")
    own_environment.run(*install).check_returncode()

    told = own_environment.graphex("plugins", "check")
    run("sh", "-c", told.stderr.partition("hint: Run: ")[2], cwd=own_environment.links)
    mended = own_environment.graphex("plugins", "check")

    assert told.returncode != 0
    assert (mended.returncode, mended.stderr) == (0, "")
    assert "mitre_graphex" not in own_environment.installed()


@pytest.mark.package
def test_the_sdist_holds_what_a_packager_needs(sdist_names: list[str]) -> None:
    needed = {
        "CHANGELOG.md",
        "LICENSE",
        "README.md",
        "graphex.yml.example",
        "noxfile.py",
        "pyproject.toml",
        "src/graphex/py.typed",
        "ssl_certificates/generate_certs.sh",
        "tests/test_package.py",
    }

    assert needed <= set(sdist_names)


@pytest.mark.package
def test_nothing_private_or_left_over_is_packed(wheel_names: list[str], sdist_names: list[str]) -> None:
    unwanted = (".pem", ".key", ".pyc", ".db", ".orig", ".rej")

    assert [name for name in (*wheel_names, *sdist_names) if name.endswith(unwanted)] == []


@pytest.mark.package
def test_a_new_environment_runs_it_by_command_and_as_a_module(installed: Path, tmp_path: Path) -> None:
    version = run(installed / "graphex", "--version", cwd=tmp_path)
    help_text = run(installed / "python", "-W", "error", "-m", "graphex", "--help", cwd=tmp_path)

    assert graphex.__version__ in version
    assert "serve" in help_text
    assert list(tmp_path.iterdir()) == []


@pytest.mark.package
def test_the_base_install_is_small(installed: Path) -> None:
    assert size_of_packages(installed.parent) < BASE_INSTALL_BYTES


@pytest.mark.package
def test_the_installed_set_of_packages_has_no_conflicts(installed: Path, tmp_path: Path) -> None:
    assert run(installed / "pip", "check", cwd=tmp_path) == "No broken requirements found.\n"


@pytest.mark.package
def test_pip_installs_a_checkout_whose_path_holds_a_space(tmp_path: Path) -> None:
    checkout = tracked_copy(tmp_path / "my projects" / "graph ex")
    programs = new_environment(tmp_path / "my environment")

    run(programs / "python", "-m", "pip", "install", "--quiet", ".", cwd=checkout)

    # pip's own launcher copes with the space; nothing of the checkout is needed any more.
    shutil.rmtree(checkout)
    assert graphex.__version__ in run(programs / "graphex", "--version", cwd=tmp_path)


@pytest.mark.package
@pytest.mark.skipif(UV is None, reason="uv is not installed")
def test_uv_installs_it(built: Path, tmp_path: Path) -> None:
    run(str(UV), "venv", "--quiet", "--python", sys.executable, tmp_path / "venv", cwd=tmp_path)
    python = tmp_path / "venv" / "bin" / "python"

    run(str(UV), "pip", "install", "--quiet", "--python", python, next(built.glob("*.whl")), cwd=tmp_path)

    assert graphex.__version__ in run(python, "-m", "graphex", "--version", cwd=tmp_path)
