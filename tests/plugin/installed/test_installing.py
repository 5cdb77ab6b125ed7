"""Installing plugins, with real installers and wheels."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from plugin_files import node_module
from wheels import write_wheel

if TYPE_CHECKING:
    from wheels import Environment

PLUGIN = {"acme_plugin/__init__.py": "", "acme_plugin/nodes.py": node_module("Acme")}
NEEDS_LIBRARY = "acme-library>=2"
WITHOUT_PIP = "import sys; sys.modules['pip'] = None; from graphex.cli.app import main; main({!r})"

WANTED = {
    "fulfilled": "mitre-graphex>=1.16.0,<2",
    "written otherwise": 'Mitre_GraphEx[all] (>=1.9) ; python_version >= "3"',
    "pinned to an older one": "mitre-graphex==1.5.0",
    "below": "mitre-graphex<1.10",
    "newer": "mitre-graphex>=1.19",
}


def has_what_it_needs(environment: Environment) -> bool:
    names = environment.installed()
    return {"acme_graphex", "acme_library"} <= names.keys() and not {"mitre_graphex", "flask"} & names.keys()


@pytest.mark.parametrize("wanted", WANTED.values(), ids=WANTED)
def test_all_that_a_plugin_needs_is_installed_but_the_old_product(wanted: str, environment: Environment) -> None:
    write_wheel(environment.links, "acme-graphex", requires=(wanted, NEEDS_LIBRARY), files=PLUGIN)

    done = environment.graphex("plugins", "install", "acme-graphex")

    assert (done.returncode, "error" in done.stderr) == (0, False), done.stderr
    assert done.stdout.splitlines()[-1] == "The plugin acme_plugin has 1 node types."
    assert has_what_it_needs(environment)
    assert environment.graphex("--version").stdout.startswith("graphex ")


@pytest.mark.parametrize("wanted", ["mitre-graphex>=1.18", "mitre-graphex==1.5.0"])
def test_what_a_plugin_needs_may_need_the_old_product_as_well(wanted: str, environment: Environment) -> None:
    write_wheel(environment.links, "acme-base", requires=(wanted, NEEDS_LIBRARY), files={"acme_base/__init__.py": ""})
    write_wheel(environment.links, "acme-graphex", requires=("acme-base[x]", "mitre-graphex"), files=PLUGIN)

    environment.graphex("plugins", "install", "acme-graphex").check_returncode()

    assert environment.installed().keys() == {"acme_base", "acme_graphex", "acme_library"}


def test_extras_and_versions_are_kept(environment: Environment) -> None:
    requires = ("mitre-graphex>=1", 'acme-extra ; extra == "more"')
    write_wheel(environment.links, "acme-graphex", "1.0", requires=requires, extras=("more",), files=PLUGIN)
    write_wheel(environment.links, "acme-graphex", "2.0", requires=requires, extras=("more",), files=PLUGIN)

    environment.graphex("plugins", "install", "acme-graphex[more]<2").check_returncode()
    before = environment.installed()
    again = environment.graphex("plugins", "install", "acme-graphex")
    environment.graphex("plugins", "install", "--upgrade", "acme-graphex").check_returncode()

    assert before == {"acme_extra": "1.0", "acme_graphex": "1.0"}
    assert again.stdout == "Nothing to install: all of it is there.\n"
    assert environment.installed()["acme_graphex"] == "2.0"


def test_a_dry_run_installs_nothing(environment: Environment) -> None:
    write_wheel(environment.links, "acme-graphex", requires=("mitre-graphex", NEEDS_LIBRARY), files=PLUGIN)

    done = environment.graphex("plugins", "install", "--dry-run", "acme-graphex")

    assert done.stdout == "Would install acme-graphex 1.0, acme-library 2.0.\n"
    assert environment.installed() == {}


def test_files_and_folders_are_installed(environment: Environment) -> None:
    wheel = write_wheel(environment.links / "my wheels", "acme-graphex", requires=("mitre-graphex",), files=PLUGIN)
    folder = environment.links / "own plugin"
    (folder / "own_plugin").mkdir(parents=True)
    (folder / "own_plugin" / "__init__.py").write_text("")
    (folder / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
        '[project]\nname = "own-plugin"\nversion = "1"\ndependencies = ["mitre-graphex>=1"]\n'
    )
    environment.variables["PIP_NO_BUILD_ISOLATION"] = "0"

    done = environment.graphex("plugins", "install", wheel, "./own plugin")

    assert done.returncode == 0, done.stderr
    assert environment.installed() == {"acme_graphex": "1.0", "own_plugin": "1"}


@pytest.mark.skipif(not shutil.which("uv"), reason="uv is not installed")
@pytest.mark.parametrize("wanted", ["mitre-graphex>=1.16", "mitre-graphex==1.5.0"])
def test_uv_does_it_where_there_is_no_pip(wanted: str, environment: Environment) -> None:
    write_wheel(environment.links, "acme-graphex", requires=(wanted, NEEDS_LIBRARY), files=PLUGIN)

    done = environment.run("-c", WITHOUT_PIP.format(["plugins", "install", "acme-graphex"]))
    listed = environment.run("-c", WITHOUT_PIP.format(["plugins", "remove", "acme-graphex"]))

    assert (done.returncode, listed.returncode) == (0, 0), done.stderr
    assert done.stdout.startswith("Installed acme-graphex 1.0, acme-library 2.0.\n")
    assert listed.stdout == "Removed acme-graphex.\n"
    assert environment.installed().keys() == {"acme_library"}


def test_a_removed_plugin_leaves_what_it_needed(environment: Environment) -> None:
    write_wheel(environment.links, "acme-graphex", requires=("mitre-graphex", NEEDS_LIBRARY), files=PLUGIN)
    environment.graphex("plugins", "install", "acme-graphex").check_returncode()

    done = environment.graphex("plugins", "remove", "acme_plugin")
    other = environment.graphex("plugins", "remove", "acme-library")

    assert (done.returncode, done.stdout) == (0, "Removed acme-graphex.\n")
    assert (other.returncode, list(environment.installed())) == (2, ["acme_library"])
    assert other.stderr.startswith("error: No plugin is installed as acme-library.")


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        (
            ("nothing-like-it",),
            "pip could not install nothing-like-it: No matching distribution found for nothing-like-it",
        ),
        (("acme-library<1",), "No matching distribution found for acme-library<1"),
        (("acme-library==2.0", "acme-library==1.0"), "pip could not install acme-library==2.0, acme-library==1.0: "),
        (("mitre-graphex",), "mitre-graphex is no plugin"),
        (("mitre_graphex-1.18.3-py3-none-any.whl",), "mitre-graphex is no plugin"),
        (("graphex",), "graphex is GraphEx itself"),
        (("--", "-rfile.txt"), '"-rfile.txt" names nothing that can be installed'),
        (("https://me:s3cret@localhost:1/t0ken/acme.whl?k=s3cret",), "https://localhost:1/…"),
    ],
    ids=str,
)
def test_what_cannot_be_installed_is_one_sentence(
    targets: tuple[str, ...], message: str, environment: Environment
) -> None:
    environment.variables["PIP_RETRIES"] = "0"

    done = environment.graphex("plugins", "install", *targets)

    errors = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert done.returncode in (1, 2)
    assert len(errors) == 1
    assert message in done.stderr
    assert "s3cret" not in done.stdout + done.stderr
    assert "t0ken" not in done.stdout + done.stderr
    assert environment.installed() == {}


def test_a_plugin_that_cannot_be_loaded_is_told_after_it_was_installed(environment: Environment) -> None:
    write_wheel(
        environment.links,
        "acme-graphex",
        files={"acme_plugin/__init__.py": "import not_there"},
        entry_points="[graphex.plugins]\nacme = acme_plugin\n",
    )

    done = environment.graphex("plugins", "install", "acme-graphex")

    assert done.returncode == 1
    assert 'needs the module "not_there", which is not installed' in done.stderr
