"""Owns a folder of lessons: finding them, their order, and the ideas that they teach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from flasktutor import language, yamlsource
from flasktutor.errors import LessonError, TutorError
from flasktutor.language import _
from flasktutor.lesson import Lesson
from flasktutor.overlay import Overlay, overlay_of
from flasktutor.schema import Key, Reader, Spec, Words, nearest

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


@dataclass(frozen=True)
class Source:
    """A lesson file that was found; `folder` is the course that it belongs to."""

    name: str
    path: Path

    @property
    def folder(self) -> Path:
        return self.path.parent

    def languages(self) -> tuple[str, ...]:
        """The languages it can be taken in, English first."""
        overlays = self.folder.glob(f"{self.name}.*.yaml")
        return (language.SOURCE_LANGUAGE, *sorted(path.name.split(".")[1] for path in overlays))


def find(folders: Iterable[Path]) -> dict[str, Source]:
    """The lessons in `folders` by name; the first folder that has a name wins.

    Raises `TutorError` where a folder is missing or holds no lesson.
    """
    found: dict[str, Source] = {}
    for folder in folders:
        paths = lesson_files(folder)
        if not paths:
            raise no_lessons(folder)
        for path in paths:
            found.setdefault(path.stem, Source(path.stem, path))
    return found


def no_lessons(*folders: Path) -> TutorError:
    """What to say of folders without a lesson."""
    return TutorError(
        _("There are no lessons in {folder}.").format(folder=", ".join(map(str, folders))),
        hint=_("A lessons folder holds files such as `contexts.yaml`."),
        exit_code=2,
    )


def lesson_files(folder: Path) -> list[Path]:
    """The lesson files of a folder, without overlays, in the order of its course file."""
    if not folder.is_dir():
        raise TutorError(
            _("There is no lessons folder at {folder}.").format(folder=folder),
            hint=_("Give an existing folder with `--lessons DIR`."),
            exit_code=2,
        )
    paths = [p for p in folder.glob("*.yaml") if "." not in p.stem and p.name != COURSE_FILE]
    listed = _listed(folder)
    last = len(listed)
    return sorted(paths, key=lambda p: (listed.index(p.stem) if p.stem in listed else last, p.name))


def pick(found: dict[str, Source], name: str) -> Source:
    """The lesson of that name; a `TutorError` with the nearest name where there is none."""
    if name in found:
        return found[name]
    raise TutorError(
        _("There is no lesson `{name}`.").format(name=name),
        hint=nearest(name, list(found)),
        exit_code=2,
    )


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
    return spec if wanted == language.SOURCE_LANGUAGE else translate(spec, wanted)[0]


def translate(spec: CourseSpec, wanted: str) -> tuple[CourseSpec, Overlay]:
    """The course in the language `wanted`, and what was found on the way."""
    header = {"format": str(spec.format), "course": str(spec.course)}
    overlay, words = overlay_of(spec.where.path, wanted, header)
    return (overlay.lay(spec, words) if words else spec), overlay


def _listed(folder: Path) -> tuple[str, ...]:
    try:
        spec = course(folder)
    except LessonError:
        return ()
    return spec.lessons if spec else ()


def in_order(lessons: Iterable[Lesson]) -> list[str]:
    """Names so that what a lesson requires comes before it; cycles are left as they come."""
    graph = {lesson.lesson: set(lesson.requires) for lesson in lessons}
    try:
        return [name for name in TopologicalSorter(graph).static_order() if name in graph]
    except CycleError:
        return list(graph)
