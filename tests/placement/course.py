"""The real course as a placement sees it, and learners who know some of it."""

from __future__ import annotations

import random
from collections.abc import Collection
from functools import cache
from pathlib import Path

from flasktutor import lesson, outlines, sources
from flasktutor.lesson import Lesson
from flasktutor.outlines import Outline
from flasktutor.placement import Placement, PlacementAnswer, PlacementQuestion, Stage
from flasktutor.steps.choice import ChoiceStep
from flasktutor.steps.fill import GUESSED
from flasktutor.steps.predict import PredictStep
from flasktutor.steps.versions import holds
from flasktutor.ui.flows import placement_flow
from flasktutor.values import frozen

KNOWS = 0.9
"""How often a learner answers rightly what they know."""
FLASK = "3.1.0"


@cache
def course() -> tuple[Outline, ...]:
    """The lessons of ours, in their order."""
    found, broken = outlines.of_sources(sources.sources(())[:1])
    assert not broken
    return tuple(found.values())


def stages(rng: random.Random) -> list[Stage]:
    """What a learner who never answered anything may be asked."""
    return [
        placement_flow.stage(one, (), lambda flask: holds(flask, FLASK), rng) for one in course()
    ]


@cache
def read(name: str) -> Lesson:
    """A lesson of ours."""
    return lesson.load(next(Path(one.path) for one in course() if one.name == name))


def placed(known: Collection[str], rng: random.Random) -> Placement:
    """What is found out about who knows these lessons, and guesses in all others."""
    asked, answers = stages(rng), list[PlacementAnswer]()
    while question := Placement(asked, answers).following():
        chance = KNOWS if question.place[0] in known else guessed(question)
        answers.append(PlacementAnswer(question, rng.random() < chance))
    return Placement(asked, answers)


@frozen
class Placed:
    """How often learners were placed within one lesson, too late, and after how many questions."""

    near: int
    late: int
    asked: float


def often(known: Collection[str], runs: int) -> Placed:
    """What becomes of so many learners who know these lessons."""
    names = [one.name for one in course()]
    first = next((n for n, name in enumerate(names) if name not in known), len(names))
    near = late = asked = 0
    for run in range(runs):
        found = placed(known, random.Random(f"{first} {len(known)} {run}"))
        begin = names.index(found.proposal.name) if found.proposal else len(names)
        near += abs(begin - first) <= 1
        late += begin > first + 1
        asked += len(found.answers)
    return Placed(near, late, asked / runs)


def without(name: str) -> list[str]:
    """All lessons but this one and what requires it."""
    gone = {name}
    for one in course():
        if not gone.isdisjoint(one.requires):
            gone.add(one.name)
    return [one.name for one in course() if one.name not in gone]


def guessed(question: PlacementQuestion) -> float:
    """How often a blind choice among what the step shows is right."""
    step = read(question.place[0]).step(question.place[1])
    if isinstance(step, ChoiceStep):
        return 1 / (2 ** len(step.options) - 1) if step.multi else 1 / len(step.options)
    if isinstance(step, PredictStep):
        # A varied question has three options or more.
        return 1 / (len(step.choices) or 3)
    return GUESSED
