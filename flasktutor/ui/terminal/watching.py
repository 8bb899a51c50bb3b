"""Owns watching on a terminal: what is so, redrawn as it comes true, until all holds or a key."""

from __future__ import annotations

import asyncio
import io
import threading
import time
from collections.abc import Iterable
from contextlib import AbstractContextManager

from prompt_toolkit.application import Application, get_app
from prompt_toolkit.formatted_text import (
    ANSI,
    StyleAndTextTuples,
    split_lines,
    to_formatted_text,
)
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import Layout, Window
from prompt_toolkit.layout.controls import FormattedTextControl
from rich.console import Console

from flasktutor.language import _
from flasktutor.ui.protocol import palette
from flasktutor.ui.protocol.blocks import Block, Eyes, Held, Reply, Sight, Watch
from flasktutor.ui.terminal import prompts, rich_blocks

PAUSE = 0.12
"""Seconds between two looks: a tick comes soon, and looking where nothing changed costs little."""
NOTICED = 0.4
"""Seconds after which a look is noticed, and said to be under way."""
LEAST = 12
"""Rows for what is seen that a long task does not take."""
Rows = list[StyleAndTextTuples]


def watch(console: Console, question: Watch) -> Reply:
    """Show what is so until all of it holds, or one of the keys is pressed.

    What was seen stays on the screen only when all holds.
    """
    view = _View(console, question)
    application: Application[Reply] = Application(
        Layout(Window(FormattedTextControl(view.drawn), dont_extend_height=True)),
        key_bindings=_bindings(view, question),
        erase_when_done=True,
    )
    with _Looking(question.eyes, application) as looking:
        view.looking = looking
        application.after_render += looking.start
        reply = application.run()
    if isinstance(reply, Held):
        for block in question.eyes.sight.blocks:
            console.print(rich_blocks.drawn(block, rich_blocks.width_of(console)))
    return reply


class _Looking(AbstractContextManager["_Looking"]):
    """A thread that looks again and again, and has the application redrawn or ended."""

    def __init__(self, eyes: Eyes, application: Application[Reply]) -> None:
        self._eyes, self._application = eyes, application
        self._wanted, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._asked = False
        self._since: float | None = None

    @property
    def is_noticed(self) -> bool:
        """Whether a look is under way that was asked for, or takes its time."""
        since = self._since
        return self._asked or (since is not None and time.monotonic() - since > NOTICED)

    def start(self, _application: object) -> None:
        """Begin, now that the screen stands; once."""
        if self._thread.ident is None:
            self._thread.start()
            self._application.create_background_task(self._tell())

    async def _tell(self) -> None:
        """Have it redrawn when a look begins or ceases to take long: nothing else shows that."""
        told = False
        while True:
            await asyncio.sleep(NOTICED)
            if told != self.is_noticed:
                told = self.is_noticed
                self._application.invalidate()

    def at_once(self) -> None:
        """Look now, whether anything has changed or not."""
        self._asked = True
        self._wanted.set()

    def __exit__(self, *_raised: object) -> None:
        self._over.set()
        self._wanted.set()
        # It may just be about to look once more.
        while self._thread.is_alive():
            self._eyes.stop()
            self._thread.join(PAUSE)

    def _run(self) -> None:
        try:
            while not self._over.is_set() and not self._look():
                self._wanted.wait(PAUSE)
        except Exception as error:  # it has to reach the learner's screen, not die unheard
            self._end(error)

    def _look(self) -> bool:
        """Look once; True when nothing is left to wait for."""
        asked = self._wanted.is_set()
        self._wanted.clear()
        self._since = time.monotonic()
        is_new = self._eyes.look(at_once=asked)
        self._since, self._asked = None, self._wanted.is_set()
        if self._eyes.sight.holds:
            self._end(None)
        elif is_new or asked:
            self._application.invalidate()
        return self._eyes.sight.holds

    def _end(self, error: Exception | None) -> None:
        loop = self._application.loop
        if loop is not None and not self._over.is_set():
            loop.call_soon_threadsafe(self._exit, error)

    def _exit(self, error: Exception | None) -> None:
        # A key may have ended it a moment ago.
        if not self._application.is_running or self._application.is_done:
            return
        if error is not None:
            self._application.exit(exception=error)
        else:
            self._application.exit(result=Held())


class _View:
    """The rows on the screen: what was seen, as far as there is room, and the keys."""

    looking: _Looking

    def __init__(self, console: Console, question: Watch) -> None:
        self._console, self._question = console, question
        self._kept: tuple[Sight, int, Rows] | None = None
        self._task: tuple[int, int] = (0, 0)
        self.top = 0

    def drawn(self) -> StyleAndTextTuples:
        """All rows, each ended but the last."""
        size = get_app().output.get_size()
        width = min(size.columns, rich_blocks.WIDEST)
        keys = list(split_lines(self._keys(size.columns)))
        rows = self._fitted(self._seen(width), size.rows - len(keys), width)
        parts: StyleAndTextTuples = []
        for row in rows:
            parts += [*row, ("", "\n")]
        return [*parts, *self._keys(size.columns)]

    def _fitted(self, seen: Rows, free: int, width: int) -> Rows:
        """As many rows of `seen` as leave the task in sight, from where the learner went to."""
        room = max(free - self._task_rows(width) - 2, LEAST)
        room = max(min(room, free - 2), 1)
        self.top = max(min(self.top, len(seen) - room), 0)
        shown = seen[self.top : self.top + room]
        return [*shown, self._sign(self.top + len(shown), len(seen))]

    def _sign(self, last: int, total: int) -> StyleAndTextTuples:
        """The row between what was seen and the keys: it is always there, so nothing jumps."""
        parts: StyleAndTextTuples = []
        if last < total or self.top:
            of = _("{n} of {total}").format(n=last, total=total)
            parts += [(palette.STRONG, "  ↑↓"), ("", f" {of}")]
        if self.looking.is_noticed:
            parts.append(("italic", "  " + _("looking …")))
        return parts

    def _seen(self, width: int) -> Rows:
        sight = self._question.eyes.sight
        if self._kept is None or self._kept[:2] != (sight, width):
            self._kept = (sight, width, self._rows(sight.blocks, width))
        return self._kept[2]

    def _task_rows(self, width: int) -> int:
        if self._task[0] != width:
            self._task = (width, len(self._rows(self._question.task, width)))
        return self._task[1]

    def _rows(self, blocks: Iterable[Block], width: int) -> Rows:
        """The blocks as rich draws them, in the rows that they take on this terminal."""
        real = self._console
        console = Console(
            file=io.StringIO(),
            width=width,
            force_terminal=True,
            legacy_windows=False,
            color_system="256" if real.color_system else None,
            no_color=real.no_color,
            theme=rich_blocks.THEME,
            highlight=False,
        )
        with console.capture() as captured:
            for block in blocks:
                console.print(rich_blocks.drawn(block, width), width=width)
        text = captured.get().rstrip("\n")
        return [list(row) for row in split_lines(to_formatted_text(ANSI(text)))] if text else []

    def _keys(self, columns: int) -> StyleAndTextTuples:
        first, *others = self._question.keys
        shown = [(_("Enter"), first.label), *((one.key, one.label) for one in others)]
        return [
            (palette.prompted("accent"), f"{prompts.QMARK} "),
            *prompts.keys_line(shown, columns),
        ]


def _bindings(view: _View, question: Watch) -> KeyBindings:
    look, *others = question.keys
    bindings = prompts.leaving(KeyBindings())
    for command in others:
        prompts.bind(bindings, command.key, command)
    for key in (*prompts.ENTER, " ", look.key):

        @bindings.add(key, eager=True)
        def _looked(_event: KeyPressEvent) -> None:
            view.looking.at_once()

    for key, by in {"up": -1, "down": 1, "pageup": -5, "pagedown": 5}.items():

        @bindings.add(key)
        def _moved(_event: KeyPressEvent, by: int = by) -> None:
            view.top = max(view.top + by, 0)

    return bindings
