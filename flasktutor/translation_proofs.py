"""Owns what translations are checked for: that they are shown, whole, with the same code spans."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from flasktutor import course, language, lesson
from flasktutor.course import CourseSpec
from flasktutor.errors import Issue
from flasktutor.language import _
from flasktutor.lesson import Lesson
from flasktutor.overlay import Overlay, Pair
from flasktutor.schema import Where
from flasktutor.steps import Step

_SPAN = re.compile(r"(`+)(.+?)\1", re.DOTALL)


def of_lesson(read: Lesson) -> Iterator[Issue]:
    """What is wrong with the translations of a lesson."""
    whole = {place: step.where for step in read.all_steps for place in _places(step)}
    for spoken, file in read.content.translations.items():
        if flaw := unspoken(read.language, spoken):
            yield Issue(file.path, 1, 1, flaw)
            continue
        _translated, overlay = lesson.translate(read, spoken)
        yield from _compared(file.path, overlay, whole)


def of_course(spec: CourseSpec, folder: Path) -> Iterator[Issue]:
    """What is wrong with the translations of the course file in `folder`."""
    for path in sorted(folder.glob(f"{Path(course.COURSE_FILE).stem}.*.yaml")):
        spoken = path.name.split(".")[1]
        if flaw := unspoken(spec.language, spoken):
            yield Issue(path, 1, 1, flaw)
            continue
        _translated, overlay = course.translate(spec, spoken)
        yield from _compared(path, overlay)


def _places(step: Step) -> tuple[str, ...]:
    return f"steps → {step.key}", f"practice → {step.key}"


def unspoken(own: str, spoken: str) -> str:
    """Why a translation into that language would never be shown; nothing where it would."""
    if spoken == own:
        return _("the lesson itself is in `{language}`").format(language=spoken)
    if spoken not in language.available():
        text = _(
            "flasktutor does not speak `{language}`, so nobody would see this; it speaks {all}"
        )
        return text.format(language=spoken, all=", ".join(language.available()))
    return ""


def _compared(
    file: Path, overlay: Overlay, whole: Mapping[str, Where] = MappingProxyType({})
) -> Iterator[Issue]:
    """What a translation lacks; where all of a step is missing, at the step itself (`whole`)."""
    yield from overlay.reader.issues
    for node, place in overlay.gaps:
        text = _("not translated: {place}").format(place=place)
        if place in whole:
            text = _("not translated: {place}").format(place=file.name)
            yield whole[place].issue(text, "key")
        else:
            yield Issue(file, node.line, node.column, text)
    for pair in overlay.pairs:
        yield from _same_spans(file, pair)


def _same_spans(file: Path, pair: Pair) -> Iterator[Issue]:
    source, translation = spans(pair.source), spans(pair.translation)
    flaws = (
        (source - translation, _("the lesson's text holds these code spans, this one not: {list}")),
        (translation - source, _("the lesson's text does not hold these code spans: {list}")),
    )
    for differing, text in flaws:
        if differing:
            listed = ", ".join(f"`{span}`" for span in differing)
            yield Issue(file, pair.node.line, pair.node.column, text.format(list=listed))


def spans(text: str) -> Counter[str]:
    """The code spans of a Markdown text, blanks and line breaks evened out."""
    return Counter(" ".join(found[1].split()) for found in _SPAN.findall(text))
