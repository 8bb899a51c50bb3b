"""Owns reading the Flask project in a folder: what lies there, without importing any of it."""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from flasktutor.doctor.source import SourceFile, read_source
from flasktutor.values import frozen

_MOST_FILES = 300
_DOTENV = (".env", ".flaskenv")
_STARTERS = ("run", "wsgi", "main", "manage", "server", "application", "asgi")
_TEST = re.compile(r"(?:.*\.)?(?:test_\w*|\w*_test|tests?|conftest|setup)(?:\.|$)")
_MANAGERS = {"uv.lock": "uv", "poetry.lock": "poetry", "pdm.lock": "pdm", "Pipfile": "pipenv"}
_SKIPPED = {"venv", "env", "node_modules", "site-packages", "__pycache__", "migrations"}


@frozen(kw_only=True)
class Pin:
    """A requirement pinned to a version, at a line of a requirements file."""

    name: str
    version: str
    file: str
    line: int


@frozen(kw_only=True)
class Dotenv:
    """A file of variables: its text, None where that is not UTF-8; `utf16` where it says so."""

    name: str
    text: str | None
    utf16: bool = False


@frozen(kw_only=True)
class Project:
    """What lies in a folder: sources, names of modules at its top, dotenv files, pins.

    `unreadable` names files and folders that this user may not read.
    """

    sources: tuple[SourceFile, ...] = ()
    top_modules: tuple[tuple[str, str], ...] = ()
    dotenv: tuple[Dotenv, ...] = ()
    pins: tuple[Pin, ...] = ()
    manager: str = ""
    requirements: str = ""
    unreadable: tuple[str, ...] = ()

    def source(self, module: str) -> SourceFile | None:
        """The source of the module `module`, None when there is no such file."""
        for source in self.sources:
            if module in (source.module.replace("/", "."), source.module.removeprefix("src/")):
                return source
        return None

    @property
    def suggestion(self) -> str:
        """What to write after `--app` here; "" when nothing looks like an app."""
        flask = [source for source in self.sources if source.is_flask]
        for source in flask:
            if source.apps:
                plain = len(source.apps) == 1 or {"app", "application"} & set(source.apps)
                return source.module if plain else f"{source.module}:{source.apps[0]}"
        factories = [source for source in flask if source.factory]
        ready = [source.call for source in factories if not source.factory_needs]
        return next(iter([*ready, *self._made, *(source.call for source in factories)]), "")

    @property
    def _made(self) -> list[str]:
        """Files that get their app from another one of the project, the likeliest first."""
        own = {source.module.split(".")[0] for source in self.sources if source.is_flask}
        found = [
            source.module
            for source in self.sources
            if source.maybe_apps
            and not _TEST.match(source.module)
            and any(use.imported and use.module.split(".")[0] in own for use in source.uses)
        ]
        return sorted(found, key=lambda name: (name not in _STARTERS, name))

    @property
    def dotenv_values(self) -> dict[str, str]:
        """Variables that the folder's dotenv files set, as python-dotenv would read them."""
        return _together(self.dotenv)


def read_dotenv(folder: Path) -> dict[str, str]:
    """The variables that dotenv files set for `folder`, where nothing else is to be read."""
    return _together(_dotenv(folder))


def _together(files: Iterable[Dotenv]) -> dict[str, str]:
    found: dict[str, str] = {}
    for file in files:
        found = {**assigned(file.text or ""), **found}
    return found


def assigned(text: str) -> dict[str, str]:
    """The variables that the text of a dotenv file sets."""
    return {name: _unquoted(value) for name, value in _ASSIGNMENT.findall(text)}


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] in "'\"" else value


_ASSIGNMENT = re.compile(
    r"^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*"
    r"(\"(?:\\.|[^\"\\])*\"|'[^']*'|[^\r\n]*?)[ \t]*(?:[ \t]#[^\n]*)?\r?$",
    re.MULTILINE,
)
_REQUIREMENTS = ("requirements.txt", "requirements-dev.txt", "requirements/dev.txt")
_PIN = re.compile(r"^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*==\s*([\w.!+*]+)")


def read_project(folder: Path) -> Project:
    """Read what lies in `folder`; what cannot be read is left out."""
    return Project(
        sources=tuple(_sources(folder)),
        top_modules=tuple(_top_modules(folder)),
        dotenv=tuple(_dotenv(folder)),
        pins=tuple(_pins(folder)),
        manager=_manager(folder),
        requirements=next((name for name in _REQUIREMENTS if _is_file(folder / name)), ""),
        unreadable=tuple(_unreadable(folder)),
    )


def _manager(folder: Path) -> str:
    """The program that looks after this project's environment, by what it leaves behind."""
    for name, manager in _MANAGERS.items():
        if _is_file(folder / name):
            return manager
    try:
        text = (folder / "pyproject.toml").read_text("utf-8", errors="replace")
    except OSError:
        return ""
    tool = re.search(r"^\[tool\.(poetry|pdm|uv)\b", text, re.MULTILINE)
    return tool[1] if tool else ""


def _entries(folder: Path) -> list[Path]:
    if not _may_read(folder, folder=True):
        return []
    return sorted(folder.iterdir())[:_MOST_FILES]


def _unreadable(folder: Path) -> Iterator[str]:
    """What a look at the project would have read, and may not."""
    for entry in (folder, *_entries(folder)):
        is_folder = entry.is_dir()
        if is_folder and (entry.name in _SKIPPED or entry.name.startswith(".")):
            continue
        looked_at = entry.suffix == ".py" or entry.name in _DOTENV or _is_requirements(entry)
        wanted = (is_folder or looked_at) and entry.exists()
        if wanted and not _may_read(entry, folder=is_folder):
            yield entry.name


def _may_read(entry: Path, *, folder: bool) -> bool:
    return os.access(entry, os.R_OK | os.X_OK if folder else os.R_OK)


def _sources(folder: Path) -> Iterator[SourceFile]:
    """Files at the top of `folder` and of `src`, and what packages hold, one level deep.

    What lies in `src` is called as `flask --app` finds it without being installed.
    """
    for place, before in ((folder, ""), (folder / "src", "src/")):
        for entry in _entries(place):
            if entry.suffix == ".py" and entry.is_file():
                yield read_source(entry, before + entry.stem)
            elif _is_package(entry):
                yield from _package(entry, before + entry.name)


def _package(folder: Path, name: str) -> Iterator[SourceFile]:
    for entry in _entries(folder):
        if entry.suffix == ".py" and entry.is_file():
            yield read_source(entry, name if entry.stem == "__init__" else f"{name}.{entry.stem}")


def _is_package(entry: Path) -> bool:
    return (
        entry.name not in _SKIPPED
        and not entry.name.startswith(".")
        and _may_read(entry, folder=True)
        and (entry / "__init__.py").is_file()
    )


def _top_modules(folder: Path) -> Iterator[tuple[str, str]]:
    for entry in _entries(folder):
        if entry.suffix == ".py":
            yield entry.stem, entry.name
        elif _is_package(entry):
            yield entry.name, f"{entry.name}/__init__.py"


def _dotenv(folder: Path) -> Iterator[Dotenv]:
    """What Flask reads: each of its files from the nearest folder, here or above, that has it."""
    for name in _DOTENV:
        path = next(
            (one for place in (folder, *folder.parents) if _is_file(one := place / name)), None
        )
        if path is not None and _may_read(path, folder=False):
            shown = name if path.parent == folder else str(path)
            try:
                yield _decoded(shown, path.read_bytes())
            except OSError:
                yield Dotenv(name=shown, text=None)


def _decoded(name: str, data: bytes) -> Dotenv:
    try:
        return Dotenv(name=name, text=data.decode("utf-8"))
    except UnicodeDecodeError:
        marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        return Dotenv(name=name, text=None, utf16=marked)


def _pins(folder: Path) -> Iterator[Pin]:
    for path in _entries(folder):
        if _is_requirements(path) and path.is_file() and _may_read(path, folder=False):
            text = path.read_text("utf-8", errors="replace")
            for number, line in enumerate(text.splitlines(), 1):
                if found := _PIN.match(line):
                    name = found[1].lower().replace("_", "-").replace(".", "-")
                    yield Pin(name=name, version=found[2], file=path.name, line=number)


def _is_requirements(entry: Path) -> bool:
    return entry.suffix == ".txt" and entry.name.startswith("requirements")


def _is_file(path: Path) -> bool:
    """Whether a file stands there, as far as one may look."""
    try:
        return path.is_file()
    except OSError:
        return False
