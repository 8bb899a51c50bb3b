"""Owns what is typed at each step: all that is wrong, then every hint, then what is right.

Before all of that stands, once for each kind of question, something that is no answer at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import cast

from flasktutor.player import Player
from flasktutor.runner.runner import Runner
from flasktutor.steps.choice import ChoiceStep
from flasktutor.steps.code import CodeStep
from flasktutor.steps.do import DoStep
from flasktutor.steps.fill import BLANK, FillStep
from flasktutor.steps.order import OrderStep
from flasktutor.steps.predict import PredictStep

ENTER, AGAIN, BACK, RUN = "", "a", "b", ""
HINT, PROVE, SOLUTION, FILES, LOOK = "h", "v", "g", "f", "l"
NO_OPTION, NO_ORDER, NO_KEY = "99", "1 1", "??"
WRONG_WORD = "something_else"


class Typing:
    """What is typed in a sitting, line by line, as the player goes from step to step."""

    def __init__(self, player: Player, runner: Runner) -> None:
        self._player, self._runner = player, runner
        self._at = 0
        self._lines: Iterator[str] = iter(())
        self._met: set[str] = set()

    def line(self) -> str:
        """The next line; a step that asks for more than is known of it is an error."""
        if self._player.number != self._at:
            self._at = self._player.number
            self._lines = self._at_step(self._player.step.kind)
        line = next(self._lines, None)
        assert line is not None, f"{self._player.step.key} asks for more"
        return line

    def _at_step(self, kind: str) -> Iterator[str]:
        kinds: dict[str, Callable[[bool], Iterator[str]]] = {
            "text": self._text,
            "run": self._run,
            "predict": self._predict,
            "choice": self._choice,
            "fill": self._fill,
            "order": self._order,
            "code": self._code,
            "do": self._do,
        }
        is_first = kind not in self._met
        self._met.add(kind)
        yield from kinds[kind](is_first)
        yield from self._proved()
        yield ENTER

    def _text(self, is_first: bool) -> Iterator[str]:
        if is_first:
            yield NO_KEY

    def _run(self, _is_first: bool) -> Iterator[str]:
        yield RUN

    def _proved(self) -> Iterator[str]:
        """The list of what can be proved, or the one proof, and back again."""
        flask = self._runner.flask_version
        if any(claim.holds_for(flask) for claim in self._player.step.claims):
            yield from (PROVE, BACK)

    def _hints(self) -> Iterator[str]:
        yield from (HINT for _hint in self._player.step.hints)

    def _choice(self, is_first: bool) -> Iterator[str]:
        step = cast(ChoiceStep, self._player.step)
        if is_first:
            yield NO_OPTION
        right = tuple(n for n, option in enumerate(step.options) if option.correct)
        wrong: list[tuple[int, ...]]
        wrong = [(n,) for n in range(len(step.options)) if n not in right]
        if len(right) > 1:
            wrong = [right[:1], *((*right, *one) for one in wrong)]
        for number, chosen in enumerate(wrong, 1):
            yield self._numbers(chosen, len(step.options))
            if number == len(wrong):
                yield from self._hints()
            yield AGAIN
        yield self._numbers(right, len(step.options))

    def _predict(self, is_first: bool) -> Iterator[str]:
        # Of a varied question the outcomes are there once it is asked.
        step = cast(PredictStep, self._player.step)
        if is_first:
            yield NO_OPTION
        yield from self._hints()
        request = step.request(self._player.item.lesson.setup, None)
        outcome = step.right_choice(self._runner.run(request))
        for number, option in enumerate(step.choices):
            if option is not outcome:
                yield self._numbers((number,), len(step.choices))
                yield AGAIN
        assert outcome is not None
        yield self._numbers((step.choices.index(outcome),), len(step.choices))

    def _numbers(self, chosen: tuple[int, ...], count: int) -> str:
        """Options or lines by the numbers under which they are shown."""
        shown = self._player.shuffled(count)
        return ",".join(str(shown.index(one) + 1) for one in chosen)

    def _fill(self, is_first: bool) -> Iterator[str]:
        step = cast(FillStep, self._player.step)
        if is_first:
            yield ENTER
        wrong = [filled_in(step, str(one.example)) for one in step.mistakes]
        for texts in wrong or [(WRONG_WORD,) * step.blanks()]:
            yield from texts
        yield from self._hints()
        yield from step.accept[0]

    def _order(self, is_first: bool) -> Iterator[str]:
        step = cast(OrderStep, self._player.step)
        if is_first:
            yield NO_ORDER
        wrong = [ordered_in(step, str(one.example)) for one in step.mistakes]
        for chosen in wrong or [step.model_answer()[::-1]]:
            yield self._numbers(chosen, len(step.pool()))
        yield from self._hints()
        yield self._numbers(step.model_answer(), len(step.pool()))

    def _code(self, _is_first: bool) -> Iterator[str]:
        step = cast(CodeStep, self._player.step)
        yield ENTER  # the code as it was given
        for mistake in step.mistakes:
            yield ENTER
            yield from written(str(mistake.example))
        yield from self._hints()
        yield ENTER
        yield from written(step.solution)

    def _do(self, is_first: bool) -> Iterator[str]:
        step = cast(DoStep, self._player.step)
        if is_first:
            yield from (ENTER, ENTER)  # the folder that is proposed; to make it
        yield from (LOOK for _mistake in step.mistakes)
        yield from self._hints()
        if step.files:
            yield from (FILES, ENTER)
        yield from (SOLUTION, LOOK)


def written(code: str) -> Iterator[str]:
    """Code as it is typed, with the line that ends it."""
    yield from code.strip("\n").split("\n")
    yield "."


def filled_in(step: FillStep, example: str) -> tuple[str, ...]:
    """What stands in the blanks of an answer that the lesson writes as code."""
    around = map(re.escape, BLANK.split(step.code))
    found = re.fullmatch("(.*?)".join(around), example, re.DOTALL)
    assert found is not None, f"{step.key}: {example}"
    return found.groups()


def ordered_in(step: OrderStep, example: str) -> tuple[int, ...]:
    """The lines of an answer that the lesson writes as code, by their place in the pool."""
    left = list(enumerate(step.pool()))
    chosen: list[int] = []
    for line in filter(str.strip, example.split("\n")):
        place = next((one for one in left if one[1] == line.rstrip()), None)
        assert place is not None, f"{step.key}: {line}"
        left.remove(place)
        chosen.append(place[0])
    return tuple(chosen)
