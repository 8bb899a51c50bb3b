"""Owns proving varied questions: with each of many seeds it can be asked, and fits the screen."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from collections.abc import Sequence as Listed
from dataclasses import replace

from flasktutor import drawing, patterns
from flasktutor.drawing import Run, Runs, UndrawnError
from flasktutor.errors import Issue
from flasktutor.language import _
from flasktutor.lesson import Lesson
from flasktutor.schema import Where, nearest
from flasktutor.steps.drawn import DrawnPredict
from flasktutor.steps.varied import VariedStep
from flasktutor.values import frozen
from flasktutor.varied.template import lines_of, names_in, render
from flasktutor.varied.template_faults import VaryError
from flasktutor.varied.values import values_of
from flasktutor.worlds import World, ending_there, same
from flasktutor.yamlsource import Sequence

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


@frozen
class Runners:
    """Where programs are run: once, and once more in a process that was started anew."""

    run: Run
    again: Run


def prove(
    lesson: Lesson, flask_version: str, worlds: Listed[World], seeds: Seeds, runners: Runners
) -> ProvedVaried:
    """Draw each varied question of a lesson with all seeds."""
    issues: list[Issue] = []
    examples: list[VariedStep] = []
    here = (step for step in varied(lesson) if step.holds_for(flask_version))
    proofs = [_Proof(lesson, step, worlds, runners) for step in here]
    for proof in proofs:
        issues += proof.flaws(seeds)
        examples += proof.examples[:1]
    return ProvedVaried(tuple(issues), tuple(examples))


def in_words(lesson: Lesson, examples: Listed[VariedStep]) -> tuple[VariedStep, ...]:
    """Examples as they are worded in that translation of their lesson."""
    steps = {step.key: step for step in varied(lesson)}
    return tuple(
        replace(one, body=drawing.rendered(steps[one.key], getattr(one, "seed", 0)).body)
        for one in examples
    )


class _Proof:
    """One question, drawn again and again."""

    def __init__(
        self, lesson: Lesson, step: VariedStep, worlds: Listed[World], runners: Runners
    ) -> None:
        self._lesson, self._step, self._worlds, self._runners = lesson, step, worlds, runners
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
            for place, line, text in self._of_seed(seed):
                if text not in said:
                    said.add(text)
                    told = _("`{key}`, seed {seed}: {text}")
                    yield place.issue(told.format(key=self._step.key, seed=seed, text=text), line)
        # A world may differ in few programs only: fewer of them show nothing.
        if not said and seeds.count >= SEEDS:
            yield from self._idle_worlds(seeds)

    def _names(self) -> Iterator[Issue]:
        """Values that nobody names, and names that no value has."""
        step = self._step
        used: set[str] = set()
        is_read = True
        for place in _places(step):
            try:
                names = names_in(place.text)
            except VaryError as error:
                yield place.issue(f"`{step.key}`: {error}", error.line)
                is_read = False
                continue
            used |= names.keys()
            for name in sorted(names.keys() - step.vary.keys() - {"range"}):
                told = _("`vary` has no value `{name}`.").format(name=name)
                told = f"`{step.key}`: {told} {nearest(name, sorted(step.vary))}"
                yield place.issue(told, names[name])
        for name, value in step.vary.items():
            if is_read and name not in used:
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

    def _of_seed(self, seed: int) -> Iterator[_Flaw]:
        """What is wrong with the program of a seed."""
        if broken := list(self._templates(seed)):
            yield from broken
            return
        try:
            run = self._runners.run
            seen = drawing.runs(self._step, self._lesson.setup, seed, self._worlds, run)
            if not same(seen.real, self._runners.again(seen.request)):
                text = _("run once more, the program comes out otherwise")
                yield self._at("code"), 0, text
                return
            yield from self._of_runs(seen)
            step = drawing.drawn(seen)
        except UndrawnError as error:
            yield self._at("code"), 0, str(error)
            return
        self.examples.append(step)
        for line, text in _of_screen(step):
            yield self._at("code"), self._written(line, seed), text

    def _templates(self, seed: int) -> Iterator[_Flaw]:
        values = values_of(self._step.vary, seed)
        for place in _places(self._step):
            try:
                made = render(place.text, values)
            except VaryError as error:
                yield place, error.line, str(error)
                continue
            if place.field != "code":
                continue
            for line, text in _clashes(values, made):
                yield place, self._written(line, seed), text
            if line := patterns.fault_line(made.replace("____", "_")):
                yield place, self._written(line, seed), _("what comes out is no Python")

    def _at(self, field: str) -> _Place:
        return _Place(self._step.where, field, str(getattr(self._step, field)))

    def _written(self, line: int, seed: int) -> int:
        """The line of the template of which this line of a seed's program came."""
        lines = lines_of(self._at("code").text, values_of(self._step.vary, seed))
        return lines[line - 1] if 0 < line <= len(lines) else 0

    def _of_runs(self, seen: Runs) -> Iterator[_Flaw]:
        truth = drawing.outcome_of(seen.real)
        self._differed |= {w.key for w, r in seen.there if drawing.outcome_of(r) != truth}
        at = self._at("worlds" if self._step.worlds else "key")
        for world, result in seen.broken:
            text = _("in the world `{key}` it does not come to an outcome: {why}")
            yield at, 0, text.format(key=world.key, why=ending_there(result))

    def _idle_worlds(self, seeds: Seeds) -> Iterator[Issue]:
        for key in self._step.worlds:
            if key not in self._differed:
                text = _("the world `{key}` foresees what Flask does, with all {n} seeds")
                yield self._issue(text.format(key=key, n=seeds.count), "worlds")

    def _issue(self, text: str, field: str) -> Issue:
        return self._step.where.issue(f"`{self._step.key}`: {text}", field)


def _clashes(values: Mapping[str, object], made: str) -> Iterator[tuple[int, str]]:
    """Two values of a program that are the same name, which it then binds twice."""
    again = patterns.bound_again(made.replace("____", "_"))
    named: dict[str, list[str]] = {}
    for name, value in values.items():
        for text in value if isinstance(value, list) else (value,):
            named.setdefault(str(text), []).append(name)
    for text, names in named.items():
        if len(names) > 1 and text in again:
            told = _("`{one}` and `{other}` are both `{value}`, and the program binds it twice")
            yield again[text], told.format(one=names[0], other=names[1], value=text)


def _of_screen(step: VariedStep) -> Iterator[tuple[int, str]]:
    """Whether a learner sees the program and the answers together; at a line of it, or at 0."""
    lines = step.shown_code().rstrip("\n").split("\n")
    for number, line in enumerate(lines, 1):
        if len(line) > WIDTH:
            text = _("line {n} is longer than {width} columns")
            yield number, text.format(n=number, width=WIDTH)
    body = str(step.body).rstrip("\n").split("\n")
    words = sum(max(1, len(textwrap.wrap(line, WIDTH))) for line in body)
    options = step.choices if isinstance(step, DrawnPredict) else ()
    rows = len(lines) + words + sum(str(one).count("\n") + 1 for one in options)
    if rows > ROWS:
        text = _("code, words and options take {rows} rows; {most} fit")
        yield 0, text.format(rows=rows, most=ROWS)


@frozen
class _Place:
    """A text of a question, and where it stands: the field, and which of its items."""

    where: Where
    field: str
    text: str
    item: int = 0

    def issue(self, said: str, line: int) -> Issue:
        """`said` at a line of the text; 0 is its start."""
        node = self.where.fields.get(self.field)
        if isinstance(node, Sequence) and self.item < len(node.items):
            node = node.items[self.item]
        where = replace(self.where, fields={self.field: node} if node else {})
        return where.code_issue(said, self.field, line)


_Flaw = tuple[_Place, int, str]
"""Where a flaw of a seed is, at which line of the text there, and what is said of it."""


def _places(step: VariedStep) -> Iterator[_Place]:
    """The texts that may name values."""
    for field in step.templates:
        value = getattr(step, field)
        for number, text in enumerate(value if isinstance(value, tuple) else (value,)):
            if isinstance(text, str):
                yield _Place(step.where, field, text, number)
    for reason in step.whys:
        yield _Place(reason.where, "why", reason.why)
