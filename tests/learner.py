"""A learner for tests: reads what the plain screen says and answers by a plan."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from flasktutor.player import Player
from flasktutor.runner.runner import Runner
from flasktutor.steps import Step
from flasktutor.steps.choice import ChoiceStep
from flasktutor.steps.code import CodeStep
from flasktutor.steps.do import DoStep
from flasktutor.steps.fill import FillStep
from flasktutor.steps.order import OrderStep
from flasktutor.steps.predict import PredictStep
from flasktutor.text import escape, escape_line

Plan = Literal["right", "wrong", "skip"]
_OPTION = re.compile(r"^(\d+)\. (.+(?:\n   .*)*)$", re.MULTILINE)
_POOL = re.compile(r"^(\d+)  (.*)$", re.MULTILINE)


class Learner:
    """The input of a plain screen: each line is decided when it is asked for.

    `wrong` answers wrongly where it can, takes every hint down to the solution,
    and goes on; `skip` skips whatever can be skipped. `folder` is where `do` steps are done.
    With `proves` the first claim of each step is proved before anything else is done there.
    """

    def __init__(
        self,
        plan: Plan,
        out: io.StringIO,
        runner: Runner,
        folder: Path | None = None,
        *,
        proves: bool = False,
    ) -> None:
        self.player: Player | None = None
        self._folder = folder
        self._plan = plan
        self._out = out
        self._runner = runner
        self._read = 0
        self._lines_left = 1000
        self._waiting: list[str] = []
        self._missed: set[str] = set()
        self.proved: set[str] = set()
        self._proves = proves
        self._choices: list[str] = []

    def readline(self) -> str:
        self._lines_left -= 1
        assert self._lines_left > 0, f"asked without end:\n{self._out.getvalue()[-500:]}"
        said = self._out.getvalue()[self._read :]
        self._read = len(self._out.getvalue())
        if not self._waiting:
            self._waiting = list(self._lines(said))
        return self._waiting.pop(0) + "\n"

    def _lines(self, said: str) -> Iterator[str]:
        assert self.player is not None
        step = self.player.step
        prompt = said.rstrip("\n").split("\n")[-1]
        if self._choices and not prompt.startswith("["):
            yield self._choices.pop(0)
        elif prompt.startswith("["):
            if isinstance(step, DoStep) and self._plan == "right":
                self._do(step)
            yield self._at_pause(prompt)
        elif self._plan == "skip":
            yield "s"
        elif isinstance(step, DoStep):
            yield "y" if "(yes/no" in prompt else str(self._folder)
        elif self._plan == "wrong" and step.key in self._missed:
            yield "h"
        else:
            self._missed.add(step.key)
            yield from self._answer(step, said, self._plan == "right")

    def _at_pause(self, prompt: str) -> str:
        assert self.player is not None
        if self._proves and self.player.step.key not in self.proved and " v " in prompt:
            self.proved.add(self.player.step.key)
            # Of several, one is picked, and then the list is left.
            self._choices = ["1", "b"] if len(self.player.step.claims) > 1 else []
            return "v"
        if self._plan == "skip" and ", s " in prompt:
            return "s"
        if self._plan == "wrong" and re.search("[,;] n ", prompt):
            return "n"
        return "h" if self._plan == "wrong" and " h " in prompt else ""

    def _do(self, step: DoStep) -> None:
        """Write the files of the solution, as far as that alone is one."""
        assert self._folder is not None
        for path, text in step.solution.files.items():
            (self._folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self._folder / path).write_text(text, encoding="utf-8")

    def _answer(self, step: Step, said: str, right: bool) -> Iterator[str]:
        if isinstance(step, FillStep):
            yield from step.accept[0] if right else ["nonsense_here"] * step.blanks()
        elif isinstance(step, OrderStep):
            yield self._ordered(step, said, right)
        elif isinstance(step, CodeStep):
            yield from (step.solution if right else step.starter).rstrip("\n").split("\n")
            yield "."
        else:
            yield self._chosen(step, said, right)

    def _ordered(self, step: OrderStep, said: str, right: bool) -> str:
        shown = {line: n for n, line in _POOL.findall(said)}
        lines = [escape_line(step.pool()[i]) for i in step.model_answer()]
        return " ".join(shown[line] for line in (lines if right else lines[::-1]))

    def _chosen(self, step: Step, said: str, right: bool) -> str:
        # A line of the task can look like an option; those come after it.
        last = {n: text.replace("\n   ", "\n") for n, text in _OPTION.findall(said)}
        shown = {text: n for n, text in last.items()}
        texts = {escape(str(option)) for option in self._right_options(step)}
        wanted = [n for text, n in shown.items() if (text in texts) == right]
        return ",".join(wanted if right else wanted[:1])

    def _right_options(self, step: Step) -> Iterator[object]:
        if isinstance(step, ChoiceStep):
            yield from (option for option in step.options if option.correct)
        elif isinstance(step, PredictStep):
            assert self.player is not None
            result = self._runner.run(step.request(self.player.item.lesson.setup, None))
            yield step.right_choice(result)
