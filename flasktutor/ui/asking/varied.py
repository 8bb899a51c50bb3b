"""Owns how a sitting comes to a varied question: first its program, then its outcomes."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from flasktutor.errors import TutorError
from flasktutor.language import _
from flasktutor.steps import Step
from flasktutor.steps.varied import VariedStep
from flasktutor.ui.protocol.blocks import MOVES, Code, Command, Note

if TYPE_CHECKING:
    from flasktutor.ui.asking.drawings import Drawing, Drawings
    from flasktutor.ui.asking.sitting import Sitting


class Varied:
    """The varied questions of one sitting."""

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self._drawings: Drawings | None = None
        self._now: Drawing | None = None
        self._getting_ready: threading.Thread | None = None

    def asked(self, ask: Callable[[], Command]) -> Command:
        """What `ask` returns; a question that cannot be drawn is said to be one, and left."""
        if not self._is_varied(self._sitting.player.step):
            return ask()
        from flasktutor.drawing import UndrawnError

        try:
            return ask()
        except UndrawnError as error:
            self._now = None
            text = _("This question cannot be asked here: {why}.")
            self._sitting.show(Note(text.format(why=error), "bad"))
            return self._sitting.rest((Command.NEXT, *MOVES))

    def begin(self) -> None:
        """Draw the question that the player is at; its words and its program are there at once."""
        player = self._sitting.player
        if self._is_varied(player.step):
            self._now = self._all().of(player.item)
            player.put(self._now.asked)

    def settled(self) -> Step:
        """The step with its outcomes; raises `UndrawnError` where there are none."""
        if self._now is not None:
            sitting, asked = self._sitting, self._now.asked
            busy = sitting.screen.busy(_("running"))
            with contextlib.nullcontext() if self._now.is_done else busy:
                step = self._now.step()
            self._now = None
            sitting.player.put(step)
            if step.shown_code() != asked.shown_code():
                sitting.show_task()
                sitting.set_out(Code(sitting.source()))
        self._get_ready()
        return self._sitting.player.step

    def close(self) -> None:
        """End what is drawn still."""
        if self._getting_ready is not None:
            self._getting_ready.join()
        if self._drawings is not None:
            self._drawings.close()

    def _get_ready(self) -> None:
        """Draw what may come next, without letting the learner wait for what that is."""
        if self._drawings is not None:
            self._getting_ready = threading.Thread(
                target=self._ahead, args=[self._drawings], daemon=True
            )
            self._getting_ready.start()

    def _ahead(self, drawings: Drawings) -> None:
        # A lesson that cannot be read any more is said to be so when its turn has come.
        with contextlib.suppress(TutorError):
            for item in self._sitting.player.coming:
                if self._is_varied(item.step):
                    drawings.ahead(item)

    def _all(self) -> Drawings:
        if self._drawings is None:
            from flasktutor.ui.asking.drawings import Drawings

            sitting, player = self._sitting, self._sitting.player
            self._drawings = Drawings(
                sitting.runner, sitting.aside.worlds, player.seed, player.drawn
            )
        return self._drawings

    @staticmethod
    def _is_varied(step: Step) -> bool:
        return isinstance(step, VariedStep) and step.to_draw
