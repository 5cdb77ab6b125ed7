"""The map in CONTRIBUTING.md shows every room, says what the room says of itself, and follows the contracts."""

from __future__ import annotations

import ast
import re
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src" / "graphex"
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
ROW = re.compile(r"^\| `src/graphex/([\w/.]+)` \| (.+) \|$", re.MULTILINE)
STOREYS = re.compile(r"```text\n(.+?)\n```", re.DOTALL)
# The public names, and what starts the program: both are told in the text around the map.
NO_ROOMS = frozenset({"__init__.py", "__main__.py"})


def places() -> Iterator[str]:
    """Yield every room, and every module that lies in none; those of the built-in nodes are their topics."""
    for path in sorted(SOURCES.rglob("__init__.py")):
        room = path.parent.relative_to(SOURCES)
        if room.parts and room.parts[:1] != ("nodes",):
            yield f"{room.as_posix()}/"
    yield "nodes/"
    yield from (path.name for path in sorted(SOURCES.glob("*.py")) if path.name not in NO_ROOMS)


def says(place: str) -> str:
    """Return what a room or module says of itself, without the full stop."""
    path = SOURCES / place
    docstring = ast.get_docstring(ast.parse((path / "__init__.py" if path.is_dir() else path).read_text("utf-8")))
    return (docstring or "").split("\n")[0].removesuffix(".")


def rows() -> dict[str, str]:
    return dict(ROW.findall(CONTRIBUTING))


def layers(container: str) -> list[str]:
    """Return the storeys of a package as its contract has them, from the top; none without a contract."""
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts: list[dict[str, Any]] = configuration["tool"]["importlinter"]["contracts"]
    found = [contract["layers"] for contract in contracts if contract.get("containers") == [container]]
    return [re.sub(r"[()]", "", storey) for storey in found[0]] if found else []


def out_of_order(container: str) -> list[str]:
    """Return the rooms of a package that the map has below one of a lower storey."""
    ranks = {name: rank for rank, storey in enumerate(layers(container)) for name in re.split(r" [|:] ", storey)}
    parent = "/".join(container.split(".")[1:])
    children = [Path(place) for place in rows() if Path(place).parent == Path(parent)]
    ranked = [(ranks[child.stem], child.stem) for child in children if child.stem in ranks]
    return [name for (above, _), (rank, name) in pairwise(ranked) if rank < above]


def test_every_room_is_on_the_map() -> None:
    missing = [f"`src/graphex/{place}`: {says(place)}" for place in places() if place not in rows()]

    assert not missing, "\n".join(missing)


def test_every_row_of_the_map_leads_to_a_room() -> None:
    astray = [place for place in rows() if not (SOURCES / place).exists()]

    assert not astray, astray


def test_the_map_says_what_the_rooms_say() -> None:
    differing = [
        f"`src/graphex/{place}` says: {says(place)}"
        for place, text in rows().items()
        if (SOURCES / place).exists() and text != says(place)
    ]

    assert not differing, "\n".join(differing)


def test_the_storeys_are_those_of_the_contract() -> None:
    drawn = STOREYS.findall(CONTRIBUTING)

    assert [storeys.split("\n") for storeys in drawn] == [layers("graphex")]


def test_the_map_goes_down_from_storey_to_storey() -> None:
    packages = ["graphex", *(f"graphex.{place.strip('/').replace('/', '.')}" for place in rows() if place[-1] == "/")]

    wrong = {package: found for package in packages if (found := out_of_order(package))}

    assert not wrong, wrong
