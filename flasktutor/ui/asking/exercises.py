"""Owns how the steps that are graded by running are asked: `fill`, `order`, `code`."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, cast

from flasktutor import patterns
from flasktutor.language import _
from flasktutor.steps.base import Verdict
from flasktutor.steps.code import CodeStep
from flasktutor.steps.exercise import Exercise
from flasktutor.steps.fill import FillStep
from flasktutor.steps.order import OrderStep
from flasktutor.ui.asking.solutions import left_unsolved, reveal
from flasktutor.ui.protocol.blocks import (
    MOVES,
    QUESTION,
    Ask,
    Block,
    Code,
    Command,
    Edit,
    Note,
    Output,
    Typed,
    Written,
)
from flasktutor.ui.views import outcomes
from flasktutor.values import frozen

if TYPE_CHECKING:
    from flasktutor.runner.protocol import RunResult
    from flasktutor.ui.asking.sitting import Sitting

WRITING = (
    Command.EDIT,
    Command.RUN,
    Command.SUBMIT,
    Command.GIVEN,
    Command.HINT,
    Command.SOLUTION,
    Command.WHOLE,
    Command.SKIP,
    *MOVES,
)
HERE = (Command.EDIT, Command.RUN, Command.SUBMIT, Command.GIVEN)
ACTIONS = {"run": Command.RUN, "submit": Command.SUBMIT, "menu": Command.HELP}


@frozen
class _Said:
    """What was said last of an answer, and the code that it was said of."""

    blocks: tuple[Block, ...] = ()
    of: str = ""

    def over(self, code: str) -> tuple[Block, ...]:
        """It as it may stand over `code`: over other code it would seem to be about that."""
        if not self.blocks or code.strip() == self.of.strip():
            return self.blocks
        return (Note(_("This is about the code that you submitted before:"), "dim"), *self.blocks)


def ask_fill(sitting: Sitting) -> Command:
    """Fill the blanks, one line of text for each."""
    step = cast(FillStep, sitting.player.step)
    sitting.set_out(Code(step.shown_code()))
    step = cast(FillStep, sitting.settled())
    if step.vary:
        # Nobody could write down what this program has to give: its words say what it is about.
        sitting.set_out(Output(step.prints or step.raises or "", _goal(step)))

    right: dict[int, str] = {}

    def answer(keys: tuple[Command, ...]) -> tuple[str, ...] | Command:
        texts: list[str] = []
        for number in range(step.blanks()):
            kept = right.get(number, "")
            text = _filled(sitting, _blank(step, number + 1, kept), keys, kept)
            if isinstance(text, Command):
                return text
            texts.append(text)
        right.clear()
        right.update({number: texts[number] for number in step.right_blanks(tuple(texts))})
        return tuple(texts)

    return _until_right(sitting, step, answer)


def _blank(step: FillStep, number: int, kept: str) -> str:
    """What asks for a blank; who has filled it rightly need not type it again."""
    if kept:
        return _("Blank {n} (Enter keeps “{text}”, which is right):").format(n=number, text=kept)
    return _("Blank {n}:").format(n=number) if step.blanks() > 1 else _("Blank:")


def _goal(step: FillStep) -> str:
    return _("It shall raise") if step.raises else _("It shall print")


def _filled(sitting: Sitting, prompt: str, keys: tuple[Command, ...], kept: str) -> str | Command:
    """What is typed for a blank; an empty line is what was `kept`, or is asked again."""
    question = Ask(prompt=prompt, keys=(Command.WHOLE, *keys))
    while True:
        reply = sitting.ask(question)
        if isinstance(reply, Command):
            return reply
        if text := cast(Typed, reply).text or kept:
            return text
        sitting.show_before(question, Note(_("Type what belongs into the blank."), "dim"))


def ask_order(sitting: Sitting) -> Command:
    """Order lines by typing their numbers."""
    step = cast(OrderStep, sitting.player.step)
    pool = step.pool()
    shown = sitting.player.shuffled(len(pool))
    sitting.set_out(outcomes.numbered_lines([pool[i] for i in shown]))

    def answer(keys: tuple[Command, ...]) -> tuple[int, ...] | Command:
        prompt = _("Numbers of lines in the right order, such as 2 1 3:")
        question = Ask(prompt=prompt, keys=keys)
        while True:
            reply = sitting.ask(question)
            if isinstance(reply, Command):
                return reply
            numbers = _numbers(cast(Typed, reply).text, len(pool))
            if numbers is not None:
                return tuple(shown[number - 1] for number in numbers)
            text = _("Type numbers from 1 to {n}, each at most once.")
            sitting.show_before(question, Note(text.format(n=len(pool)), "bad"))

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
        if verdict.right or verdict.fault:
            return _settled(sitting, verdict, result, _in_order(step, given, _("In order")))
        keys = (Command.HINT, Command.SOLUTION, Command.NEXT, *MOVES)
        again = Ask(prompt="", keys=keys)
        shown = _in_order(step, given, _("In your order")) if _names_a_line(result) else ()
        told = (*shown, *outcomes.of_exercise(verdict, result), *_worlds_of(sitting, step, given))
        sitting.show_before(again, *told)


def _worlds_of(
    sitting: Sitting, step: Exercise, given: tuple[str, ...] | tuple[int, ...]
) -> Iterator[Block]:
    """The worlds in which what was filled into a drawn program were right."""
    from flasktutor.steps.drawn import DrawnFill

    if isinstance(step, DrawnFill):
        from flasktutor.ui.asking import visiting

        yield from visiting.of_filled(sitting, step, given)


def _names_a_line(result: RunResult) -> bool:
    return result.exception is not None and bool(result.exception.line)


def _in_order(
    step: Exercise, given: tuple[str, ...] | tuple[int, ...], caption: str
) -> Iterator[Block]:
    """The lines as they were ordered, so that they can be read as code."""
    if isinstance(step, OrderStep):
        yield Code(step.source_of(given), caption)


def _settled(
    sitting: Sitting, verdict: Verdict, result: RunResult, solved: Iterable[Block]
) -> Command:
    """Show a verdict after which there is no more to do at the step, and wait."""
    if verdict.fault:
        sitting.show(*outcomes.of_exercise(verdict, result))
        return sitting.done()
    after = sitting.player.step.after
    sitting.show(*outcomes.of_exercise(verdict, result, *solved, after=after))
    return sitting.go_on()


def ask_code(sitting: Sitting) -> Command:
    """Write code in the editor; run it to see, submit it for a verdict."""
    step = cast(CodeStep, sitting.player.step)
    code = sitting.player.draft() or step.starter
    said = _Said()
    move = Command.EDIT
    while move in HERE:
        if move is Command.GIVEN:
            given = given_again(sitting, step.starter, code)
            said = said if given == code else _Said()
            code, move = given, Command.EDIT
        if move is Command.EDIT:
            code, move = _written(sitting, code, said.over(code))
        if move is Command.RUN:
            result = sitting.run(step.request(sitting.setup, code))
            sitting.show(*outcomes.of_trial(step, result, code))
        elif move is Command.SUBMIT:
            verdict, result = _judged(sitting, code)
            if verdict.right or verdict.fault:
                return _settled(sitting, verdict, result, _solution(code, step.solution))
            sitting.show(*outcomes.of_exercise(verdict, result))
            said = _Said(tuple(outcomes.of_verdict(verdict)), code)
        if move in (Command.RUN, Command.SUBMIT, Command.HELP):
            move = sitting.rest(_writing(step, code))
    return reveal(sitting) if move is Command.SOLUTION else move


def _written(sitting: Sitting, code: str, said: tuple[Block, ...]) -> tuple[str, Command]:
    """The code when the editor is left, and what is wanted then.

    When it is opened again, the task and what was `said` of it last are to be in sight.
    """
    keys = _writing(cast(CodeStep, sitting.player.step), code)
    question = Edit(code=code, keys=keys, keep=sitting.player.keep_draft)
    sitting.show_before(question, said=said)
    reply = sitting.ask(question)
    if isinstance(reply, Written):
        return reply.code, ACTIONS[reply.action]
    return code, cast(Command, reply)


def _writing(step: CodeStep, code: str) -> tuple[Command, ...]:
    """The keys that lead to something now."""
    changed = code.strip() != step.starter.strip()
    return tuple(key for key in WRITING if key is not Command.GIVEN or changed)


def given_again(sitting: Sitting, given: str, code: str) -> str:
    """The given code in place of what was written, which is not lost by one key alone."""
    if not sitting.screen.confirm(_("Put the given code in place of yours?"), default=True):
        return code
    sitting.player.keep_draft(given)
    return given


def _judged(sitting: Sitting, code: str) -> tuple[Verdict, RunResult]:
    verdict, result = sitting.judge(code)
    assert result is not None
    return verdict, result


def _solution(code: str, solution: str) -> Iterator[Block]:
    """The model solution, where it is not what the learner has written."""
    one, other = patterns.tree(code), patterns.tree(solution)
    if one is None or other is None or ast.dump(one) != ast.dump(other):
        yield Code(solution, _("One solution"))
