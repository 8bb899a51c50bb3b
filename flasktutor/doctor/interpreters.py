"""Owns finding the learner's Pythons: named, active, in a folder, on PATH."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from flasktutor.causes.system import System
from flasktutor.doctor.commands import interpreter_of
from flasktutor.doctor.facts import Interpreter, Venv

_FOLDERS = (".venv", "venv", "env", ".env")


def python_in(venv: Path, system: System) -> Path:
    """The interpreter of the environment in the folder `venv`."""
    return Path(system.in_venv(str(venv), "python.exe" if system.os == "windows" else "python"))


def candidates(
    folder: Path, environ: Mapping[str, str], system: System, named: Path | None
) -> list[Interpreter]:
    """Pythons a learner could mean, the likeliest first, each once.

    `named` is an interpreter, or the folder of an environment.
    """
    found: dict[tuple[Path, str], Interpreter] = {}
    for interpreter in _all(folder, environ, system, named):
        # The same file in another folder is another Python: environments are made of links.
        path = Path(interpreter.path)
        found.setdefault((path.parent.resolve(), os.path.realpath(path)), interpreter)
    return list(found.values())


def _all(
    folder: Path, environ: Mapping[str, str], system: System, named: Path | None
) -> Iterator[Interpreter]:
    if named:
        path = python_in(named, system) if named.is_dir() else named
        yield Interpreter(typed=system.program(str(path)), path=str(path), origin="named")
        return
    if active := environ.get("VIRTUAL_ENV"):
        path = python_in(Path(active), system)
        if path.exists() or path.is_symlink():
            yield Interpreter(typed="python", path=str(path), origin="active")
    if conda := environ.get("CONDA_PREFIX"):
        path = Path(conda, "python.exe" if system.os == "windows" else "bin/python")
        if path.exists():
            yield Interpreter(typed="python", path=str(path), origin="conda")
    if venv := venv_above(folder, system):
        path = python_in(venv, system)
        typed = system.program(str(_short(path, folder)))
        yield Interpreter(typed=typed, path=str(path), origin="folder")
    yield from on_path(environ, system)
    yield from of_flask(environ, system)


def of_flask(environ: Mapping[str, str], system: System) -> Iterator[Interpreter]:
    """What the command `flask` runs on, which may be another one, as pipx installs it."""
    command = shutil.which("flask", path=environ.get("PATH", ""))
    path = interpreter_of(Path(command)) if command else None
    if path and path.is_file():
        yield Interpreter(typed=system.program(str(path)), path=str(path), origin="command")


def on_path(environ: Mapping[str, str], system: System) -> Iterator[Interpreter]:
    """What `python`, `python3` and, on Windows, `py` start."""
    for name in ("python", "python3", *(["py"] if system.os == "windows" else [])):
        if path := shutil.which(name, path=environ.get("PATH", "")):
            yield Interpreter(typed=name, path=path, origin="path")


def venv_above(folder: Path, system: System) -> Path | None:
    """The nearest environment in `folder` or above it, as far as it can be the same project's."""
    home = os.path.expanduser("~")  # noqa: PTH111  # pathlib raises for a user without a home
    shared = {Path(home), Path(tempfile.gettempdir()), Path(folder.anchor)}
    for place in (folder, *folder.parents):
        for name in _FOLDERS:
            venv = place / name
            python = python_in(venv, system)
            if (venv / "pyvenv.cfg").is_file() or python.is_symlink():
                return venv
        if (place / ".git").exists() or place.parent in shared:
            break
    return None


def read_venv(venv: Path, system: System) -> Venv:
    """What the environment in `venv` says of its origin."""
    try:
        text = (venv / "pyvenv.cfg").read_text("utf-8", errors="replace")
    except OSError:
        text = ""
    values = dict(re.findall(r"^\s*([\w-]+)\s*=\s*(.*?)\s*$", text, re.MULTILINE))
    home = values.get("home", "")
    return Venv(
        path=venv,
        home=home,
        version=_version(values.get("version") or values.get("version_info") or ""),
        maker=next((name for name in ("uv", "virtualenv") if name in values), "venv"),
        base_exists=python_in(venv, system).exists() and (not home or Path(home).is_dir()),
        moved_from=_moved_from(venv, system),
    )


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"[0-9]{1,4}", text)[:2])


def own_venv(python: str, system: System) -> Venv | None:
    """The environment that the interpreter at `python` lies in, None when it lies in none."""
    folder = Path(python).parent.parent
    return read_venv(folder, system) if (folder / "pyvenv.cfg").is_file() else None


def _moved_from(venv: Path, system: System) -> str:
    """The folder that the environment's `flask` or `pip` was made for, if it is another one."""
    if system.os == "windows":
        return ""
    for name in ("flask", "pip"):
        script = venv / "bin" / name
        try:
            with script.open("rb") as source:
                first = source.read(400).decode("utf-8", "replace")
        except OSError:
            continue
        found = re.search(r"(?:^#!|^'''exec' \"?)(/[^\n\"\0]*)/bin/python", first, re.MULTILINE)
        if found and not _same(Path(found[1]), venv):
            return found[1]
    return ""


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def _short(path: Path, folder: Path) -> Path:
    return path.relative_to(folder) if path.is_relative_to(folder) else path
