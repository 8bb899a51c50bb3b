"""Owns the figures behind `flasktutor progress`: from attempts to what they say (pure)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, field
from datetime import date, tzinfo
from itertools import chain
from typing import Any

from flasktutor.progress import ANSWERS, Attempt
from flasktutor.values import frozen

MISSES = ("wrong", "gave-up")
"""The results of a question that was answered, and not rightly."""


@frozen(kw_only=True)
class LessonAsked:
    """What a report needs of a lesson: its name, title, and the keys of steps that ask.

    `was` tells what keys were before → what they are: files made before still have those. `mark`
    is that of the lesson's bytes.
    """

    name: str
    title: str
    steps: tuple[str, ...]
    was: Mapping[str, str] = field(default_factory=dict)
    mark: str = ""


@frozen(kw_only=True)
class Missed:
    """A step answered wrongly or given up, how often, and the beliefs that showed.

    `misconceptions` has the most frequent first; `mended` says that the last
    answer was right.
    """

    lesson: str
    step: str
    times: int
    misconceptions: tuple[str, ...]
    mended: bool


@frozen(kw_only=True)
class Figures:
    """Counts over one lesson or all of them.

    `steps`, `answered`, `right_first_try`, `skipped` (and not answered since) and
    `gave_up` count steps of lessons; `hints` counts hints shown; `reviewed` and
    `reviewed_right` count answers in reviews, `practised` and `practised_right` those to questions
    that only practice asks; `days` are the learner's own dates.
    """

    steps: int
    answered: int
    right_first_try: int
    hints: int
    skipped: int
    gave_up: int
    reviewed: int
    reviewed_right: int
    practised: int
    practised_right: int
    missed: tuple[Missed, ...]
    days: tuple[date, ...]

    @property
    def wavering(self) -> dict[str, Missed]:
        """The misconceptions met at steps not answered rightly since, and one such step."""
        unmended = (one for one in self.missed if not one.mended)
        found: dict[str, Missed] = {}
        for one in unmended:
            for belief in one.misconceptions:
                found.setdefault(belief, one)
        return found


@frozen(kw_only=True)
class LessonFigures:
    """The figures of one lesson."""

    lesson: str
    title: str
    figures: Figures


@frozen(kw_only=True)
class LearnerFigures:
    """A learner's figures, lesson by lesson in the order of the outlines, and over all."""

    lessons: tuple[LessonFigures, ...]
    overall: Figures

    def to_json(self) -> dict[str, Any]:
        """The report as plain data for JSON; dates as `2025-01-31`."""
        return {
            "overall": _plain(self.overall),
            "lessons": [
                {"lesson": one.lesson, "title": one.title, **_plain(one.figures)}
                for one in self.lessons
            ],
        }


def report(
    attempts: Iterable[Attempt], outlines: Sequence[LessonAsked], zone: tzinfo | None = None
) -> LearnerFigures:
    """The figures of `attempts` over the lessons of `outlines`.

    Answers to steps that a lesson no longer has are left out, but their days
    count. Dates are those of `zone`, without one those of this machine.
    """
    of_lesson: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in sorted(attempts, key=lambda one: one.at):
        of_lesson[attempt.lesson].append(attempt)
    days = {name: _days(some, zone) for name, some in of_lesson.items()}
    lessons = tuple(
        LessonFigures(
            lesson=outline.name,
            title=outline.title,
            figures=_figures(outline, of_lesson[outline.name], days.get(outline.name, ())),
        )
        for outline in outlines
    )
    every_day = tuple(sorted({*chain(*days.values())}))
    return LearnerFigures(
        lessons=lessons, overall=_sum([one.figures for one in lessons], every_day)
    )


def _figures(outline: LessonAsked, attempts: list[Attempt], days: tuple[date, ...]) -> Figures:
    of_step, others = _by_step(outline, attempts)
    begun = {key: some for key, some in of_step.items() if some}
    results = [[one.result for one in some if not one.review] for some in begun.values()]
    answers = [[one for one in some if one in ANSWERS] for some in results]
    reviews = [
        one.result
        for some in begun.values()
        for one in some
        if one.review and one.result in ANSWERS
    ]
    practised = [one.result for one in others if one.drawn and one.result in ANSWERS]
    return Figures(
        steps=len(of_step),
        answered=len(list(filter(None, answers))),
        right_first_try=len([some for some in answers if some and some[0] == "right"]),
        hints=sum(map(_hints, begun.values())),
        skipped=len([some for some in results if some and some[-1] == "skipped"]),
        gave_up=len([some for some in answers if "gave-up" in some]),
        reviewed=len(reviews),
        reviewed_right=reviews.count("right"),
        practised=len(practised),
        practised_right=practised.count("right"),
        missed=tuple(_missed(outline.name, begun)),
        days=days,
    )


def _by_step(
    outline: LessonAsked, attempts: Iterable[Attempt]
) -> tuple[dict[str, list[Attempt]], list[Attempt]]:
    """The attempts at each step that asks, and those at others."""
    of_step: dict[str, list[Attempt]] = {key: [] for key in outline.steps}
    others: list[Attempt] = []
    now_called = outline.was.get
    for attempt in attempts:
        if attempt.result != "seen":
            of_step.get(now_called(attempt.step, attempt.step), others).append(attempt)
    return of_step, others


def _hints(attempts: list[Attempt]) -> int:
    # Each attempt tells all hints shown so far in its sitting; an end starts a new one.
    total = shown = 0
    for attempt in attempts:
        shown = max(shown, attempt.hints)
        if attempt.result != "wrong":
            total, shown = total + shown, 0
    return total + shown


def _missed(lesson: str, begun: Mapping[str, list[Attempt]]) -> Iterable[Missed]:
    for step, attempts in begun.items():
        misses = [one for one in attempts if one.result in MISSES]
        if misses:
            beliefs = [one.misconception for one in misses if one.misconception]
            last = [one.result for one in attempts if one.result in ANSWERS][-1]
            yield Missed(
                lesson=lesson,
                step=step,
                times=len(misses),
                misconceptions=_most_common(beliefs),
                mended=last == "right",
            )


def _most_common(beliefs: list[str]) -> tuple[str, ...]:
    if len(beliefs) < 2:
        return tuple(beliefs)  # mostly so, and a class is many
    return tuple(belief for belief, _times in Counter(beliefs).most_common())


def _days(attempts: Iterable[Attempt], zone: tzinfo | None) -> tuple[date, ...]:
    return tuple(sorted({attempt.at.astimezone(zone).date() for attempt in attempts}))


def _sum(parts: list[Figures], days: tuple[date, ...]) -> Figures:
    return Figures(
        steps=sum(part.steps for part in parts),
        answered=sum(part.answered for part in parts),
        right_first_try=sum(part.right_first_try for part in parts),
        hints=sum(part.hints for part in parts),
        skipped=sum(part.skipped for part in parts),
        gave_up=sum(part.gave_up for part in parts),
        reviewed=sum(part.reviewed for part in parts),
        reviewed_right=sum(part.reviewed_right for part in parts),
        practised=sum(part.practised for part in parts),
        practised_right=sum(part.practised_right for part in parts),
        missed=tuple(missed for part in parts for missed in part.missed),
        days=days,
    )


def _plain(figures: Figures) -> dict[str, Any]:
    return {**asdict(figures), "days": [day.isoformat() for day in figures.days]}
