"""Owns drawing varied questions beside a sitting: while the learner reads, programs are run."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from flasktutor import drawing
from flasktutor.language import _
from flasktutor.steps.varied import VariedStep

if TYPE_CHECKING:
    from flasktutor.items import Item
    from flasktutor.lesson import Lesson
    from flasktutor.runner.protocol import RunRequest, RunResult
    from flasktutor.runner.runner import Runner
    from flasktutor.ui.asking.beside import Worlds
    from flasktutor.worlds import World


class Drawing:
    """One question that is being drawn, in a thread of its own."""

    def __init__(
        self,
        item: Item,
        seed: int,
        worlds: tuple[World, ...],
        runner: Runner,
        done: Callable[[Item, VariedStep], None],
    ) -> None:
        assert isinstance(item.step, VariedStep)
        self.item = item
        self._seed, self._worlds, self._runner, self._done = seed, worlds, runner, done
        self._given_up = False
        self._rendered = threading.Event()
        self._asked: VariedStep | None = None
        self._step: VariedStep | None = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._draw, args=[item.step], daemon=True)
        self._thread.start()

    @property
    def asked(self) -> VariedStep:
        """Its step with the values in it, there at once; raises `UndrawnError` for a flaw."""
        self._rendered.wait()
        if self._asked is None:
            return self.step()
        return self._asked

    @property
    def is_done(self) -> bool:
        """Whether nobody has to wait for it."""
        return not self._thread.is_alive()

    def step(self) -> VariedStep:
        """The question with its outcomes, when it is drawn; raises `UndrawnError` where none is."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        assert self._step is not None
        return self._step

    def give_up(self) -> None:
        """Let the run that is going on be the last."""
        self._given_up = True
        self._thread.join()

    def _draw(self, step: VariedStep) -> None:
        setup, taken = self.item.lesson.setup, self.item.taken
        try:
            self._asked = drawing.rendered(step, self._seed)
            self._rendered.set()
            self._step = drawing.draw_any(step, setup, self._seed, self._worlds, self._run, taken)
            self._done(self.item, self._step)
        except BaseException as error:
            # Whoever waits for the question is told, in their own thread.
            self._error = error
        finally:
            self._rendered.set()

    def _run(self, request: RunRequest) -> RunResult:
        if self._given_up:
            raise drawing.UndrawnError
        return self._runner.run(request)


class Drawings:
    """The questions of a sitting that are drawn now: the one that is asked, and the next.

    `seed` gives the seed for an item's program; `done` is told of each that is drawn.
    """

    def __init__(
        self,
        runner: Runner,
        worlds: Callable[[Lesson], Worlds],
        seed: Callable[[Item], int],
        done: Callable[[Item, VariedStep], None],
    ) -> None:
        self._runner, self._worlds, self._seed, self._done = runner, worlds, seed, done
        self._agreed: set[Path] = set()
        self._begun: list[Drawing] = []
        # Who answers quickly comes to a question that is just being drawn ahead.
        self._lock = threading.Lock()

    def of(self, item: Item) -> Drawing:
        """The drawing of an item's step, begun now where it was not.

        Raises `UndrawnError` where the learner does not let the worlds' code run, or a
        template has a flaw.
        """
        worlds = self._worlds(item.lesson)
        with self._lock:
            found = next((one for one in self._begun if one.item is item), None)
            if found is None:
                self._agree(item.lesson.where.path.parent, worlds)
                seed = self._seed(item)
                found = Drawing(item, seed, worlds.found, self._runner, self._done)
                self._begun.append(found)
        return found

    def ahead(self, item: Item) -> None:
        """Begin the drawing of an item that comes next, where nothing has to be asked for it."""
        if item.lesson.where.path.parent in self._agreed:
            with contextlib.suppress(drawing.UndrawnError):
                self.of(item)

    def _agree(self, folder: Path, worlds: Worlds) -> None:
        """Raise `UndrawnError` where the code of these worlds may not run."""
        # Once, by who asks: what was agreed to before cannot be looked up in another thread.
        if folder not in self._agreed and not worlds.agreed():
            raise drawing.UndrawnError(_("the code of the course's worlds may not run here"))
        self._agreed.add(folder)

    def close(self) -> None:
        """End what is drawn still."""
        for one in self._begun:
            one.give_up()
        self._begun.clear()
