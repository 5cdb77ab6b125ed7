"""The stand-in for the product that GraphEx succeeds."""

from __future__ import annotations

import importlib.metadata
import zipfile
from pathlib import Path

from graphex.plugin.installed.stand_in import VERSION, requirement, write_wheel

SOURCES = Path(__file__).parents[3] / "src"


def test_the_wheel_of_the_product_carries_this_version_of_it() -> None:
    text = (SOURCES / f"mitre_graphex-{VERSION}.egg-info" / "PKG-INFO").read_text("utf-8")

    assert f"\nVersion: {VERSION}\n" in text
    assert importlib.metadata.version("mitre-graphex") == VERSION


def test_a_wheel_of_any_version_holds_a_record_and_nothing_else(tmp_path: Path) -> None:
    own, other = write_wheel(tmp_path), write_wheel(tmp_path, "1.5.0+local")

    names = zipfile.ZipFile(other).namelist()

    assert own.name == f"mitre_graphex-{VERSION}-py3-none-any.whl"
    assert other.name == "mitre_graphex-1.5.0+graphex-py3-none-any.whl"
    assert {name.partition("/")[0] for name in names} == {"mitre_graphex-1.5.0+graphex.dist-info"}
    assert (requirement(), requirement("1.5.0")) == (f"mitre-graphex=={VERSION}", "mitre-graphex==1.5.0+graphex")
