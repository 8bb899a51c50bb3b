"""Owns proving that a lesson fits its course, and that a folder holds what its course names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from flasktutor import course, paths, patterns
from flasktutor import worlds as wrong_worlds
from flasktutor.course import CourseSpec
from flasktutor.errors import Issue, LessonError
from flasktutor.language import _
from flasktutor.lesson import Lesson
from flasktutor.schema import Spec, nearest
from flasktutor.steps import Step
from flasktutor.steps.base import BELIEVED, SnippetStep


def of_lesson(read: Lesson) -> Iterator[Issue]:
    """What a lesson names that is not there, in its course or in its setup."""
    yield from _required(read)
    yield from _ideas(read)
    yield from _appless(read)


def of_folder(folder: Path) -> Iterator[Issue]:
    """Files that look like lessons or translations, and are called otherwise."""
    names = {path.stem for path in folder.glob("*.yaml")}
    for path in sorted(folder.iterdir()):
        is_ours = path.suffix == ".yaml" or path.name.split(".")[0] in names
        if is_ours and (told := course.misnamed(path)):
            yield Issue(path, 1, 1, told)


def of_course(spec: CourseSpec, folder: Path) -> Iterator[Issue]:
    """What a course file names that is not there."""
    yield from wrong_worlds.unknown(spec.worlds, [str(idea.key) for idea in spec.ideas])
    yield from _hidden(spec, folder)
    for name in spec.lessons:
        if not (folder / f"{name}.yaml").exists():
            text = _("there is no lesson `{name}` in this folder").format(name=name)
            yield spec.where.issue(text, "lessons")


def _hidden(spec: CourseSpec, folder: Path) -> Iterator[Issue]:
    """Worlds that `run --world` never comes to: our own course is asked first."""
    own = Path(paths.own_lessons())
    if not spec.worlds or folder.resolve() == own.resolve():
        return
    first = course.course(own)
    taken = {world.key for world in first.worlds} if first else set()
    for world in spec.worlds:
        if world.key in taken:
            text = _("flasktutor's own course has a world `{key}`, which `run --world` finds first")
            yield world.where.issue(text.format(key=world.key), "key")


def _required(read: Lesson) -> Iterator[Issue]:
    """Lessons to take before that are nowhere."""
    folders = (read.where.path.parent, Path(paths.own_lessons()))
    for name in read.requires:
        if not any((folder / f"{name}.yaml").exists() for folder in folders):
            text = _("there is no lesson `{name}` to take before").format(name=name)
            yield read.where.issue(text, "requires")


def _appless(read: Lesson) -> Iterator[Issue]:
    """Steps for which something would be pushed, and the setup makes no app to push it on."""
    bound = patterns.names(read.setup)
    if not read.setup or "app" in bound or "*" in bound:
        return
    for step in read.all_steps:
        if isinstance(step, SnippetStep) and step.setup and step.context.kind != "none":
            text = _(
                "the setup makes no `app` to push this step's context on; write `context: none`"
            )
            yield step.where.issue(text, "context")


def _ideas(read: Lesson) -> Iterator[Issue]:
    """Ideas that steps name and the course does not know."""
    try:
        spec = course.course(read.where.path.parent)
    except LessonError:
        return
    known = {idea.key for idea in spec.ideas} if spec else set()
    text = _("{file} knows no idea `{key}`") if spec else _(
        "nothing knows the idea `{key}`: ideas stand in {file}, which is missing in this folder"
    )  # fmt: skip
    for step in read.all_steps:
        for part, at, name in _named_ideas(step):
            for key in name:
                if key not in known:
                    told = text.format(file=course.COURSE_FILE, key=key)
                    near = f". {nearest(key, sorted(known))}" if known else ""
                    yield part.where.issue(told + near, at)


def _named_ideas(step: Step) -> Iterator[tuple[Spec, str, tuple[str, ...]]]:
    yield step, "teaches", step.teaches
    for claim in step.claims:
        yield claim, "ideas", claim.ideas
    for name in BELIEVED:
        for part in getattr(step, name, ()):
            if part.misconception:
                yield part, "misconception", (part.misconception,)
