"""Owns a folder of lessons: its files, and what its course file says of order and ideas."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flasktutor import language, yamlsource
from flasktutor.errors import LessonError, TutorError
from flasktutor.language import _
from flasktutor.overlay import Overlay
from flasktutor.schema import Key, Reader, Spec, Words
from flasktutor.yamlsource import Mapping

COURSE_FILE = "course.yaml"


@dataclass(frozen=True, kw_only=True)
class Idea(Spec):
    """Something that lessons teach and that wrong options are built on."""

    key: Key
    title: Words


@dataclass(frozen=True, kw_only=True)
class CourseSpec(Spec):
    """`course.yaml`: the order of a folder's lessons and the ideas that they teach."""

    format: int
    course: Key
    title: Words
    lessons: tuple[Key, ...] = ()
    ideas: tuple[Idea, ...] = ()


def no_lessons(*folders: Path) -> TutorError:
    """What to say of folders without a lesson."""
    return TutorError(
        _("There are no lessons in {folder}.").format(folder=", ".join(map(str, folders))),
        hint=_("A lessons folder holds files such as `contexts.yaml`."),
        exit_code=2,
    )


def lesson_files(folder: Path) -> list[Path]:
    """The lesson files of a folder, without overlays.

    Raises `TutorError` where there is no such folder.
    """
    if not folder.is_dir():
        raise TutorError(
            _("There is no lessons folder at {folder}.").format(folder=folder),
            hint=_("Give an existing folder with `--lessons DIR`."),
            exit_code=2,
        )
    paths = folder.glob("*.yaml")
    return sorted(p for p in paths if "." not in p.stem and p.name != COURSE_FILE)


def course(folder: Path, wanted: str = language.SOURCE_LANGUAGE) -> CourseSpec | None:
    """What `course.yaml` of a folder says, in the language `wanted`; None without one."""
    path = folder / COURSE_FILE
    if not path.exists():
        return None
    top, issues = yamlsource.parse(path)
    reader = Reader(path)
    spec = reader.read(CourseSpec, top) if top else None
    if spec is None or issues or reader.issues:
        raise LessonError(
            _("The course file cannot be read."), tuple(sorted([*issues, *reader.issues]))
        )
    words, _issues = yamlsource.parse(path.with_suffix(f".{wanted}.yaml"))
    if not isinstance(words, Mapping):
        return spec
    rest = {n: e for n, e in words.entries.items() if n not in ("format", "course", "language")}
    return Overlay(Reader(path)).lay(spec, Mapping(words.line, words.column, rest))
