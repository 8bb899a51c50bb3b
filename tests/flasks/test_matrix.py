"""What the matrix of versions tries is what is declared, and what the registry has."""

from __future__ import annotations

from importlib import metadata

import pytest

from tests.flasks.versions import PYTHONS
from tests.matrix import FLASKS, early, floors, pairs


def test_floors_are_the_oldest_that_are_declared() -> None:
    declared = ["Flask>=2.3.3", "click>=8.1.7,<9", 'tomli>=2; python_version < "3.11"', "fsrs"]
    assert floors(declared) == ["Flask==2.3.3", "click==8.1.7"]
    assert floors(declared, but=["flask==3.0"]) == ["click==8.1.7"]


def test_everything_that_we_declare_has_a_floor() -> None:
    declared = [one for one in metadata.requires("flasktutor") or () if "extra ==" not in one]
    assert len(floors(declared)) == len(declared)


@pytest.mark.parametrize("count", range(1, len(PYTHONS) + 1))
def test_each_python_and_each_flask_is_proved_once_at_least(count: int) -> None:
    chosen = pairs(PYTHONS[:count])
    assert {python for python, _flask in chosen} == set(PYTHONS[:count])
    assert {flask for _python, flask in chosen} == set(FLASKS)
    assert len(chosen) < len(pairs(PYTHONS[:count], every=True)) or count == 1


@pytest.mark.parametrize(
    ("told", "version"),
    [
        ("flask (3.2.0rc1)\nAvailable versions: 3.2.0rc1, 3.1.3", "3.2.0rc1"),
        ("Flask (3.2.0.dev2)\n", "3.2.0.dev2"),
        ("flask (3.1.3)\nAvailable versions: 3.1.3, 2.0.0rc2", None),
        ("", None),
    ],
)
def test_only_a_prerelease_newer_than_every_release_is_tried(
    told: str, version: str | None
) -> None:
    assert early(told) == version
