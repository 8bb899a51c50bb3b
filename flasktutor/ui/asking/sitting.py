"""Owns what an asker works with: a sitting's player, screen and runner, at the step asked now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from flasktutor import language, snippets
from flasktutor.items import Item
from flasktutor.language import _
from flasktutor.player import Player
from flasktutor.runner.runner import Runner
from flasktutor.steps import Step
from flasktutor.steps.base import Answer, SnippetStep, Verdict
from flasktutor.steps.code import CodeStep
from flasktutor.steps.run import RunStep
from flasktutor.ui.asking.beside import KEYS, NOTHING, Aside
from flasktutor.ui.asking.telling import Tellings
from flasktutor.ui.protocol.blocks import (
    MOVES,
    Ask,
    Block,
    Command,
    Note,
    Paste,
    Pause,
    Pick,
    Prose,
    Question,
    Recording,
    Reply,
)
from flasktutor.ui.protocol.screen import Screen
from flasktutor.ui.views import outcomes, task

if TYPE_CHECKING:
    from flasktutor.runner.protocol import RunRequest, RunResult
    from flasktutor.steps.claims import Claim


_FENCED = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)


class Sitting:
    """A sitting, at the step that is asked now: how its asker shows, asks, runs and judges.

    The words of the first one may be on the screen before, where it `stands`.
    """

    def __init__(
        self,
        player: Player,
        screen: Screen,
        runner: Runner,
        aside: Aside = NOTHING,
        *,
        stands: bool = False,
    ) -> None:
        self.player = player
        self.aside = aside
        self.screen = screen
        self._runner = runner
        self.last: tuple[RunRequest, RunResult] | None = None
        self.tellings = Tellings(runner)
        self.held: tuple[str, ...] = ()
        """What the last wrong answer at the step shows: worlds or an idea, by their keys."""
        self.task: tuple[Block, ...] = ()
        self._below: tuple[Block, ...] = ()
        """What of the task stands under its words."""
        self._said = False
        """Whether anything was said since the task was shown: it may have left the screen."""
        self._stands = stands

    def settled(self) -> Step:
        """The step as it is asked: a varied question with the outcomes that its program has."""
        raise NotImplementedError

    def aside_keys(self, first: Command) -> list[Command]:
        """The keys that leave the step for a while, where `first` is the key that comes first."""
        raise NotImplementedError

    def leave(self, wanted: Command) -> bool:
        """Leave the step for a while; True when the learner quits there."""
        raise NotImplementedError

    def ask(self, question: Question, *, aside: bool = False) -> Reply:
        """The learner's answer; help, hints and the whole program are dealt with here.

        The hint that is the solution comes back as `Command.SOLUTION`. A question that is `aside`
        is not the step's own: back leads from it to the step.
        """
        question = question if aside else self._with_keys_that_work(question)
        question = question if aside else self._reminding(question)
        while True:
            question, reply = self._asked(question)
            if reply is Command.HELP:
                self.screen.show(*outcomes.help_on(question.keys))
            elif reply is Command.WHOLE:
                self.screen.show(self._whole_program())
            elif reply is Command.CONTEXTS:
                self._browse()
            elif reply in KEYS:
                if self.leave(cast(Command, reply)):
                    return Command.QUIT
            elif reply is Command.HINT:
                hint = self._hint()
                if hint is None:
                    return Command.SOLUTION
                self.show_before(question, *hint)
            else:
                return reply

    def _asked(self, question: Question) -> tuple[Question, Reply]:
        """The question as it stands now, with what is marked in it, and what came of it."""
        if not isinstance(question, Pick) or not question.multi:
            return question, self.screen.ask(question)
        marks = [question.chosen]
        reply = self.screen.ask(replace(question, keep=marks.append))
        return replace(question, chosen=marks[-1]), reply

    def show(self, *blocks: Block) -> None:
        self.screen.show(*blocks)

    def set_out(self, *blocks: Block) -> None:
        """Show what belongs to the task, below its words."""
        self.task += blocks
        self._below += blocks
        self.show(*blocks)

    def show_before(self, question: Question, *blocks: Block, said: tuple[Block, ...] = ()) -> None:
        """Show blocks before `question` is asked, the task being in sight.

        Where the task has to be shown again, `said`, the last word on it, is so as well.
        """
        if isinstance(question, Pause):
            self.show(*blocks)
        else:
            self._said = True
            self.screen.show_before(self._reminding(question), *blocks, task=(*self.task, *said))

    def _reminding(self, question: Question) -> Question:
        """The question with what it is about, for a screen that this has left."""
        if not isinstance(question, Pick | Ask):
            return question
        about = _last_paragraph(str(self.player.step.body))
        return replace(question, about=about, below=self._below if self._said else ())

    @property
    def runner(self) -> Runner:
        return self._runner

    def run(self, request: RunRequest) -> RunResult:
        """Run it now, with a sign of life if that takes long."""
        with self.screen.busy(_("running")):
            result = self._runner.run(request)
        self.last = (request, result)
        return result

    def judge(self, answer: Answer) -> tuple[Verdict, RunResult | None]:
        """The verdict on `answer`, and what its run showed."""
        request = self.player.step.request(self.setup, answer)
        result = self.run(request) if request else None
        return self.player.answer(answer, result), result

    def done(self, *more: Command) -> Command:
        """Say what the step has to say at its end, and wait for the learner to go on."""
        self.say_after()
        return self.go_on(*more)

    def go_on(self, *more: Command) -> Command:
        """Wait for the learner to go on, when all is said."""
        return self.rest((Command.NEXT, *more, *MOVES))

    def say_after(self) -> None:
        """What the lesson says when a step is done, whatever was answered."""
        if self.player.step.after:
            self.show(Prose(self.player.step.after))

    def rest(self, keys: tuple[Command, ...], *, aside: bool = False) -> Command:
        """Wait for one of `keys`.

        After a run that pushed contexts they can be seen as well; where nothing is left to
        answer, what the step claims can be proved.
        """
        keys = (*keys[:1], *self.aside_keys(keys[0]), *keys[1:])
        reply = self.ask(Pause(keys=keys), aside=aside)
        assert isinstance(reply, Command)
        return reply

    def _with_keys_that_work(self, question: Question) -> Question:
        """The question without keys that would lead to nothing."""
        idle = set()
        if self.player.is_first:
            idle.add(Command.BACK)
        if not self.player.step.hints:
            # The only hint would be the solution, which has a key of its own.
            idle.add(Command.HINT)
        if Command.WHOLE in question.keys and self._whole().strip() == self.source().strip():
            idle.add(Command.WHOLE)
        return replace(question, keys=tuple(key for key in question.keys if key not in idle))

    def claims(self) -> tuple[Claim, ...]:
        """What the step claims of the Flask that runs the snippets."""
        claims = self.player.step.claims
        # Only a claim on versions has to wait for the worker, which knows its own.
        return tuple(c for c in claims if not c.flask or c.holds_for(self._runner.flask_version))

    @property
    def setup(self) -> str:
        return self.player.item.lesson.setup

    def open(self) -> None:
        """Show the step, and get ready to run its code."""
        self.last = None
        self.show_task()
        # The first screen stands; while it is read, the worker gets ready.
        if _runs_code(self.player.item):
            self._runner.start()

    def show_task(self) -> None:
        """What the step asks, under its title."""
        self.task = tuple(self._words())
        self._below, self._said = (), False
        if not self._stands:
            self.show(*self.task)
        self._stands = False

    def _words(self) -> Iterator[Block]:
        item = self.player.item
        of = task.numbered(self.player.number, self.player.total)
        place = _("review {of}").format(of=of) if item.review else of
        if item.drill:
            place = _("drill {n}").format(n=self.player.number)
        if item.most:
            of = _("question {n} of at most {most}")
            place = of.format(n=self.player.number, most=item.most)
        missing = item.lesson.is_missing(item.step, language.current())
        only_in = item.lesson.written_in if missing else ""
        return task.of(item.lesson.title, place, item.step.body, only_in=only_in)

    def _hint(self) -> tuple[Block, ...] | None:
        """The next hint; None when it is the solution."""
        hint = self.player.hint()
        if hint is None:
            return (Note(_("There are no more hints for this step."), "dim"),)
        if hint.is_solution:
            return None
        place = _("Hint {n} of {total}").format(n=hint.number, total=hint.total)
        told = Note(f"**{place}:** {hint.text}")
        last = Note(_("The next hint is the solution."), "dim")
        return (told, last) if hint.number == hint.total - 1 else (told,)

    def _browse(self) -> None:
        """Draw the contexts of the last run, then go through it line by line."""
        from flasktutor.contexts import timeline

        assert self.last is not None
        request, result = self.last
        was_drawn = bool(result.events)
        if not was_drawn:
            result = self.run(replace(request, record=True))
        recorded = timeline(result.events)
        if not result.events:
            self.show(Note(_("Nothing was recorded, for the run was broken off."), "bad"))
        elif not recorded.frames:
            self.show(Note(_("This run pushed no context, so there is none to see.")))
        else:
            sources = {"setup.py": request.setup, "snippet.py": request.source}
            self.show(*(() if was_drawn else outcomes.of_contexts(result)))
            self.screen.browse(Recording(recorded, sources, prologue="setup.py"))

    def _whole_program(self) -> Block:
        lines = tuple(self._whole().rstrip("\n").split("\n"))
        return Paste(lines, _("The whole program, to paste into a file"))

    def _whole(self) -> str:
        step = self.player.step
        assert isinstance(step, SnippetStep)
        setup = self.setup if step.setup else ""
        return snippets.written_out(setup, step.context, self.source())

    def source(self) -> str:
        """The step's code as it is shown; where it is written, as it was written last."""
        step = self.player.step
        own = self.player.draft() if isinstance(step, CodeStep | RunStep) else ""
        return own or (step.starter if isinstance(step, CodeStep) else step.shown_code())


def _last_paragraph(body: str) -> str:
    """What a step's words end with: that is what it asks."""
    return _FENCED.sub("", body).strip().rpartition("\n\n")[2]


def _runs_code(item: Item) -> bool:
    return isinstance(item.step, SnippetStep)
