"""CONTRIBUTING's map of the house: each room is there, none is left out, and it runs upwards."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import grimp
import pytest

from tests.checkout import ROOT

PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
HOUSE = ROOT / "flasktutor"
WITH_ROOMS = ("ui", "ui/terminal", "cli", "runner", "runner/worker")
"""Packages whose rooms stand on the map, beside all that stands in the house itself."""


def drawn() -> Iterator[str]:
    """What the map has below `flasktutor/`, as paths."""
    tree = PAGE.split("flasktutor/\n", 1)[1].split("\nlessons/", 1)[0]
    above: list[str] = []
    for line in tree.splitlines():
        if named := re.match(r"( +)([a-z_]+(?:\.py|/))  ", line):
            above[len(named[1]) // 2 - 1 :] = [named[2].rstrip("/")]
            yield "/".join(above)


def standing() -> Iterator[str]:
    """What stands there."""
    for one in HOUSE.iterdir():
        if one.name not in ("__init__.py", "__main__.py", "_version.py", "py.typed"):
            yield one.name
    for package in WITH_ROOMS:
        rooms = (one.parent for one in (HOUSE / package).glob("*/__init__.py"))
        yield from (room.relative_to(HOUSE).as_posix() for room in rooms)


def test_the_map_has_all_rooms_and_no_other() -> None:
    there = {one for one in standing() if "__pycache__" not in one}
    on_map = list(drawn())
    assert len(on_map) == len(set(on_map))
    assert set(on_map) == there


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    return grimp.build_graph("flasktutor", cache_dir=None)


def test_the_layers_of_the_page_are_those_of_the_contract() -> None:
    settings = (ROOT / "pyproject.toml").read_text("utf-8")
    contract = settings.split('"Imports run downwards only"', 1)[1]
    layers = ast.literal_eval(contract.split("\nlayers = ", 1)[1].split("\n]", 1)[0] + "]")
    line = next(line for line in PAGE.splitlines() if line.startswith("`cli` → "))
    assert [parts(one) for one in line.split(" → ")] == [parts(one) for one in layers]


def parts(layer: str) -> set[str]:
    return {part.strip() for part in layer.strip("` ").split("|")}


def test_no_package_is_imported_by_what_it_imports(imports: grimp.ImportGraph) -> None:
    """The rest of circles is held by a contract, which looks at siblings only."""
    packages = [one for one in imports.modules if imports.find_children(one)]
    both = [
        (package, inside)
        for package in packages
        for inside in imports.find_descendants(package)
        if imports.direct_import_exists(importer=inside, imported=package)
        and imports.direct_import_exists(importer=package, imported=inside)
    ]
    assert not both
