"""Owns how the steps that are graded by running are asked: `fill`, `order`, `code`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from flasktutor.language import _
from flasktutor.steps.code import CodeStep
from flasktutor.steps.exercise import Exercise
from flasktutor.steps.fill import BLANK, FillStep
from flasktutor.steps.order import OrderStep
from flasktutor.ui import outcomes
from flasktutor.ui.blocks import (
    MOVES,
    QUESTION,
    Ask,
    Code,
    Command,
    Edit,
    Note,
    Typed,
    Written,
)
from flasktutor.ui.solutions import left_unsolved, reveal

if TYPE_CHECKING:
    from flasktutor.ui.sitting import Sitting

WRITING = (
    Command.EDIT,
    Command.RUN,
    Command.SUBMIT,
    Command.HINT,
    Command.SOLUTION,
    Command.WHOLE,
    Command.SKIP,
    *MOVES,
)
ACTIONS = {"run": Command.RUN, "submit": Command.SUBMIT, "menu": Command.HELP}


def ask_fill(sitting: Sitting) -> Command:
    """Fill the blanks, one line of text for each."""
    step = cast(FillStep, sitting.player.step)
    sitting.show(Code(_numbered_blanks(step)))

    def answer(keys: tuple[Command, ...]) -> tuple[str, ...] | Command:
        texts: list[str] = []
        for number in range(1, step.blanks() + 1):
            prompt = _("Blank {n}:").format(n=number) if step.blanks() > 1 else _("Blank:")
            text = _filled(sitting, prompt, keys)
            if isinstance(text, Command):
                return text
            texts.append(text)
        return tuple(texts)

    return _until_right(sitting, step, answer)


def _filled(sitting: Sitting, prompt: str, keys: tuple[Command, ...]) -> str | Command:
    """What is typed for a blank; an empty line is asked again, not judged."""
    while True:
        reply = sitting.ask(Ask(prompt=prompt, keys=(Command.WHOLE, *keys)))
        if isinstance(reply, Command):
            return reply
        if text := cast(Typed, reply).text:
            return text
        sitting.show(Note(_("Type what belongs into the blank."), "dim"))


def _numbered_blanks(step: FillStep) -> str:
    """The code with its blanks numbered where there are several."""
    if step.blanks() == 1:
        return step.code
    numbers = iter(range(1, step.blanks() + 1))
    return BLANK.sub(lambda _blank: f"__{next(numbers)}__", step.code)


def ask_order(sitting: Sitting) -> Command:
    """Order lines by typing their numbers."""
    step = cast(OrderStep, sitting.player.step)
    pool = step.pool()

    def answer(keys: tuple[Command, ...]) -> tuple[int, ...] | Command:
        shown = sitting.player.shuffled(len(pool))
        sitting.show(outcomes.numbered_lines([pool[i] for i in shown]))
        while True:
            prompt = _("Their numbers in the right order, such as 2 1 3:")
            reply = sitting.ask(Ask(prompt=prompt, keys=keys))
            if isinstance(reply, Command):
                return reply
            numbers = _numbers(cast(Typed, reply).text, len(pool))
            if numbers is not None:
                return tuple(shown[number - 1] for number in numbers)
            text = _("Type numbers from 1 to {n}, each at most once.")
            sitting.show(Note(text.format(n=len(pool)), "bad"))

    return _until_right(sitting, step, answer)


def _numbers(text: str, highest: int) -> list[int] | None:
    # Without ten lines, digits need no blanks between them.
    spaced = " ".join(text) if text.isdecimal() and highest < 10 else text
    words = spaced.replace(",", " ").split()
    numbers = [int(word) for word in words if word.isdecimal() and len(word) < 4]
    fine = len(numbers) == len(words) > 0 and len(set(numbers)) == len(numbers)
    return numbers if fine and all(1 <= number <= highest for number in numbers) else None


def _until_right(
    sitting: Sitting,
    step: Exercise,
    answer: Callable[[tuple[Command, ...]], tuple[str, ...] | tuple[int, ...] | Command],
) -> Command:
    """Ask until the answer is right, given up, or left.

    After a miss the next answer can be typed at once.
    """
    keys = QUESTION
    while True:
        given = answer(keys)
        if isinstance(given, Command):
            return left_unsolved(sitting, given)
        verdict, result = sitting.judge(given)
        assert result is not None
        sitting.show(*outcomes.of_exercise(verdict, result))
        if verdict.right and isinstance(step, OrderStep):
            sitting.show(Code(step.source_of(given), _("In order")))
        if verdict.right or verdict.fault:
            return sitting.done()
        keys = (Command.HINT, Command.SOLUTION, Command.NEXT, *MOVES)


def ask_code(sitting: Sitting) -> Command:
    """Write code in the editor; run it to see, submit it for a verdict."""
    step = cast(CodeStep, sitting.player.step)
    code = sitting.player.draft() or step.starter
    move = Command.EDIT
    while move in (Command.EDIT, Command.RUN, Command.SUBMIT):
        if move is Command.EDIT:
            reply = sitting.ask(Edit(code=code, keys=WRITING, keep=sitting.player.keep_draft))
            if isinstance(reply, Written):
                code = reply.code
                move = ACTIONS[reply.action]
            else:
                move = cast(Command, reply)
        if move is Command.RUN:
            sitting.show(*outcomes.of_run(sitting.run(step.request(sitting.setup, code)), code))
        elif move is Command.SUBMIT and _accepted(sitting, step, code):
            return sitting.done()
        if move in (Command.RUN, Command.SUBMIT, Command.HELP):
            move = sitting.rest(WRITING)
    return reveal(sitting) if move is Command.SOLUTION else move


def _accepted(sitting: Sitting, step: CodeStep, code: str) -> bool:
    """Show the verdict on `code`; True when there is no more to do here."""
    verdict, result = sitting.judge(code)
    assert result is not None
    sitting.show(*outcomes.of_exercise(verdict, result))
    if verdict.right:
        sitting.show(outcomes.beside_solution(code, step.solution))
    return verdict.right or bool(verdict.fault)
