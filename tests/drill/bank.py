"""Owns programs of varied questions, drawn by real runs and kept on disk by what made them."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from flasktutor import course, drawing, lesson
from flasktutor.drill import Place, Question
from flasktutor.lesson import Lesson
from flasktutor.runner.runner import Runner
from flasktutor.steps.drawn import DrawnFill, DrawnPredict
from flasktutor.steps.varied import VariedStep
from flasktutor.varied.drawn import Drawn
from flasktutor.varied.values import LEVELS
from flasktutor.worlds import World


@dataclass(frozen=True)
class Program:
    """One program: what the asked worlds foresee, and which option each world of the course takes.

    An option of None: what comes out there is among no options.
    """

    place: Place
    seed: int
    foreseen: tuple[tuple[str, ...], ...]
    taken: Mapping[str, int | None]

    def drawn(self, chosen: int) -> Drawn:
        return Drawn(seed=self.seed, chosen=chosen, worlds=self.foreseen)


@dataclass(frozen=True)
class Bank:
    """The questions of a course, programs of each, and the worlds with their ideas."""

    questions: tuple[Question, ...]
    programs: dict[Place, list[Program]]
    worlds: dict[str, str]


def filled(folder: Path, seeds: int, cache: Path, tell: bool = False) -> Bank:
    """A bank with so many programs of each question at each level."""
    spec = course.course(folder)
    assert spec is not None
    cache.mkdir(parents=True, exist_ok=True)
    questions, programs = [], {}
    with Runner() as runner:
        maker = _Maker(spec.worlds, runner, cache)
        for made, step in _varied(folder):
            if not step.holds_for(runner.flask_version):
                continue
            question = _question(made, step, spec.worlds)
            questions.append(question)
            found = [maker.program(made, step, seed) for seed in range(seeds * LEVELS)]
            programs[question.place] = [one for one in found if one is not None]
            if tell:
                print(question.place, len(programs[question.place]), flush=True)
    worlds = {str(world.key): str(world.idea) for world in spec.worlds}
    return Bank(tuple(questions), programs, worlds)


def unlisted(made: Bank) -> Iterator[str]:
    """Worlds that come out otherwise than Flask and that a question does not ask.

    Their believers' answers are taken for those of others there, or for slips.
    """
    for question in made.questions:
        programs = made.programs[question.place]
        differing = {w for one in programs for w, option in one.taken.items() if option != 0}
        for world in sorted(differing - set(question.worlds)):
            among = sum(one.taken.get(world, 0) is not None for one in programs)
            yield f"{' '.join(question.place)}: {world}, among the options {among}/{len(programs)}"


def questions(folder: Path, worlds: Sequence[World]) -> Iterator[Question]:
    """The questions of a course on any Flask."""
    for made, step in _varied(folder):
        yield _question(made, step, worlds)


def _varied(folder: Path) -> Iterator[tuple[Lesson, VariedStep]]:
    for path in course.lesson_files(folder):
        made = lesson.load(path)
        for step in made.all_steps:
            if isinstance(step, VariedStep) and step.vary:
                yield made, step


def _question(made: Lesson, step: VariedStep, worlds: Sequence[World]) -> Question:
    asked = drawing.named(step, worlds)
    ideas = dict.fromkeys((*map(str, step.teaches), *(str(world.idea) for world in asked)))
    return Question(
        place=(str(made.lesson), str(step.key)),
        ideas=tuple(ideas),
        worlds=tuple(str(world.key) for world in asked),
        tells=step.kind == "predict",
    )


class _Maker:
    def __init__(self, worlds: Sequence[World], runner: Runner, cache: Path) -> None:
        self._worlds, self._runner, self._cache = worlds, runner, cache

    def program(self, made: Lesson, step: VariedStep, seed: int) -> Program | None:
        """The program of a seed; None where no question comes of it."""
        place = (str(made.lesson), str(step.key))
        kept = self._cache / f"{self._name(made, step, seed)}.json"
        with contextlib.suppress(FileNotFoundError):
            told = json.loads(kept.read_text("utf-8"))
            if told is None:
                return None
            foreseen = tuple(tuple(worlds) for worlds in told["foreseen"])
            return Program(place, seed, foreseen, told["taken"])
        found = self._run(made, step, seed, place)
        told = {"foreseen": found.foreseen, "taken": found.taken} if found else None
        kept.write_text(json.dumps(told), "utf-8")
        return found

    def _run(self, made: Lesson, step: VariedStep, seed: int, place: Place) -> Program | None:
        every = replace(step, worlds=())
        try:
            seen = drawing.runs(every, made.setup, seed, self._worlds, self._runner.run)
            asked = {world.key for world in drawing.named(step, self._worlds)}
            there = tuple((world, result) for world, result in seen.there if world.key in asked)
            drawn = drawing.drawn(replace(seen, there=there))
        except drawing.UndrawnError:
            return None
        outcomes = {str(world.key): drawing.outcome_of(result) for world, result in seen.there}
        truth = drawing.outcome_of(seen.real)
        if isinstance(drawn, DrawnFill):
            taken = {key: 0 if outcome == truth else 2 for key, outcome in outcomes.items()}
            return Program(place, seed, (drawn.agreeing, drawn.differing, ()), taken)
        assert isinstance(drawn, DrawnPredict)
        shown = {str(choice): number for number, choice in enumerate(drawn.choices)}
        options = {key: shown.get(str(outcome)) for key, outcome in outcomes.items()}
        return Program(place, seed, drawn.foreseen, options)

    def _name(self, made: Lesson, step: VariedStep, seed: int) -> str:
        """A name that another program, world, setup or Flask does not have."""
        parts: Iterable[object] = (
            self._runner.flask_version,
            self._runner.python_version,
            made.setup,
            repr(step.request(made.setup, None)) if step.kind == "predict" else repr(step),
            drawing.program(step, seed),
            step.worlds,
            *((world.key, world.code) for world in self._worlds),
        )
        return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:32]
