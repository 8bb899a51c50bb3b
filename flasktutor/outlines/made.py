"""Owns making outlines: lesson files are read for them, and put in the order of their course."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from flasktutor import course, language, lesson, openings
from flasktutor.errors import LessonError
from flasktutor.outlines.outline import Outline
from flasktutor.steps.do import DoStep
from flasktutor.steps.varied import VariedStep

MARK = 12
"""Characters of a digest that tell two versions of a lesson apart."""


def of_lesson(folder: str, name: str) -> Outline:
    """The outline of a lesson file, read for it."""
    path = Path(folder, f"{name}.yaml")
    try:
        read = lesson.load(path)
    except LessonError as error:
        titles = {language.SOURCE_LANGUAGE: name}
        return Outline(name=name, path=str(path), titles=titles, flaw=str(error.issues[0]))
    spoken = lesson.in_each_language(read)
    mark = read.content.digest[:MARK]
    openings.keep(mark, spoken)
    return Outline(
        name=name,
        path=str(path),
        titles={each: said.title for each, said in spoken.items()},
        minutes=read.minutes,
        keys=tuple(step.key for step in read.steps),
        asked=tuple(step.key for step in read.steps if step.asks),
        only={step.key: step.flask for step in read.steps if step.asks and step.flask},
        cards={step.key: (step.guess, step.flask) for step in read.steps if step.review},
        varied={
            step.key: (step.kind, step.flask, step.worlds)
            for step in read.all_steps
            if isinstance(step, VariedStep) and step.vary
        },
        teaches={step.key: step.teaches for step in read.all_steps if step.teaches},
        requires=read.requires,
        was=read.was,
        mark=mark,
        workshop=any(isinstance(step, DoStep) for step in read.steps),
    )


def of_course(folder: str) -> tuple[str, tuple[str, ...]]:
    """What `course.yaml` calls the course, and the order that it gives."""
    try:
        spec = course.course(Path(folder))
    except LessonError:
        return "", ()
    return (spec.course, spec.lessons) if spec else ("", ())


def in_order(outlines: list[Outline], listed: tuple[str, ...]) -> list[Outline]:
    """Those of the course file first, in its order; then the others, after what they require."""
    by_name = {outline.name: outline for outline in outlines}
    graph = {name: sorted(set(o.requires) & set(by_name)) for name, o in sorted(by_name.items())}
    try:
        others = list(TopologicalSorter(graph).static_order())
    except CycleError:
        others = list(graph)
    return [by_name[name] for name in dict.fromkeys((*listed, *others)) if name in by_name]
