"""Owns how each step kind is asked. An asker returns the key that moves the sitting on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, cast

from flasktutor.language import _
from flasktutor.steps.choice import ChoiceStep
from flasktutor.steps.drawn import DrawnPredict
from flasktutor.steps.predict import PredictStep
from flasktutor.steps.run import RunStep
from flasktutor.ui.asking.exercises import ask_code, ask_fill, ask_order, given_again
from flasktutor.ui.asking.solutions import left_unsolved, reveal
from flasktutor.ui.protocol.blocks import (
    MISSED,
    MOVES,
    QUESTION,
    Block,
    Code,
    Command,
    Edit,
    Note,
    Pick,
    Picked,
    Prose,
    Written,
)
from flasktutor.ui.views import outcomes

if TYPE_CHECKING:
    from flasktutor.runner.protocol import RunResult
    from flasktutor.ui.asking.sitting import Sitting


def ask_text(sitting: Sitting) -> Command:
    """Read, then go on."""
    move = sitting.rest((Command.NEXT, *MOVES))
    if move is Command.NEXT:
        sitting.player.see()
    return move


def ask_run(sitting: Sitting) -> Command:
    """Run the code, change it, run it again."""
    step = cast(RunStep, sitting.player.step)
    source = _set_out(sitting, step)
    first = (Command.RUN, Command.EDIT, Command.GIVEN, Command.WHOLE, Command.SKIP, *MOVES)
    again = (Command.NEXT, Command.RUN, Command.EDIT, Command.GIVEN, Command.WHOLE, *MOVES)
    keys: tuple[Command, ...] = first
    while True:
        changed = source.strip() != step.code.strip()
        move = sitting.rest(tuple(key for key in keys if key is not Command.GIVEN or changed))
        if move is Command.EDIT:
            source = _edited(sitting, source)
        elif move is Command.GIVEN:
            source = given_again(sitting, step.code, source)
            sitting.show(Code(source))
            continue
        elif move is not Command.RUN:
            return move
        result = sitting.run(step.request(sitting.setup, source))
        sitting.show(*outcomes.of_run(result, source))
        if keys is first:
            sitting.player.see()
            if step.after:
                sitting.show(Prose(step.after))
        keys = again


def _set_out(sitting: Sitting, step: RunStep) -> str:
    """Show the code as it was left, which may be other than the given one."""
    source: str = sitting.player.draft() or step.code
    own = source.strip() != step.code.strip()
    sitting.set_out(Code(source, _("Your code, as you left it") if own else ""))
    return source


def _edited(sitting: Sitting, source: str) -> str:
    question = Edit(code=source, keys=(Command.RUN,), keep=sitting.player.keep_draft)
    reply = sitting.screen.ask(question)
    return reply.code if isinstance(reply, Written) else source


def ask_predict(sitting: Sitting) -> Command:
    """Commit to an outcome; then the code runs and both stand side by side."""
    step = cast(PredictStep, sitting.player.step)
    sitting.set_out(Code(step.code))
    step = cast(PredictStep, sitting.settled())
    chosen: set[int] = set()
    while True:
        keys = (Command.WHOLE, *QUESTION)
        reply = _pick(sitting, tuple(map(str, step.choices)), keys, chosen)
        if reply is Command.SOLUTION:
            return reveal(sitting)
        if isinstance(reply, Command):
            return reply
        verdict, result = sitting.judge(reply)
        assert result is not None
        option = step.choices[reply[0]]
        sitting.show(*outcomes.of_prediction(option, result, verdict, step.after))
        if verdict.right:
            return sitting.go_on()
        if verdict.fault:
            return sitting.done()
        # The run has shown the answer: going on is what most want now.
        sitting.show(*_told(sitting, step, reply[0], result))
        sitting.say_after()
        move = sitting.rest((Command.NEXT, Command.AGAIN, *MOVES))
        if move is not Command.AGAIN:
            return move
        chosen.update(reply)


def _told(sitting: Sitting, step: PredictStep, chosen: int, result: RunResult) -> Iterable[Block]:
    """Why what came true did so; of a drawn question, in which world the answer were right."""
    if isinstance(step, DrawnPredict):
        from flasktutor.ui.asking import visiting

        yield from visiting.world_of(sitting, step, chosen)
    elif right := step.right_choice(result):
        yield Note(right.why)


def ask_choice(sitting: Sitting) -> Command:
    """Choose among options, which keep their order and the marks of what was tried."""
    step = cast(ChoiceStep, sitting.player.step)
    if step.code:
        sitting.set_out(Code(step.code))
    chosen: set[int] = set()
    while True:
        reply = _pick(sitting, tuple(map(str, step.options)), QUESTION, chosen, multi=step.multi)
        if reply is Command.SOLUTION:
            return reveal(sitting)
        if isinstance(reply, Command):
            return reply
        verdict, _result = sitting.judge(reply)
        sitting.show(*outcomes.of_verdict(verdict, step.after))
        if verdict.right:
            return sitting.go_on()
        move = sitting.rest(MISSED)
        if move is not Command.AGAIN:
            return left_unsolved(sitting, move)
        chosen = set(reply) if step.multi else chosen | set(reply)


def _pick(
    sitting: Sitting,
    options: tuple[str, ...],
    keys: tuple[Command, ...],
    chosen: set[int],
    *,
    multi: bool = False,
) -> tuple[int, ...] | Command:
    """The chosen options by their place in the lesson, whatever order they were shown in."""
    shown = sitting.player.shuffled(len(options))
    marked = tuple(place for place, i in enumerate(shown) if i in chosen)
    texts = tuple(options[i] for i in shown)
    # Tried in vain, an option is nothing that Enter should give again.
    untried = (place for place in range(len(shown)) if place not in marked)
    at = 0 if multi else next(untried, 0)
    question = Pick(options=texts, keys=keys, multi=multi, chosen=marked, at=at)
    if chosen:
        sitting.show_before(question)
    reply = sitting.ask(question)
    if isinstance(reply, Picked):
        return tuple(sorted(shown[i] for i in reply.indices))
    assert isinstance(reply, Command)
    return reply


def _ask_do(sitting: Sitting) -> Command:
    # What looks at the learner's machine is half of all there is to import: it waits for its step.
    from flasktutor.ui.asking.workshop import ask_do

    return ask_do(sitting)


ASKERS: dict[str, Callable[[Sitting], Command]] = {
    "text": ask_text,
    "run": ask_run,
    "predict": ask_predict,
    "choice": ask_choice,
    "fill": ask_fill,
    "order": ask_order,
    "code": ask_code,
    "do": _ask_do,
}
"""A step kind's name → how it is asked."""
