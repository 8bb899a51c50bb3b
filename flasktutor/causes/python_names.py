"""Owns which names Python removed or added, and which a system lacks: `data/python.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from flasktutor.causes.distributions import FOLDER
from flasktutor.causes.frames import STDLIB
from flasktutor.datafiles import read
from flasktutor.values import frozen

Fate = Literal["removed", "added", "lacks", "built-without"]


@frozen(kw_only=True)
class Name:
    """A module of the standard library, or something in one (`name`; "" for the module)."""

    module: str
    name: str = ""

    def __str__(self) -> str:
        """The dotted name."""
        return ".".join(filter(None, (self.module, self.name)))

    @property
    def of_python(self) -> bool:
        """Whether it belongs to the standard library, of any version or system."""
        top = self.module.partition(".")[0]
        return top in STDLIB or top in _modules()


@frozen(kw_only=True)
class Told:
    """What became of a name: `since` is a version of Python, `systems` are where it is not."""

    fate: Fate
    since: str = ""
    systems: tuple[str, ...] = ()


@cache
def _data() -> Mapping[str, Any]:
    data: Mapping[str, Any] = read(FOLDER / "python.yaml")
    return data


@cache
def _modules() -> frozenset[str]:
    """The modules that some Python had, has or will have, though perhaps not the one at work."""
    data = _data()
    tables = [data["python-2"], *data["removed"].values(), *data["added"].values()]
    return frozenset(word for table in tables for word in table.get("modules", "").split())


def told(name: Name) -> tuple[Told, ...]:
    """All that may have become of `name`; () for what is not known or always there."""
    data = _data()
    if _among(name, data["built-without"]):
        return (Told(fate="built-without"),)
    systems = tuple(system for system, names in data["lacks"].items() if _among(name, names))
    return (
        *(
            Told(fate=fate, since=version)  # type: ignore[arg-type]  # one of the two
            for fate, versions in (
                ("removed", {"3.0": data["python-2"], **data["removed"]}),
                ("added", data["added"]),
            )
            for version, names in versions.items()
            if _among(name, names)
        ),
        *((Told(fate="lacks", systems=systems),) if systems else ()),
    )


def instead(name: Name) -> str:
    """Code that does the same without `name`, where there is such; else ""."""
    told: Mapping[str, str] = _data()["instead"]
    return told.get(str(name)) or told.get(name.module, "")


def always(name: Name) -> bool:
    """Whether every Python has it, so that its absence has another reason."""
    return _among(name, _always())


@cache
def _always() -> Mapping[str, str]:
    names: Mapping[str, str] = read(FOLDER / "python-always.yaml")
    return names


def _among(name: Name, names: Mapping[str, str]) -> bool:
    """Whether `names` (words by module; `modules` for whole ones) hold `name`."""
    whole = names.get("modules", "").split()
    if str(name) in whole:  # `from concurrent import interpreters` names a module too
        return True
    if name.name:  # of a module that was there to be asked
        return name.name in names.get(name.module, "").split()
    parts = name.module.split(".")
    return any(".".join(parts[:end]) in whole for end in range(1, len(parts)))
