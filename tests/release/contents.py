"""What has to be in a wheel and an sdist: all that belongs there, and nothing besides."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from email.message import Message
from email.parser import Parser
from pathlib import Path

from tests.cli import tree

INSIDE = {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE"}
OUTSIDE = {".ci", ".devcontainer", ".github"}
"""Folders that are of use in a clone alone."""
BOUND = 5_000_000
"""Bytes that a learner downloads, at most."""


def flaws(source: Path, wheel: Path, sdist: Path, version: str) -> Iterator[str]:
    """What is not as it should be with these two, which were built from a copy in `source`."""
    yield from _listed("wheel", _in_wheel(wheel), _wanted_in_wheel(source, version))
    yield from _listed("sdist", _in_sdist(sdist), _wanted_in_sdist(source))
    for built in (wheel, sdist):
        if version not in built.name:
            yield f"{built.name} does not name {version}"
        if (size := built.stat().st_size) > BOUND:
            yield f"{built.name} has {size:,} bytes; {BOUND:,} are allowed"
    yield from _described(metadata(wheel), version)
    yield from _rendered(wheel, sdist)


def metadata(wheel: Path) -> Message:
    """What the wheel says of itself."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (one for one in archive.namelist() if one.endswith(".dist-info/METADATA"))
        return Parser().parsestr(archive.read(name).decode())


def _in_wheel(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def _in_sdist(sdist: Path) -> set[str]:
    with tarfile.open(sdist) as archive:
        return {one.name.partition("/")[2] for one in archive.getmembers() if one.isfile()}


def _files(source: Path, folder: str) -> set[str]:
    return {
        path.relative_to(source).as_posix()
        for path in (source / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def _wanted_in_wheel(source: Path, version: str) -> set[str]:
    own = {*_files(source, "flasktutor"), *_built(source)}
    lessons = {f"flasktutor/{name}" for name in _files(source, "lessons")}
    manual = {f"flasktutor-{version}.data/data/share/man/{name}" for name in _manual()}
    return own | lessons | manual | {f"flasktutor-{version}.dist-info/{name}" for name in INSIDE}


def _manual() -> Iterator[str]:
    """The pages of the commands, in each language."""
    for command in ("", *(name for name, _command in tree.commands())):
        page = f"man1/flasktutor {command}".strip().replace(" ", "-") + ".1"
        yield from (page, f"id/{page}")


def _wanted_in_sdist(source: Path) -> set[str]:
    cloned = {name for name in _files(source, ".") if name.split("/")[0] not in OUTSIDE}
    return {*cloned, *_built(source), "PKG-INFO"}


def _built(source: Path) -> Iterator[str]:
    """What the build makes of our own files."""
    yield "flasktutor/_version.py"
    for name in _files(source, "flasktutor"):
        if name.endswith(".po"):
            yield name.removesuffix(".po") + ".mo"
    for path in (source / "flasktutor" / "causes").rglob("*.yaml"):
        yield path.with_suffix(".json").relative_to(source).as_posix()


def _listed(what: str, found: set[str], wanted: set[str]) -> Iterator[str]:
    yield from (f"{what}: {name} is missing" for name in sorted(wanted - found))
    yield from (f"{what}: {name} does not belong there" for name in sorted(found - wanted))


def _described(told: Message, version: str) -> Iterator[str]:
    if told["Version"] != version:
        yield f"the wheel calls itself {told['Version']}"
    for target in re.findall(r"\]\((?!https?:|#)([^)]+)\)", str(told.get_payload())):
        yield f"README on an index: {target} leads nowhere there"


def _rendered(*built: Path) -> Iterator[str]:
    """What the index would refuse: names and values of metadata, a README that cannot be drawn."""
    done = subprocess.run(
        [sys.executable, "-m", "twine", "--no-color", "check", "--strict", *map(str, built)],
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode:
        yield f"twine check: {done.stdout.strip()}"
