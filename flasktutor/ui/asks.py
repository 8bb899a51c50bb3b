"""Owns how each step kind is asked. An asker returns the key that moves the sitting on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from flasktutor.language import _
from flasktutor.steps.choice import ChoiceStep
from flasktutor.steps.code import CodeStep
from flasktutor.steps.exercise import Exercise
from flasktutor.steps.fill import BLANK, FillStep
from flasktutor.steps.order import OrderStep
from flasktutor.steps.predict import PredictStep
from flasktutor.steps.run import RunStep
from flasktutor.ui import outcomes
from flasktutor.ui.blocks import Ask, Code, Command, Edit, Note, Pick, Picked, Prose, Typed, Written

if TYPE_CHECKING:
    from flasktutor.ui.sitting import Sitting

MOVES = (Command.BACK, Command.QUIT, Command.HELP)
QUESTION = (Command.HINT, Command.SOLUTION, Command.SKIP, *MOVES)
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
MISSED = (Command.AGAIN, Command.HINT, Command.SOLUTION, Command.NEXT, *MOVES)


def ask_text(sitting: Sitting) -> Command:
    """Read, then go on."""
    move = sitting.rest((Command.NEXT, *MOVES))
    if move is Command.NEXT:
        sitting.player.see()
    return move


def ask_run(sitting: Sitting) -> Command:
    """Run the code, change it, run it again."""
    step = cast(RunStep, sitting.player.step)
    source: str = step.code
    sitting.show(Code(source))
    first = (Command.RUN, Command.EDIT, Command.WHOLE, Command.SKIP, *MOVES)
    again = (Command.NEXT, Command.RUN, Command.EDIT, Command.WHOLE, *MOVES)
    keys = first
    while True:
        move = sitting.rest(keys)
        if move is Command.EDIT:
            source = _edited(sitting, source)
        elif move is not Command.RUN:
            return move
        result = sitting.run(step.request(sitting.setup, source))
        sitting.show(*outcomes.of_run(result, source))
        if keys is first:
            sitting.player.see()
            if step.after:
                sitting.show(Prose(step.after))
        keys = again


def _edited(sitting: Sitting, source: str) -> str:
    reply = sitting.screen.ask(Edit(code=source))
    return reply.code if isinstance(reply, Written) else source


def ask_predict(sitting: Sitting) -> Command:
    """Commit to an outcome; then the code runs and both stand side by side."""
    step = cast(PredictStep, sitting.player.step)
    sitting.show(Code(step.code))
    while True:
        reply = _pick(sitting, tuple(map(str, step.choices)), (Command.WHOLE, *QUESTION))
        if reply is Command.SOLUTION:
            return _reveal(sitting)
        if isinstance(reply, Command):
            return reply
        verdict, result = sitting.judge(reply)
        assert result is not None
        sitting.show(*outcomes.of_prediction(step.choices[reply[0]], result, verdict))
        if verdict.right or verdict.fault:
            return sitting.done()
        # The run has shown the answer: going on is what most want now.
        right = step.right_choice(result)
        sitting.show(*([Note(right.why)] if right else []))
        sitting.say_after()
        move = sitting.rest((Command.NEXT, Command.AGAIN, *MOVES))
        if move is not Command.AGAIN:
            return move
        sitting.player.reshuffle()


def ask_choice(sitting: Sitting) -> Command:
    """Choose among options, shuffled anew at each try."""
    step = cast(ChoiceStep, sitting.player.step)
    if step.code:
        sitting.show(Code(step.code))
    while True:
        reply = _pick(sitting, tuple(map(str, step.options)), QUESTION, multi=step.multi)
        if reply is Command.SOLUTION:
            return _reveal(sitting)
        if isinstance(reply, Command):
            return reply
        verdict, _result = sitting.judge(reply)
        sitting.show(*outcomes.of_verdict(verdict))
        if verdict.right:
            return sitting.done()
        move = sitting.rest(MISSED)
        if move is not Command.AGAIN:
            return _left_unsolved(sitting, move)
        sitting.player.reshuffle()


def _pick(
    sitting: Sitting, options: tuple[str, ...], keys: tuple[Command, ...], *, multi: bool = False
) -> tuple[int, ...] | Command:
    """The chosen options by their place in the lesson, whatever order they were shown in."""
    shown = sitting.player.shuffled(len(options))
    reply = sitting.ask(Pick(options=tuple(options[i] for i in shown), keys=keys, multi=multi))
    if isinstance(reply, Picked):
        return tuple(sorted(shown[i] for i in reply.indices))
    assert isinstance(reply, Command)
    return reply


def ask_fill(sitting: Sitting) -> Command:
    """Fill the blanks, one line of text for each."""
    step = cast(FillStep, sitting.player.step)
    sitting.show(Code(_numbered_blanks(step)))

    def answer() -> tuple[str, ...] | Command:
        texts: list[str] = []
        for number in range(1, step.blanks() + 1):
            prompt = _("Blank {n}:").format(n=number) if step.blanks() > 1 else _("Blank:")
            reply = sitting.ask(Ask(prompt=prompt, keys=(Command.WHOLE, *QUESTION)))
            if isinstance(reply, Command):
                return reply
            texts.append(cast(Typed, reply).text)
        return tuple(texts)

    return _until_right(sitting, step, answer)


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

    def answer() -> tuple[int, ...] | Command:
        shown = sitting.player.shuffled(len(pool))
        sitting.show(outcomes.numbered_lines([pool[i] for i in shown]))
        while True:
            prompt = _("Their numbers in the right order, such as 2 1 3:")
            reply = sitting.ask(Ask(prompt=prompt, keys=QUESTION))
            if isinstance(reply, Command):
                return reply
            numbers = _numbers(cast(Typed, reply).text, len(pool))
            if numbers is not None:
                return tuple(shown[number - 1] for number in numbers)
            text = _("Type numbers from 1 to {n}, each at most once.")
            sitting.show(Note(text.format(n=len(pool)), "bad"))

    return _until_right(sitting, step, answer)


def _numbers(text: str, highest: int) -> list[int] | None:
    words = text.replace(",", " ").split()
    numbers = [int(word) for word in words if word.isdecimal() and len(word) < 4]
    fine = len(numbers) == len(words) > 0 and len(set(numbers)) == len(numbers)
    return numbers if fine and all(1 <= number <= highest for number in numbers) else None


def _until_right(
    sitting: Sitting,
    step: Exercise,
    answer: Callable[[], tuple[str, ...] | tuple[int, ...] | Command],
) -> Command:
    """Ask until the answer is right, given up, or left."""
    while True:
        given = answer()
        if given is Command.SOLUTION:
            return _reveal(sitting)
        if isinstance(given, Command):
            return given
        verdict, result = sitting.judge(given)
        assert result is not None
        sitting.show(*outcomes.of_exercise(verdict, result))
        if verdict.right or verdict.fault:
            return sitting.done()
        move = sitting.rest(MISSED)
        if move is not Command.AGAIN:
            return _left_unsolved(sitting, move)


def _left_unsolved(sitting: Sitting, move: Command) -> Command:
    """Going on from a miss shows what would have been right, as giving up does."""
    if move is Command.SOLUTION:
        return _reveal(sitting)
    if move is Command.NEXT:
        _show_solution(sitting)
        return sitting.done()
    return move


def ask_code(sitting: Sitting) -> Command:
    """Write code in the editor; run it to see, submit it for a verdict."""
    step = cast(CodeStep, sitting.player.step)
    code = sitting.player.draft() or step.starter
    move = Command.EDIT
    while move in (Command.EDIT, Command.RUN, Command.SUBMIT):
        if move is Command.EDIT:
            reply = sitting.ask(Edit(code=code, keys=WRITING))
            if isinstance(reply, Written):
                code = reply.code
                sitting.player.keep_draft(code)
                move = ACTIONS[reply.action]
            else:
                move = cast(Command, reply)
        if move is Command.RUN:
            sitting.show(*outcomes.of_run(sitting.run(step.request(sitting.setup, code)), code))
        elif move is Command.SUBMIT and _accepted(sitting, step, code):
            return sitting.done()
        if move in (Command.RUN, Command.SUBMIT, Command.HELP):
            move = sitting.rest(WRITING)
    return _reveal(sitting) if move is Command.SOLUTION else move


def _accepted(sitting: Sitting, step: CodeStep, code: str) -> bool:
    """Show the verdict on `code`; True when there is no more to do here."""
    verdict, result = sitting.judge(code)
    assert result is not None
    sitting.show(*outcomes.of_exercise(verdict, result))
    if verdict.right:
        sitting.show(outcomes.beside_solution(code, step.solution))
    return verdict.right or bool(verdict.fault)


def _reveal(sitting: Sitting) -> Command:
    """Show the solution because the learner gave up, and go on."""
    sitting.player.give_up()
    _show_solution(sitting)
    return sitting.done()


def _show_solution(sitting: Sitting) -> None:
    step = sitting.player.step
    if isinstance(step, PredictStep):
        result = sitting.run(step.request(sitting.setup, None))
        sitting.show(*outcomes.of_run(result, step.code))
        right = step.right_choice(result)
        sitting.show(*([Note(right.why)] if right else []))
    elif isinstance(step, ChoiceStep):
        sitting.show(Note(step.solution_text()))
        sitting.show(*(Note(option.why, "plain") for option in step.options if option.correct))
    else:
        sitting.show(Code(step.solution_text(), _("One solution")))


ASKERS: dict[str, Callable[[Sitting], Command]] = {
    "text": ask_text,
    "run": ask_run,
    "predict": ask_predict,
    "choice": ask_choice,
    "fill": ask_fill,
    "order": ask_order,
    "code": ask_code,
}
"""A step kind's name → how it is asked."""
