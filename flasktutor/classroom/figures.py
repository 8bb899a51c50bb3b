"""Owns the figures of a class: a row for each learner, and what is misunderstood most (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import timezone
from typing import Any

from flasktutor.classroom.handed_in import HandedIn, Learner
from flasktutor.report import LearnerFigures, LessonAsked, Missed, report
from flasktutor.values import frozen


@frozen(kw_only=True)
class LearnerRow:
    """A learner in the table.

    `finished` counts lessons; `answered`, `first_try` and `hints` are as in a report;
    `misconceptions` are the ideas that waver: shown by a wrong answer, and no right one since.
    """

    who: str
    finished: int
    answered: int
    first_try: int
    hints: int
    misconceptions: tuple[str, ...]
    files: tuple[str, ...]


@frozen(kw_only=True)
class Spot:
    """A step to talk about, and how many learners missed it."""

    lesson: str
    step: str
    learners: int


@frozen(kw_only=True)
class IdeaFigures:
    """What was misunderstood: by how many learners ever, and by how many still."""

    idea: str
    learners: int
    still: int
    steps: tuple[Spot, ...]


@frozen(kw_only=True)
class Class:
    """The table, and what to talk about: ideas, then steps that showed none; the most first.

    `shared` are learners who handed in the same answers under several names; `elsewhere` are
    lessons with answers that are not among ours, `otherwise` lessons of which somebody has other
    bytes than we.
    """

    lessons: int
    rows: tuple[LearnerRow, ...]
    ideas: tuple[IdeaFigures, ...]
    steps: tuple[Spot, ...]
    shared: tuple[tuple[str, ...], ...]
    elsewhere: tuple[str, ...]
    otherwise: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """It as plain data for JSON."""
        return asdict(self)


def figures(handed_in: HandedIn, outlines: Sequence[LessonAsked]) -> Class:
    """What the learners' answers come to over the lessons of `outlines`."""
    known = {outline.name for outline in outlines}
    reports = [(one, _report(one, outlines)) for one in handed_in.learners]
    missed = [_by_step(made.overall.missed) for _learner, made in reports]
    every = {attempt.lesson for one, _made in reports for attempt in one.attempts.values()}
    return Class(
        lessons=len(outlines),
        rows=tuple(_row(one, made, known) for one, made in reports),
        ideas=_ideas([made.overall.missed for _learner, made in reports]),
        steps=_spots(step for of_one in missed for step, one in of_one if not one.misconceptions),
        shared=_shared(handed_in.learners),
        elsewhere=tuple(sorted(every - known)),
        otherwise=_otherwise(handed_in.learners, outlines),
    )


def _otherwise(learners: Iterable[Learner], outlines: Sequence[LessonAsked]) -> tuple[str, ...]:
    ours = {outline.name: outline.mark for outline in outlines if outline.mark}
    told = {item for one in learners for item in one.versions.items()}
    return tuple(sorted({name for name, mark in told if ours.get(name, mark) != mark}))


def _report(learner: Learner, outlines: Sequence[LessonAsked]) -> LearnerFigures:
    begun = {attempt.lesson for attempt in learner.attempts.values()}
    wanted = [one for one in outlines if one.name in begun]
    # Nobody asks for the days here, so they need not be those of this place.
    return report(learner.attempts.values(), wanted, timezone.utc)


def _row(learner: Learner, made: LearnerFigures, known: set[str]) -> LearnerRow:
    return LearnerRow(
        who=learner.name,
        finished=len(learner.finished & known),
        answered=made.overall.answered,
        first_try=made.overall.right_first_try,
        hints=made.overall.hints,
        misconceptions=tuple(made.overall.wavering),
        files=tuple(learner.files),
    )


def _by_step(missed: Iterable[Missed]) -> list[tuple[tuple[str, str], Missed]]:
    return [((one.lesson, one.step), one) for one in missed]


def _ideas(of_learners: Sequence[Sequence[Missed]]) -> tuple[IdeaFigures, ...]:
    ever: Counter[str] = Counter()
    still: Counter[str] = Counter()
    places: dict[str, Counter[tuple[str, str]]] = {}
    for missed in of_learners:
        ever.update({belief for one in missed for belief in one.misconceptions})
        still.update({b for one in missed if not one.mended for b in one.misconceptions})
        for step, one in _by_step(missed):
            for belief in one.misconceptions:
                places.setdefault(belief, Counter())[step] += 1
    found = [
        IdeaFigures(idea=idea, learners=count, still=still[idea], steps=_ranked(places[idea]))
        for idea, count in ever.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.still, -one.learners, one.idea)))


def _spots(steps: Iterable[tuple[str, str]]) -> tuple[Spot, ...]:
    return _ranked(Counter(steps))


def _ranked(steps: Counter[tuple[str, str]]) -> tuple[Spot, ...]:
    ordered = sorted(steps.items(), key=lambda one: (-one[1], one[0]))
    return tuple(Spot(lesson=lesson, step=step, learners=n) for (lesson, step), n in ordered)


def _shared(learners: Iterable[Learner]) -> tuple[tuple[str, ...], ...]:
    """Who handed in an answer that others handed in, too: the id of an answer is drawn once."""
    first: dict[str, str] = {}
    owners: dict[str, list[str]] = {}
    for learner in learners:
        again = first.keys() & learner.attempts.keys()
        for key in again:
            owners.setdefault(key, [first[key]]).append(learner.name)
        first.update(dict.fromkeys(learner.attempts.keys() - again, learner.name))
    return tuple(sorted({tuple(names) for names in owners.values()}))
