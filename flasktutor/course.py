"""Owns a folder of lessons: its files, and what its course file says of order and ideas."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path

from flasktutor import yamlsource
from flasktutor.errors import LessonError, TutorError, UsageError
from flasktutor.language import SOURCE_LANGUAGE, _
from flasktutor.overlay import Overlay, overlay_of
from flasktutor.schema import Key, Reader, Spec, Words
from flasktutor.values import frozen
from flasktutor.worlds import World
from flasktutor.yamlsource import File

COURSE_FILE = "course.yaml"


@frozen(kw_only=True)
class Idea(Spec):
    """Something that lessons teach and that wrong options are built on."""

    key: Key
    """The idea's name, for `teaches` and `misconception`."""
    title: Words
    """The idea in one sentence."""


@frozen(kw_only=True)
class CourseSpec(Spec):
    """`course.yaml`: the order of a folder's lessons and the ideas that they teach."""

    format: int
    """The version of this format: 1."""
    course: Key
    """The course's name; `COURSE/LESSON` names one of its lessons."""
    title: Words
    """The title of the course."""
    language: str = SOURCE_LANGUAGE
    """The language that it is written in: `id`; English unless given."""
    lessons: tuple[Key, ...] = ()
    """The order of the lessons; those that are not named come last."""
    ideas: tuple[Idea, ...] = ()
    """What lessons teach and wrong options are built on."""
    worlds: tuple[World, ...] = ()
    """Flask as those believe it to be who miss an idea."""


def no_lessons(*folders: Path) -> TutorError:
    """What to say of folders without a lesson."""
    near = [
        told for folder in folders for path in sorted(folder.glob("*")) if (told := misnamed(path))
    ]
    return UsageError(
        _("There are no lessons in {folder}.").format(folder=", ".join(map(str, folders))),
        hint=near[0] if near else _("A lessons folder holds files such as `contexts.yaml`."),
    )


def misnamed(path: Path) -> str:
    """What to type where a file holds a lesson and is not called as one; else nothing."""
    name, _dot, rest = path.name.partition(".")
    if path.suffix == ".yml":
        text = _("Lesson files end in `.yaml`: rename `{name}` to `{right}`.")
        return text.format(name=path.name, right=path.with_suffix(".yaml").name)
    spoken = rest.removesuffix(".yaml")
    if path.suffix != ".yaml" or spoken == "yaml" or path.with_name(f"{name}.yaml").exists():
        return ""
    text = _(
        "`{name}` only translates `{right}`, which is not there. A lesson in one language alone is "
        "called `{right}` and says `language: {language}`."
    )
    return text.format(name=path.name, right=f"{name}.yaml", language=spoken)


def lesson_files(folder: Path) -> list[Path]:
    """The lesson files of a folder, without overlays.

    Raises `TutorError` where there is no such folder.
    """
    if not folder.is_dir():
        raise UsageError(
            _("There is no lessons folder at {folder}.").format(folder=folder),
            hint=_("Give an existing folder with `--lessons DIR`."),
        )
    paths = folder.glob("*.yaml")
    return sorted(p for p in paths if "." not in p.stem and p.name != COURSE_FILE)


def course(folder: Path, wanted: str | None = None) -> CourseSpec | None:
    """What `course.yaml` of a folder says, in the language `wanted`; None without one."""
    path = folder / COURSE_FILE
    if not path.exists():
        return None
    spec = made_of(yamlsource.read(path))
    return spec if wanted in (None, spec.language) else translate(spec, str(wanted))[0]


def made_of(file: File) -> CourseSpec:
    """The course that a course file holds; raises `LessonError` with every flaw of it."""
    top, issues = yamlsource.parse(file)
    reader = Reader(file.path)
    spec = reader.read(CourseSpec, top) if top else None
    if spec is None or issues or reader.issues:
        raise LessonError(
            _("The course file cannot be read."), tuple(sorted([*issues, *reader.issues]))
        )
    return spec


def ideas(folder: Path, wanted: str) -> dict[str, str]:
    """What the ideas of a folder's course say, by key; none where its course file has a flaw.

    That costs the names of its ideas, and `lessons check` says why.
    """
    with contextlib.suppress(LessonError):
        spec = course(folder, wanted)
        return {str(idea.key): str(idea.title) for idea in spec.ideas} if spec else {}
    return {}


def translate(spec: CourseSpec, wanted: str) -> tuple[CourseSpec, Overlay]:
    """The course in the language `wanted`, and what was found on the way."""
    header = {"format": str(spec.format), "course": str(spec.course)}
    path = spec.where.path.with_suffix(f".{wanted}.yaml")
    if not path.exists():
        return spec, Overlay(Reader(path))
    overlay, words = overlay_of(yamlsource.read(path), wanted, header)
    return (overlay.lay(spec, words) if words else spec), overlay


def gather(where: Sequence[Path]) -> list[Path]:
    """The lesson files that `where` names: files as they are, folders by what is in them.

    Raises `TutorError` where there is none.
    """
    found: list[Path] = []
    for path in where:
        if path.is_file() and path.name.split(".")[0] == Path(COURSE_FILE).stem:
            # What a course file says is of all its lessons.
            path = path.parent
        found.extend(lesson_files(path) if path.is_dir() else [_lesson_of(path)])
    if not found:
        raise no_lessons(*where)
    return list(dict.fromkeys(found))


def _lesson_of(path: Path) -> Path:
    """The lesson that a file is about: itself, or the one that it translates."""
    file = path.with_name(path.name.split(".")[0] + ".yaml")
    if not file.exists():
        raise UsageError(
            _("There is no lesson file {path}.").format(path=file),
            hint=(path.exists() and misnamed(path))
            or _("`{command}` writes one.").format(command="flasktutor lessons new NAME"),
        )
    return file
