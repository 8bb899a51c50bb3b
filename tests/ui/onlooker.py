"""A learner at a terminal in memory: answers with nothing, wrongly, rightly; sees each screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import pyte
from prompt_toolkit.application import Application
from rich.console import Console

from flasktutor.language import _
from flasktutor.player import Player
from flasktutor.steps import Step
from flasktutor.steps.choice import ChoiceStep
from flasktutor.steps.code import CodeStep
from flasktutor.steps.fill import FillStep
from flasktutor.steps.order import OrderStep
from flasktutor.steps.predict import PredictStep
from flasktutor.ui.protocol.blocks import (
    Ask,
    Block,
    Command,
    Edit,
    Note,
    Pause,
    Pick,
    Prose,
    Question,
    Recording,
    Reply,
    Watch,
)
from flasktutor.ui.terminal import rich_blocks
from flasktutor.ui.terminal.rich_screen import RichScreen
from tests.remembering import Remembering
from tests.ui.emulator import CTRL_S, ENTER, Answering, Emulator

MOST = 500
"""Questions that a lesson asks at most, with the wrong answers."""
DOUBLED = re.compile(r"(?<=\w)[?!][.](?=\s|$)")


class Glass(Emulator):
    """A terminal that keeps what could be seen when each prompt was drawn."""

    def __init__(self, columns: int, rows: int) -> None:
        super().__init__(columns, rows, patience=300)
        # Nothing is read that has scrolled off, and keeping it takes most of the time.
        self._screen = Answering(columns, rows)
        self._stream = pyte.Stream(self._screen)
        self.seen: list[list[str]] = []

    def _drawn(self, app: Application[Any]) -> None:
        if not app.is_done and app.renderer.height_is_known:
            self.seen.append(self.rows_in_sight())
        super()._drawn(app)


class Onlooker:
    """A screen that presses keys by itself; `amiss` says what was not in sight, and where."""

    def __init__(self, glass: Glass, screen: RichScreen, runner: Remembering) -> None:
        self.player: Player | None = None
        self.amiss: list[str] = []
        self.asked = 0
        self._glass, self._screen, self._runner = glass, screen, runner
        self._tries: dict[str, int] = {}
        self._verdict: Note | None = None
        self._right = False

    def show(self, *blocks: Block) -> None:
        self._screen.show(*blocks)
        self._note(blocks)

    def show_before(self, question: Question, *blocks: Block, task: tuple[Block, ...]) -> None:
        self._screen.show_before(question, *blocks, task=task)
        self._note(blocks)

    def fitting(self, *parts: tuple[Block, ...]) -> list[tuple[Block, ...]]:
        return self._screen.fitting(*parts)

    def confirm(self, question: str, *, default: bool) -> bool:
        raise AssertionError("no key was pressed that asks this")

    def browse(self, *recordings: Recording) -> None:
        raise AssertionError("no key was pressed that opens this")

    def busy(self, what: str) -> AbstractContextManager[object]:
        return self._screen.busy(what)

    def ask(self, question: Question) -> Reply:
        if isinstance(question, Edit):
            question = replace(question, code=self._code())
        self._glass.keys = list(self._keys(question))
        self._glass.seen.clear()
        reply = self._screen.ask(question)
        self.asked += 1
        assert self.asked < MOST, f"asked without end at {self._step.key}"
        self._look(question, self._glass.seen[0])
        return reply

    def _note(self, blocks: tuple[Block, ...]) -> None:
        heads = [_("**Right.** {message}"), _("**Not yet.** {message}")]
        starts = tuple(head.partition(" {")[0] for head in heads)
        for block in blocks:
            if isinstance(block, Note) and block.text.startswith(starts):
                self._verdict = block
                self._right = block.tone == "good"

    @property
    def _step(self) -> Step:
        assert self.player is not None
        return self.player.step

    def _look(self, question: Question, rows: list[str]) -> None:
        for text in self._missing(question, rows):
            where = f"{self._step.key} ({type(question).__name__})"
            screen = "\n".join(f"  | {row}" for row in rows)
            self.amiss.append(f"{where}: {text}\n{screen}")

    def _missing(self, question: Question, rows: list[str]) -> Iterator[str]:
        step = self._step
        if DOUBLED.search(" ".join(rows)):
            yield "doubled punctuation"
        if self._verdict is not None and isinstance(question, Pause):
            yield from self._unseen(self._verdict, rows, "the verdict")
            if self._right and not self._is_last(self._verdict, rows):
                yield "the verdict is not the last thing above the keys"
        if isinstance(question, Pick | Ask | Edit | Watch):
            yield from self._unseen(Prose(str(step.body)), rows, "the question", last=True)
        if isinstance(question, Pick):
            shown = " ".join(" ".join(rows).replace("⏎", "").split())
            for option in question.options:
                if " ".join(option.replace("`", "").split()) not in shown:
                    yield f"the option {option!r}"

    def _unseen(
        self, block: Block, rows: list[str], what: str, *, last: bool = False
    ) -> Iterator[str]:
        drawn = self._rows(block)
        if last:
            drawn = _last_paragraph(drawn)
        text = "\n".join(drawn)
        if text not in "\n".join(rows):
            yield f"{what} is not in sight: {text}"

    def _is_last(self, block: Block, rows: list[str]) -> bool:
        filled = [row for row in rows if row]
        first_key = next(n for n, row in enumerate(filled) if row.startswith(f"❯ {_('Enter')} "))
        return filled[first_key - 1] == self._rows(block)[-1]

    def _rows(self, block: Block) -> list[str]:
        width = min(self._glass.columns, rich_blocks.WIDEST)
        console = Console(width=width, theme=rich_blocks.THEME, highlight=False)
        with console.capture() as captured:
            console.print(rich_blocks.drawn(block, width), width=width)
        return [row.rstrip() for row in captured.get().strip("\n").split("\n")]

    def _keys(self, question: Question) -> Iterator[str]:
        step = self._step
        if isinstance(question, Pause):
            yield self._at_pause(question)
            return
        if isinstance(question, Watch):
            yield Command.SKIP.key
            return
        number = self._tries[step.key] = self._tries.get(step.key, 0) + 1
        if isinstance(question, Pick):
            yield from self._picked(question, number)
        elif isinstance(question, Ask):
            yield from self._typed(step, number)
        else:
            yield CTRL_S

    def _code(self) -> str:
        """What stands in the editor: the starter, then nothing, then the solution."""
        step = self._step
        assert isinstance(step, CodeStep)
        return {0: step.starter, 1: ""}.get(self._tries.get(step.key, 0), step.solution)

    def _at_pause(self, question: Pause) -> str:
        self._tries.setdefault(self._step.key, 0)
        if self._verdict is None or self._right:
            self._verdict = None
            return ENTER
        return "a" if Command.AGAIN in question.keys else "e"

    def _picked(self, question: Pick, number: int) -> Iterator[str]:
        """First nothing where that can be, and a wrong one; then what is right."""
        step = self._step
        assert isinstance(step, ChoiceStep | PredictStep)
        assert self.player is not None
        of_step = step.options if isinstance(step, ChoiceStep) else step.choices
        shown = self.player.shuffled(len(of_step))
        right = {place for place, i in enumerate(shown) if of_step[i] in self._right_ones(step)}
        if not question.multi:
            chosen = right if number > 1 else set(range(len(shown))) - right
            yield from (str(min(chosen) + 1), ENTER)
            return
        if number == 1:
            yield ENTER
        before = set(question.chosen)
        wanted = right if number > 1 else set(range(len(shown))) - right
        yield from (str(place + 1) for place in sorted(wanted ^ before))
        yield ENTER

    def _right_ones(self, step: Step) -> list[object]:
        if isinstance(step, ChoiceStep):
            return [option for option in step.options if option.correct]
        assert isinstance(step, PredictStep)
        assert self.player is not None
        result = self._runner.run(step.request(self.player.item.lesson.setup, None))
        return [step.right_choice(result)]

    def _typed(self, step: Step, number: int) -> Iterator[str]:
        if number == 1:
            yield ENTER
        elif isinstance(step, FillStep):
            blanks = step.blanks()
            wrong = number <= 1 + blanks
            text = "nonsense" if wrong else step.accept[0][(number - 2) % blanks]
            yield text + ENTER
        else:
            assert isinstance(step, OrderStep)
            assert self.player is not None
            shown = self.player.shuffled(len(step.pool()))
            places = [shown.index(i) + 1 for i in step.model_answer()]
            wanted = places[::-1] if number == 2 else places
            yield " ".join(map(str, wanted)) + ENTER


def _last_paragraph(rows: list[str]) -> list[str]:
    """The rows after the last blank one: what is asked."""
    blank = max((n for n, row in enumerate(rows) if not row.strip()), default=-1)
    return rows[blank + 1 :]
