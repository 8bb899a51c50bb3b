"""Owns which names well-known packages removed or added: `data/packages.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from flasktutor.causes.distributions import FOLDER
from flasktutor.causes.python_names import Fate, Name, Told
from flasktutor.datafiles import read


@cache
def _data() -> Mapping[str, Any]:
    data: Mapping[str, Any] = read(FOLDER / "packages.yaml")
    return data


def instead(name: Name) -> str:
    """Code that does the same without `name`, where there is such; else ""."""
    told: Mapping[str, str] = _data()["instead"]
    return told.get(str(name), "")


def told(name: Name) -> Told | None:
    """In which version of its package `name` was removed or came; None where it is not known."""
    versions = _data().get(name.module.partition(".")[0], {})
    wanted = str(name)
    fates: tuple[Fate, ...] = ("removed", "added")
    for fate in fates:
        for version, names in versions.get(fate, {}).items():
            words = names.split()
            if wanted in words or any(wanted.startswith(f"{word}.") for word in words):
                return Told(fate=fate, since=version)
    return None
