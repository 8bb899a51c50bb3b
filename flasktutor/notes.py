"""Owns notes to keep: what lessons come to and what the learner did there, as Markdown (pure).

Recaps with their further reading, the learner's own right code, the ideas that were missed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from flasktutor import beliefs
from flasktutor.language import _
from flasktutor.lesson import Lesson
from flasktutor.progress import Attempt
from flasktutor.steps import Step
from flasktutor.text import escape

RECAP = "recap"
"""The key of the step that says what a lesson comes to; a workshop's last text does, too."""
_FENCES = re.compile(r"`{3,}")


def notes(lessons: Iterable[Lesson], attempts: Sequence[Attempt], ideas: Mapping[str, str]) -> str:
    """The notes of `lessons` as Markdown; `ideas` says a misconception's key in words."""
    parts = ["# " + _("Notes")]
    wavering = beliefs.wavering(attempts)
    for lesson in lessons:
        own = [one for one in attempts if one.lesson == lesson.lesson]
        parts += [f"## {lesson.title}", *_of_lesson(lesson, own, ideas, wavering)]
    return escape("\n\n".join(parts)) + "\n"


def _of_lesson(
    lesson: Lesson,
    attempts: Sequence[Attempt],
    ideas: Mapping[str, str],
    wavering: Collection[str],
) -> Iterator[str]:
    yield from _recap(lesson)
    if solutions := list(_solutions(lesson, attempts)):
        yield "### " + _("Your solutions")
        yield from solutions
    if missed := list(_missed(lesson, attempts, ideas, wavering)):
        yield "### " + _("Ideas that you missed")
        yield "\n".join(missed)


def _recap(lesson: Lesson) -> Iterator[str]:
    texts = [step for step in lesson.steps if step.kind == "text"]
    recap = next((step for step in texts if step.key == RECAP), texts[-1] if texts else None)
    if recap is not None:
        yield "### " + _("Recap")
        yield str(recap.body).strip()


def _solutions(lesson: Lesson, attempts: Sequence[Attempt]) -> Iterator[str]:
    """The last right code for each step that asks for some, under what it asks for."""
    right = {one.step: one.answer for one in attempts if one.result == "right"}
    for number, step in enumerate(lesson.steps, 1):
        answer = right.get(str(step.key), "")
        if step.kind == "code" and answer.strip():
            yield "#### " + _("Step {n}").format(n=number)
            yield from _solution(step, answer)


def _solution(step: Step, answer: str) -> Iterator[str]:
    yield str(step.body).strip()
    longest = max((len(found) for found in _FENCES.findall(answer)), default=2)
    fence = "`" * (longest + 1)
    yield f"{fence}python\n{answer.rstrip()}\n{fence}"


def _missed(
    lesson: Lesson,
    attempts: Iterable[Attempt],
    ideas: Mapping[str, str],
    wavering: Collection[str],
) -> Iterator[str]:
    """What is true where something else was believed, and whether it was answered rightly since."""
    for belief in dict.fromkeys(one.misconception for one in attempts if one.misconception):
        open_ = beliefs.name_of(str(lesson.lesson), belief) in wavering
        state = _("not answered rightly yet") if open_ else _("answered rightly since")
        yield f"- {ideas.get(belief, belief)} ({state})"
