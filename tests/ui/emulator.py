"""A terminal in memory: what is drawn can be read, keys are pressed one after each redraw."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pyte
from prompt_toolkit.application import Application, create_app_session
from prompt_toolkit.application.current import get_app_or_none
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.output.vt100 import Vt100_Output
from rich.console import Console

from flasktutor.ui.protocol.blocks import Question, Reply
from flasktutor.ui.terminal import rich_blocks
from flasktutor.ui.terminal.rich_screen import RichScreen

UP, DOWN, LEFT, RIGHT = "\x1b[A", "\x1b[B", "\x1b[D", "\x1b[C"
ENTER, TAB, BACKSPACE, SPACE = "\r", "\t", "\x7f", " "
CTRL_C, CTRL_D, CTRL_G, CTRL_R, CTRL_S = "\x03", "\x04", "\x07", "\x12", "\x13"
STUCK = 20.0
"""Seconds after which a prompt that waits for a key is left, unless told otherwise."""


class Shown(str):
    """Stands among keys: the next one is pressed when this is on the screen."""


class Answering(pyte.Screen):
    """Answers when a program asks where the cursor is, as terminals do."""

    pipe: PipeInput | None = None

    def write_process_input(self, data: str) -> None:
        if self.pipe is not None:
            self.pipe.send_text(data)


class _Screen(Answering, pyte.HistoryScreen):
    """Keeps what has scrolled off."""


class Emulator:
    """A terminal of so many columns and rows. Use it within `session()`.

    `keys` are pressed one by one, each when a prompt has been drawn; when none is left,
    what stands on the screen becomes `picture` and Ctrl-D is pressed. A prompt that waits for a
    key longer than `patience` seconds is left.
    """

    encoding = "utf-8"

    def __init__(self, columns: int = 80, rows: int = 24, patience: float = STUCK) -> None:
        self.columns, self.rows = columns, rows
        self._patience = patience
        self.keys: list[str] = []
        self.picture = ""
        self._screen: Answering = _Screen(columns, rows, history=5000, ratio=0.1)
        self._stream = pyte.Stream(self._screen)
        self._known: weakref.WeakSet[Application[Any]] = weakref.WeakSet()

    def write(self, text: str) -> int:
        self._stream.feed(text.replace("\r\n", "\n").replace("\n", "\r\n"))
        return len(text)

    def flush(self) -> None:
        app = get_app_or_none()
        if app is not None and app not in self._known:
            self._known.add(app)
            app.after_render += self._drawn

    def isatty(self) -> bool:
        return True

    @contextmanager
    def session(self) -> Iterator[RichScreen]:
        """The terminal's own screen; prompts opened meanwhile are drawn and answered here."""
        size = Size(rows=self.rows, columns=self.columns)
        output = Vt100_Output(
            self,  # type: ignore[arg-type]  # as much of a stream as is used
            lambda: size,
            term="xterm",
            default_color_depth=ColorDepth.DEPTH_4_BIT,
        )
        console = Console(
            file=self,  # type: ignore[arg-type]  # as much of a stream as is used
            width=self.columns,
            height=self.rows,
            force_terminal=True,
            color_system="standard",
            theme=rich_blocks.THEME,
            highlight=False,
        )
        with create_pipe_input() as pipe, create_app_session(input=pipe, output=output):
            self._screen.pipe = pipe
            # A key that changes nothing is followed by no redraw: rather fail than hang.
            watch = threading.Timer(self._patience, pipe.send_text, [CTRL_D])
            watch.daemon = True
            watch.start()
            try:
                yield RichScreen(console)
            finally:
                watch.cancel()
                watch.join()

    def rows_in_sight(self) -> list[str]:
        """What can be seen without scrolling, row by row."""
        buffer = self._screen.buffer
        return [self._line(buffer.get(row) or {}) for row in range(self.rows)]

    def text(self) -> str:
        """All that was drawn and not erased, what has scrolled off included."""
        assert isinstance(self._screen, pyte.HistoryScreen)
        rows = [*self._screen.history.top, *map(self._screen.buffer.get, range(self.rows))]
        lines = [self._line(row or {}) for row in rows]
        return "\n".join(lines).rstrip("\n") + "\n"

    def _line(self, row: Mapping[int, Any]) -> str:
        return "".join(row[x].data if x in row else " " for x in range(self.columns)).rstrip()

    def _drawn(self, app: Application[Any]) -> None:
        if app.is_done or not app.renderer.height_is_known:
            return
        if self.keys and isinstance(self.keys[0], Shown):
            if self.keys[0] not in self.text():
                return
            self.keys.pop(0)
        if not self.keys:
            self.picture = self.text()
        assert self._screen.pipe is not None
        self._screen.pipe.send_text(self.keys.pop(0) if self.keys else CTRL_D)


def answer(question: Question, *keys: str, columns: int = 80, rows: int = 24) -> Reply:
    """What comes of `keys` at `question`."""
    terminal = Emulator(columns, rows)
    terminal.keys = list(keys)
    with terminal.session() as screen:
        return screen.ask(question)
