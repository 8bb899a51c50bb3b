"""Owns proving varied questions: with each of many seeds it can be asked, and fits the screen."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from flasktutor import drawing, patterns
from flasktutor.checks import ending
from flasktutor.drawing import Run, Runs, UndrawnError
from flasktutor.errors import Issue
from flasktutor.language import _
from flasktutor.lesson import Lesson
from flasktutor.schema import nearest
from flasktutor.steps.drawn import DrawnPredict
from flasktutor.steps.varied import VariedStep
from flasktutor.values import frozen
from flasktutor.varied.template import VaryError, names_in, render
from flasktutor.varied.values import values_of
from flasktutor.worlds import World

SEEDS = 20
"""How many programs of each question are looked at, unless others are asked for."""
WIDTH, ROWS = 76, 18
"""Columns of code, and rows of a question with its code and options, that 80×24 has room for."""


@frozen
class Seeds:
    """How many programs of each question are run, and the seed of the first."""

    count: int = SEEDS
    first: int = 0

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.first, self.first + self.count))


USUAL = Seeds()


@frozen
class ProvedVaried:
    """What is wrong with the varied questions of a lesson, and one of each to see."""

    issues: tuple[Issue, ...]
    examples: tuple[VariedStep, ...]


def varied(lesson: Lesson) -> list[VariedStep]:
    """The varied questions of a lesson."""
    return [step for step in lesson.all_steps if isinstance(step, VariedStep) and step.vary]


def prove(
    lesson: Lesson, flask_version: str, worlds: Sequence[World], seeds: Seeds, run: Run
) -> ProvedVaried:
    """Draw each varied question of a lesson with all seeds."""
    issues: list[Issue] = []
    examples: list[VariedStep] = []
    here = (step for step in varied(lesson) if step.holds_for(flask_version))
    proofs = [_Proof(lesson, step, worlds, run) for step in here]
    for proof in proofs:
        issues += proof.flaws(seeds)
        examples += proof.examples[:1]
    return ProvedVaried(tuple(issues), tuple(examples))


class _Proof:
    """One question, drawn again and again."""

    def __init__(self, lesson: Lesson, step: VariedStep, worlds: Sequence[World], run: Run) -> None:
        self._lesson, self._step, self._worlds, self._run = lesson, step, worlds, run
        self._differed: set[str] = set()
        self.examples: list[VariedStep] = []

    def flaws(self, seeds: Seeds) -> Iterator[Issue]:
        """What is wrong with it, each flaw once, with the first seed that shows it."""
        before = [*self._names(), *self._named_worlds()]
        yield from before
        if before:
            return
        said: set[str] = set()
        for seed in seeds:
            for field, line, text in self._of_seed(seed):
                if text not in said:
                    said.add(text)
                    told = _("`{key}`, seed {seed}: {text}")
                    text = told.format(key=self._step.key, seed=seed, text=text)
                    yield self._step.where.code_issue(text, field, line)
        # A world may differ in few programs only: fewer of them show nothing.
        if not said and seeds.count >= SEEDS:
            yield from self._idle_worlds(seeds)

    def _names(self) -> Iterator[Issue]:
        """Values that nobody names, and names that no value has."""
        step = self._step
        used: set[str] = set()
        for field in (*step.templates, "whys"):
            for text in _texts(step, field):
                try:
                    names = names_in(text) - {"range"}
                except VaryError as error:
                    yield step.where.code_issue(f"`{step.key}`: {error}", field, error.line)
                    return
                used |= names
                for name in sorted(names - step.vary.keys()):
                    told = _("`vary` has no value `{name}`.").format(name=name)
                    yield self._issue(f"{told} {nearest(name, sorted(step.vary))}".strip(), field)
        for name, value in step.vary.items():
            if name not in used:
                yield value.where.issue(_("`{name}` is used nowhere").format(name=name))

    def _named_worlds(self) -> Iterator[Issue]:
        known = sorted(str(world.key) for world in self._worlds)
        for key in (*self._step.worlds, *(reason.world for reason in self._step.whys)):
            if key not in known:
                told = _("the course has no world `{key}`.").format(key=key)
                yield self._issue(f"{told} {nearest(key, known)}".strip(), "worlds")
        if not known:
            yield self._issue(
                _("wrong options come from the worlds of a course; it has none"), "vary"
            )

    def _of_seed(self, seed: int) -> Iterator[tuple[str, int, str]]:
        """What is wrong with the program of a seed: the field, the line of its code, the text."""
        for field, line, text in self._templates(seed):
            yield field, line, text
            return
        try:
            seen = drawing.runs(self._step, self._lesson.setup, seed, self._worlds, self._run)
            yield from self._of_runs(seen)
            step = drawing.drawn(seen)
        except UndrawnError as error:
            yield "code", 0, str(error)
            return
        self.examples.append(step)
        yield from _of_screen(step)

    def _templates(self, seed: int) -> Iterator[tuple[str, int, str]]:
        values = values_of(self._step.vary, seed)
        for field in (*self._step.templates, "whys"):
            for text in _texts(self._step, field):
                try:
                    made = render(text, values)
                except VaryError as error:
                    yield field, error.line, str(error)
                    continue
                if field == "code" and patterns.tree(made.replace("____", "_")) is None:
                    yield field, 0, _("what comes out is no Python")

    def _of_runs(self, seen: Runs) -> Iterator[tuple[str, int, str]]:
        truth = drawing.outcome_of(seen.real)
        self._differed |= {w.key for w, r in seen.there if drawing.outcome_of(r) != truth}
        for world, result in seen.broken:
            if self._step.worlds:
                text = _("in the world `{key}` it does not come to an outcome: {why}")
                yield "worlds", 0, text.format(key=world.key, why=ending(result))

    def _idle_worlds(self, seeds: Seeds) -> Iterator[Issue]:
        for key in self._step.worlds:
            if key not in self._differed:
                text = _("the world `{key}` foresees what Flask does, with all {n} seeds")
                yield self._issue(text.format(key=key, n=seeds.count), "worlds")

    def _issue(self, text: str, field: str) -> Issue:
        return self._step.where.issue(f"`{self._step.key}`: {text}", field)


def _of_screen(step: VariedStep) -> Iterator[tuple[str, int, str]]:
    """Whether a learner sees the program and the answers together."""
    lines = step.shown_code().rstrip("\n").split("\n")
    for number, line in enumerate(lines, 1):
        if len(line) > WIDTH:
            text = _("line {n} is longer than {width} columns")
            yield "code", 0, text.format(n=number, width=WIDTH)
    body = str(step.body).rstrip("\n").split("\n")
    words = sum(max(1, len(textwrap.wrap(line, WIDTH))) for line in body)
    options = step.choices if isinstance(step, DrawnPredict) else ()
    rows = len(lines) + words + sum(str(one).count("\n") + 1 for one in options)
    if rows > ROWS:
        text = _("code, words and options take {rows} rows; {most} fit")
        yield "code", 0, text.format(rows=rows, most=ROWS)


def _texts(step: VariedStep, field: str) -> Iterator[str]:
    """The texts of a field that may name values."""
    if field == "whys":
        yield from (reason.why for reason in step.whys)
    else:
        yield from _within(getattr(step, field))


def _within(value: object) -> Iterator[str]:
    if isinstance(value, tuple):
        for one in value:
            yield from _within(one)
    elif isinstance(value, str):
        yield value
