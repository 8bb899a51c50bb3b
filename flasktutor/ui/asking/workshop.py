"""Owns how a `do` step is asked: a place, the task, and looking until all of it is so there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from flasktutor.causes.system import System, detect
from flasktutor.errors import TutorError
from flasktutor.language import _
from flasktutor.steps.base import Verdict
from flasktutor.steps.do import DoStep
from flasktutor.ui.asking import elsewhere, places
from flasktutor.ui.protocol.blocks import (
    MOVES,
    Block,
    Command,
    Held,
    Note,
    Paste,
    Prose,
    Sight,
    Title,
    Watch,
)
from flasktutor.ui.views import doing, outcomes
from flasktutor.workplace import putting
from flasktutor.workplace.place import Workplace, surroundings
from flasktutor.workplace.watcher import Watcher

if TYPE_CHECKING:
    from flasktutor.ui.asking.sitting import Sitting


KEYS = (
    Command.LOOK,
    Command.NEXT,
    Command.SHELL,
    Command.EDIT,
    Command.FILES,
    Command.HINT,
    Command.SOLUTION,
    Command.MAKE,
    Command.FOLDER,
    Command.SKIP,
    *MOVES,
)


def ask_do(sitting: Sitting) -> Command:
    """Watch the learner's own folder until all holds there, or the learner leaves."""
    return _Workshop(sitting).work()


class _Eyes:
    """Looks at a place for a step; what it saw last is kept when a look is let go of."""

    def __init__(self, step: DoStep, place: Workplace, system: System) -> None:
        self._step, self._place, self._system = step, place, system
        self._watcher: Watcher | None = None
        self._gone = False
        self.verdict = Verdict(right=False)
        self.sight = doing.waiting(step)

    def look(self, *, at_once: bool = False) -> bool:
        watcher = self._watcher
        if watcher is None:
            watcher = self._watcher = Watcher(self._step, self._place, os.environ)
        before, was_gone = self.sight, self._gone
        self._gone = not places.is_there(self._place)
        if self._gone:
            self.verdict = Verdict(right=False)
            waiting = doing.waiting(self._step).blocks
            self.sight = Sight((*waiting, places.gone(self._place)))
            return self.sight != before
        verdict = watcher.look(at_once=at_once or was_gone)
        # What was broken off has seen how things end, not how they are.
        if verdict is None or self._watcher is not watcher:
            return False
        self.verdict = verdict
        self.sight = doing.sight_of(verdict, self._place.folder, self._system)
        return self.sight != before

    def stop(self) -> None:
        watcher, self._watcher = self._watcher, None
        if watcher is not None:
            watcher.stop()


class _Workshop:
    """A step at work: where, what was seen there, and what each key does."""

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self._step = cast(DoStep, sitting.player.step)
        self._system = detect(os.environ)
        self._at: tuple[Workplace, _Eyes] | None = None
        self._gave_up = False
        self._does: dict[Command, Callable[[Path], None]] = {
            Command.SHELL: self._shell,
            Command.EDIT: self._edit,
            Command.FILES: self._put_files,
            Command.SOLUTION: self._solve,
            Command.MAKE: self._make,
        }

    def work(self) -> Command:
        """Look, and do what the keys say, until all holds or a key leads away."""
        while True:
            at = self._settled()
            if isinstance(at, Command):
                return at
            place, eyes = at
            task = self._task(place.folder)
            reply = self._sitting.ask(Watch(eyes=eyes, keys=self._keys(), task=task))
            if isinstance(reply, Held):
                return self._held(eyes.verdict)
            if reply is Command.NEXT:
                return self._sitting.done()
            if reply is Command.FOLDER:
                moved = places.moved(self._sitting, place)
                if moved is Command.QUIT:
                    return moved
                self._work_at(moved if isinstance(moved, Workplace) else place)
            elif reply in self._does:
                self._does[cast(Command, reply)](place.folder)
            else:
                return cast(Command, reply)

    def _settled(self) -> tuple[Workplace, _Eyes] | Command:
        """Where the work is done; asked for where that is not known, or gone."""
        if self._at is None and (kept := places.kept(self._sitting)):
            self._at = kept, _Eyes(self._step, kept, self._system)
            self._sitting.show(*self._where(kept.folder))
        if self._at is None or not places.is_there(self._at[0]):
            place = places.asked(self._sitting)
            if isinstance(place, Command):
                return place
            self._work_at(place)
        assert self._at is not None
        return self._at

    def _work_at(self, place: Workplace) -> None:
        self._at = place, _Eyes(self._step, place, self._system)
        self._show_task(place.folder)

    def _held(self, verdict: Verdict) -> Command:
        self._sitting.player.judged(verdict)
        self._sitting.show(*outcomes.of_verdict(verdict, self._step.after))
        return self._sitting.go_on()

    def _keys(self) -> tuple[Command, ...]:
        """What can be done now: a key is offered only where it leads to something."""
        here = elsewhere.can_take_over()
        offered = {
            Command.NEXT: self._gave_up,
            Command.MAKE: self._gave_up and bool(self._solved()),
            Command.SHELL: here,
            Command.EDIT: here and bool(self._step.opens),
            Command.FILES: bool(self._step.files),
            Command.HINT: not self._gave_up,
            Command.SKIP: not self._gave_up,
        }
        return tuple(command for command in KEYS if offered.get(command, True))

    def _task(self, folder: Path) -> tuple[Block, ...]:
        return (Title(""), Prose(self._step.body), *self._where(folder))

    def _where(self, folder: Path) -> tuple[Block, ...]:
        return (Paste((places.written(folder),), _("Your folder")),)

    def _show_task(self, folder: Path) -> None:
        self._sitting.show_task()
        self._sitting.show(*self._where(folder))

    def _shell(self, folder: Path) -> None:
        shell = elsewhere.shell(os.environ, self._system)
        text = _("`{shell}` opens in `{folder}`. `exit` leads back here.")
        told = text.format(shell=shell, folder=places.written(folder))
        self._hand_over([shell], folder, told)

    def _edit(self, folder: Path) -> None:
        editor = elsewhere.editor(os.environ)
        if not editor:
            told = _("Which editor is yours is not known. Leave with q, type this, and come back")
            self._sitting.show(Paste((_sets_editor(self._system),), told))
            return
        file = folder / self._step.opens
        if not file.parent.is_dir():
            text = _("There is no folder `{folder}` yet for `{file}`.")
            parent = places.written(file.parent)
            self._sitting.show(Note(text.format(folder=parent, file=file.name), "bad"))
            return
        text = _("`{editor}` opens `{file}`. When it is closed, you are back here.")
        told = text.format(editor=editor[0], file=self._step.opens)
        self._hand_over([*editor, str(file)], folder, told)

    def _hand_over(self, command: list[str], folder: Path, told: str) -> None:
        self._sitting.show(Note(told))
        try:
            elsewhere.run(command, folder, surroundings(os.environ, folder))
        except TutorError as error:
            self._sitting.show(Note(error.message, "bad"))
        else:
            self._show_task(folder)

    def _put_files(self, folder: Path) -> None:
        """Show what the step starts from; put it there when the learner says so."""
        self._sitting.show(*doing.contents(self._step.files))
        if self._sitting.screen.confirm(_("Put this into your folder?"), default=True):
            self._sitting.show(*doing.put_there(putting.put(folder, self._step.files)))
        # What stands in the files may have pushed it off the screen.
        self._show_task(folder)

    def _solve(self, folder: Path) -> None:
        """Show one way; only the first time it is a giving up."""
        if not self._gave_up:
            self._gave_up = True
            self._sitting.player.give_up()
        shown = doing.solution(self._step, places.written(folder), self._system)
        self._sitting.show(*shown)

    def _make(self, folder: Path) -> None:
        """Write the files of the solution into a folder beside the learner's own."""
        made = putting.beside(folder)
        self._sitting.show(*doing.put_there(putting.put(made, self._solved())))
        name = places.written(made)
        self._sitting.show(Paste((name,), _("One solution lies in this folder")))

    def _solved(self) -> dict[str, str]:
        return putting.solved(self._sitting.player.item.lesson.steps, self._step.key)


def _sets_editor(system: System) -> str:
    """The command that names an editor, for what is started afterwards."""
    commands = {
        "powershell": '$env:EDITOR = "notepad"',
        "cmd": "set EDITOR=notepad",
        "fish": "set -x EDITOR nano",
    }
    return commands.get(system.shell, "export EDITOR=nano")
