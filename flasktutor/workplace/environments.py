"""Owns finding the environment that is meant for the learner's folder, and what is in it."""

from __future__ import annotations

import importlib.metadata
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from flasktutor.causes.system import System
from flasktutor.conditions.looks import EnvironmentSeen
from flasktutor.doctor import ask
from flasktutor.doctor.facts import PythonFacts
from flasktutor.doctor.interpreters import python_in, read_venv, venv_above
from flasktutor.doctor.listeners import Listener
from flasktutor.values import frozen
from flasktutor.workplace.place import Workplace
from flasktutor.workplace.tool_environments import of_tools

_USUAL = (".venv", "venv", "env", ".env")
_MOST = 400
"""Entries of a folder among which an environment is looked for."""


@frozen(kw_only=True)
class Found:
    """An environment's folder and its interpreter, and what that says of itself when started.

    `said` is what it printed where it does not start; `moved_from`, where it was made.
    """

    folder: Path
    python: Path
    report: PythonFacts | None = None
    said: str = ""
    moved_from: str = ""
    unfinished: bool = False

    @property
    def works(self) -> bool:
        """Whether it starts, is finished, and stands in the place that it was made for."""
        return self.report is not None and not self.moved_from and not self.unfinished


class Environments:
    """Finds the environment meant for a place; an interpreter is started anew when it changed."""

    def __init__(self, place: Workplace, environ: Mapping[str, str], system: System) -> None:
        self._place, self._environ, self._system = place, environ, system
        self._known: dict[Path, tuple[object, Found]] = {}
        self._read: dict[Path, tuple[object, Mapping[str, str]]] = {}

    def find(self, servers: tuple[Listener, ...]) -> Found | None:
        """The environment meant: of several the first that works; None where there is none."""
        first: Found | None = None
        for folder in self.folders(servers):
            found = self._started(folder)
            if found is not None and found.works:
                return found
            first = first or found
        return first

    def seen(self, servers: tuple[Listener, ...]) -> EnvironmentSeen:
        """What is to be told of the environment meant."""
        found, folder = self.find(servers), self._place.folder
        if found is None:
            return EnvironmentSeen(place=self._further_up())
        inside = found.folder.is_relative_to(folder)
        place = str(found.folder.relative_to(folder) if inside else found.folder)
        python = str(found.python)
        if found.report is None:
            return EnvironmentSeen(state="broken", python=python, place=place, said=found.said)
        if found.unfinished:
            return EnvironmentSeen(state="unfinished", python=python, place=place)
        return EnvironmentSeen(
            state="moved" if found.moved_from else "there",
            python=python,
            place=place,
            packages=self._packages(found, found.report),
            said=found.moved_from,
        )

    def _packages(self, found: Found, report: PythonFacts) -> Mapping[str, str]:
        """Its packages, read anew when there are others."""
        stamp = _stamp(found.folder, self._system)
        if self._read.get(found.folder, (None, None))[0] != stamp:
            self._read[found.folder] = (stamp, dict(installed(report.path)))
        return self._read[found.folder][1]

    def folders(self, servers: tuple[Listener, ...]) -> list[Path]:
        """Folders of environments that may be meant, the likeliest first."""
        folder = self._place.folder
        found: dict[str, Path] = {}
        for one in (
            *self._named(),
            *_of_servers(servers, folder),
            *_in_folder(folder),
            *of_tools(folder, self._environ),
            *_above(folder, self._system),
        ):
            found.setdefault(os.path.realpath(one), one)
        return list(found.values())

    def stamp(self, servers: tuple[Listener, ...]) -> object:
        """What differs as soon as one of them is made, removed, broken, or has a package more."""
        folders = self.folders(servers)
        stamps = tuple((str(one), _stamp(one, self._system)) for one in folders)
        return stamps or self._further_up()

    def _further_up(self) -> str:
        """Where one lies that was made in the wrong folder, on the way to the home folder."""
        home = Path(self._environ.get("HOME") or self._environ.get("USERPROFILE") or "/")
        for folder in self._place.folder.parents:
            if not folder.is_relative_to(home):
                break
            for name in _USUAL:
                if is_environment(folder / name) and not _is_ours(
                    folder / name, self._place.folder
                ):
                    return str(folder / name)
        return ""

    def _named(self) -> Iterator[Path]:
        named = self._place.environment
        if named is None:
            return
        yield named.parent.parent if named.is_file() else named

    def _started(self, folder: Path) -> Found | None:
        python = _python(folder, self._system)
        stamp = _python_stamp(folder, python)
        if self._known.get(folder, (None, None))[0] != stamp:
            self._known[folder] = (stamp, self._start(folder, python))
        found = self._known[folder][1]
        report = found.report
        if report and not report.in_venv and not (folder / "conda-meta").is_dir():
            return None  # a Python of the system's, which is nobody's own
        return found

    def _start(self, folder: Path, python: Path) -> Found:
        answer = ask.ask(
            str(python), ("-I",), self._standing(), self._environ, light=True, seconds=ask.SECONDS
        )
        venv = read_venv(folder, self._system)
        moved = venv.moved_from if answer.report else ""
        return Found(
            folder=folder,
            python=python,
            report=answer.report,
            said=answer.said,
            moved_from=moved,
            unfinished=not (folder / "conda-meta").is_dir() and not _activates(python.parent),
        )

    def _standing(self) -> Path:
        return self._place.folder if self._place.folder.is_dir() else Path.home()


def activated(environ: Mapping[str, str], found: Found | None) -> dict[str, str]:
    """The variables of a terminal in which the environment is active."""
    variables = dict(environ)
    if found is None:
        return variables
    conda = (found.folder / "conda-meta").is_dir()
    variables["CONDA_PREFIX" if conda else "VIRTUAL_ENV"] = str(found.folder)
    if not conda:
        variables.pop("CONDA_PREFIX", None)
    programs = [str(found.python.parent), environ.get("PATH", "")]
    variables["PATH"] = os.pathsep.join(filter(None, programs))
    return variables


def installed(places: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Distributions in folders of an interpreter's path, by their metadata; the first counts."""
    known = set()
    for one in importlib.metadata.distributions(path=list(places)):
        with suppress(Exception):  # metadata that is being written, or is damaged
            metadata = one.metadata
            name = re.sub(r"[-_.]+", "-", metadata["Name"]).lower()
            if name not in known:
                known.add(name)
                yield name, metadata["Version"]


def is_environment(folder: Path) -> bool:
    """Whether it looks like an environment's folder."""
    try:
        return (folder / "pyvenv.cfg").is_file() or (folder / "conda-meta").is_dir()
    except OSError:
        return False


def _activates(programs: Path) -> bool:
    # What is written last, by all that make environments; not when fetching pip has failed.
    return any((programs / name).exists() for name in ("activate", "activate.bat", "Activate.ps1"))


def _python(folder: Path, system: System) -> Path:
    if system.os == "windows" and (folder / "conda-meta").is_dir():
        return folder / "python.exe"
    return python_in(folder, system)


def _in_folder(folder: Path) -> Iterator[Path]:
    """Environments directly in the folder, by whatever name; those with usual names first."""
    names = []
    with suppress(OSError), os.scandir(folder) as entries:
        for _number, entry in zip(range(_MOST), entries, strict=False):
            names.append(entry.name)
    for name in sorted({*_USUAL, *names}, key=lambda name: (_USUAL.index(name) if name in _USUAL
                                                            else len(_USUAL), name)):  # fmt: skip
        if is_environment(folder / name):
            yield folder / name
    if is_environment(folder):
        yield folder


def _of_servers(servers: tuple[Listener, ...], folder: Path) -> Iterator[Path]:
    """Environments that servers of this folder run in."""
    for server in servers:
        if not server.words:
            continue
        python = Path(server.folder, server.words[0])
        for up in python.parents[:2]:
            if is_environment(up) and not _is_ours(up, folder):
                yield up


def _above(folder: Path, system: System) -> Iterator[Path]:
    """The environment of the project that the folder is a part of."""
    found = venv_above(folder, system)
    if found is not None and not _is_ours(found, folder):
        yield found


def _is_ours(venv: Path, folder: Path) -> bool:
    """Whether it is the tutor's own, which is not the learner's unless it lies in their folder."""
    own = os.path.realpath(sys.prefix)
    return os.path.realpath(venv) == own and not Path(own).is_relative_to(folder.resolve())


def _stamp(folder: Path, system: System) -> object:
    """What differs when its interpreter or its packages did."""
    sites = [*folder.glob("lib/python*/site-packages"), folder / "Lib" / "site-packages"]
    packages: list[object] = []
    for site in sites:
        packages.append(_mtime(site))
        with suppress(OSError), os.scandir(site) as entries:
            # A package is there when the last file of its metadata is written.
            packages += sorted(
                (entry.name, entry.stat().st_mtime_ns)
                for entry in entries
                if entry.name.endswith((".dist-info", ".pth"))
            )
    return (_python_stamp(folder, _python(folder, system)), tuple(packages))


def _python_stamp(folder: Path, python: Path) -> object:
    config = folder / "pyvenv.cfg"
    target = os.path.realpath(python)
    programs = (folder / "bin/flask", folder / "bin/pip", folder / "bin/activate")
    return (target, _mtime(Path(target)), _mtime(config), *map(_mtime, programs))


def _mtime(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
