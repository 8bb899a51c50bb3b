"""Owns what lists say of lessons, kept so that only lesson files that changed are read again."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from flasktutor import language, paths
from flasktutor.errors import TutorError
from flasktutor.language import _

FILE = "outlines.json"
VERSION = 1
"""Raised whenever an outline holds something new: older files are then made anew."""
COURSE = "course"

Stamp = list[list[Any]]
"""Name, time of change (ns) and size (bytes) of each file that an outline was made from."""


@dataclass(frozen=True, kw_only=True)
class Outline:
    """A lesson as lists show it; `flaw` says why it cannot be taken, if so.

    `keys` are its steps, `asked` those that ask something; `titles` is by language.
    """

    name: str
    path: str
    titles: dict[str, str]
    minutes: int = 0
    keys: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    flaw: str = ""

    @property
    def title(self) -> str:
        """The title in the language in use, else in English."""
        return self.titles.get(language.current(), self.titles[language.SOURCE_LANGUAGE])


def of_folders(folders: Iterable[Path]) -> dict[str, Outline]:
    """The outlines of all lessons in `folders` by name; of two with one name the first holds.

    Raises `TutorError` where a folder is missing or holds no lesson.
    """
    store = _Store(paths.home() / FILE)
    found: dict[str, Outline] = {}
    for folder in folders:
        outlines = store.outlines(folder) if folder.is_dir() else []
        if not outlines:
            raise _nothing_in(folder)
        for outline in outlines:
            found.setdefault(outline.name, outline)
    store.save()
    return found


def _nothing_in(folder: Path) -> TutorError:
    from flasktutor import course

    # Says that there is no folder, where that is why.
    course.lesson_files(folder)
    return course.no_lessons(folder)


def pick(found: dict[str, Outline], name: str) -> Outline:
    """The lesson of that name; a `TutorError` with the nearest name where there is none."""
    if name in found:
        return found[name]
    from flasktutor.schema import nearest

    raise TutorError(
        _("There is no lesson `{name}`.").format(name=name),
        hint=nearest(name, list(found)),
        exit_code=2,
    )


class _Store:
    """The kept outlines of all folders; whatever is wrong with its file, it is only made anew."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._changed = False
        with contextlib.suppress(OSError, ValueError):
            kept = json.loads(file.read_text("utf-8"))
            if isinstance(kept, dict) and kept.get("version") == VERSION:
                self._folders: dict[str, Any] = kept["folders"]
                return
        self._folders = {}

    def outlines(self, folder: Path) -> list[Outline]:
        """The outlines of one folder, in the order that its lessons are to be taken."""
        stamps = _stamps(folder)
        kept = self._folders.get(str(folder))
        if kept is None or kept["stamps"] != stamps:
            kept = {"stamps": stamps, "outlines": self._renewed(folder, stamps, kept)}
            self._folders[str(folder)] = kept
            self._changed = True
        return [_outline(values) for values in kept["outlines"]]

    def _renewed(self, folder: Path, stamps: dict[str, Stamp], kept: Any) -> list[dict[str, Any]]:
        known = {values["name"]: values for values in kept["outlines"]} if kept else {}
        old = kept["stamps"] if kept else {}
        made = [
            _outline(known[name])
            if name in known and old.get(name) == stamp
            else _read(folder, name)
            for name, stamp in stamps.items()
            if name != COURSE
        ]
        return [asdict(outline) for outline in _in_order(made, _listed(folder))]

    def save(self) -> None:
        """Keep what was made; a home that cannot be written only costs time."""
        if not self._changed:
            return
        text = json.dumps({"version": VERSION, "folders": self._folders}, ensure_ascii=False)
        beside = self._file.with_suffix(f".{os.getpid()}")
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(text, "utf-8")
            beside.replace(self._file)


def _stamps(folder: Path) -> dict[str, Stamp]:
    """The stamp of each lesson in the folder: its own file and its translations."""
    files: dict[str, Stamp] = {}
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name.endswith(".yaml"):
                # A link that leads nowhere has a state too: reading it then says what is wrong.
                status = entry.stat(follow_symlinks=not _is_dead(entry))
                stamp = [entry.name, status.st_mtime_ns, status.st_size]
                files.setdefault(entry.name.split(".")[0], []).append(stamp)
    return {name: stamp for name, stamp in files.items() if f"{name}.yaml" in (s[0] for s in stamp)}


def _is_dead(entry: os.DirEntry[str]) -> bool:
    return entry.is_symlink() and not Path(entry.path).exists()


def _outline(values: dict[str, Any]) -> Outline:
    made: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
    return Outline(**made)


def _read(folder: Path, name: str) -> Outline:
    """The outline of a lesson file, read for it."""
    from flasktutor import lesson
    from flasktutor.errors import LessonError

    path = folder / f"{name}.yaml"
    try:
        read = lesson.load(path)
    except LessonError as error:
        titles = {language.SOURCE_LANGUAGE: name}
        return Outline(name=name, path=str(path), titles=titles, flaw=str(error.issues[0]))
    titles = {spoken: lesson.translate(read, spoken)[0].title for spoken in _spoken(path)}
    return Outline(
        name=name,
        path=str(path),
        titles={language.SOURCE_LANGUAGE: read.title, **titles},
        minutes=read.minutes,
        keys=tuple(step.key for step in read.steps),
        asked=tuple(step.key for step in read.steps if step.asks),
        requires=read.requires,
    )


def _spoken(path: Path) -> Iterator[str]:
    for overlay in sorted(path.parent.glob(f"{path.stem}.*.yaml")):
        yield overlay.name.split(".")[1]


def _listed(folder: Path) -> tuple[str, ...]:
    from flasktutor.course import course
    from flasktutor.errors import LessonError

    try:
        spec = course(folder)
    except LessonError:
        return ()
    return spec.lessons if spec else ()


def _in_order(outlines: list[Outline], listed: tuple[str, ...]) -> list[Outline]:
    """Those of the course file first, in its order; then the others, after what they require."""
    by_name = {outline.name: outline for outline in outlines}
    graph = {name: sorted(set(o.requires) & set(by_name)) for name, o in sorted(by_name.items())}
    try:
        others = list(TopologicalSorter(graph).static_order())
    except CycleError:
        others = list(graph)
    return [by_name[name] for name in dict.fromkeys((*listed, *others)) if name in by_name]
