"""Owns going through a recorded run on a terminal: code, stacks and proxies, line by line."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence

from prompt_toolkit.application import Application
from prompt_toolkit.application.current import get_app
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import (
    PygmentsTokens,
    StyleAndTextTuples,
    split_lines,
    to_formatted_text,
)
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import (
    AnyContainer,
    ConditionalContainer,
    Dimension,
    HSplit,
    Layout,
    VSplit,
    Window,
)
from prompt_toolkit.layout.controls import FormattedTextControl
from pygments import lex
from pygments.lexers.python import PythonLexer

from flasktutor.language import _
from flasktutor.runner.protocol import ContextEvent
from flasktutor.ui import palette
from flasktutor.ui.blocks import Recording
from flasktutor.ui.context_view import boxes
from flasktutor.ui.context_words import resolved, told
from flasktutor.ui.editor import STYLE

SETUP = "setup.py"
SIDE_BY_SIDE = 70


class Walk:
    """A recorded run and the place in it: one stop for each line, and one for the end."""

    def __init__(self, recording: Recording) -> None:
        self.timeline = recording.timeline
        self.sources = {name: text.splitlines() for name, text in recording.sources.items()}
        events = self.timeline.events
        self.stops: list[ContextEvent] = [event for event in events if event.kind == "line"]
        if events and events[-1].kind != "line":
            self.stops.append(events[-1])
        # A lesson's setup ran first: it can be gone back to.
        own = (n for n, event in enumerate(self.stops) if event.file != SETUP)
        self.place = next(own, 0)

    @property
    def event(self) -> ContextEvent:
        """Where it stands."""
        return self.stops[self.place]

    def move(self, by: int) -> None:
        """Go that many stops forward or back, as far as there are any."""
        self.place = min(max(self.place + by, 0), len(self.stops) - 1)

    def news(self) -> list[str]:
        """What happened between the stop before and this one, in words."""
        before = self.stops[self.place - 1].number if self.place else 0
        return [
            told(moment)
            for moment in self.timeline.moments
            if before < moment.number <= self.event.number
        ]


def browse(recording: Recording) -> None:
    """Go through `recording` until the learner leaves."""
    walk = Walk(recording)
    if walk.stops:
        application(walk).run()


def application(walk: Walk) -> Application[None]:
    """The full-screen application that shows `walk`."""
    view = _View(walk)
    wide = Condition(lambda: get_app().output.get_size().columns >= SIDE_BY_SIDE)
    body = VSplit(
        [
            _pane(view.code),
            ConditionalContainer(Window(width=1, char="│", style="ansibrightblack"), wide),
            ConditionalContainer(_pane(view.stacks), wide),
        ]
    )
    rows: Sequence[AnyContainer] = [
        _pane(view.heading, 1),
        body,
        ConditionalContainer(_pane(view.stacks, 7), ~wide),
        Window(height=1, char="─", style="ansibrightblack"),
        _pane(view.news, 3),
        Window(height=1, char="─", style="ansibrightblack"),
        Window(FormattedTextControl(view.proxies), dont_extend_height=True, wrap_lines=True),
        _pane(view.keys, 1),
    ]
    return Application(
        Layout(HSplit(rows)), key_bindings=_bindings(walk), full_screen=True, style=STYLE
    )


def _pane(text: Callable[[], StyleAndTextTuples], height: int | None = None) -> Window:
    size = Dimension.exact(height) if height else Dimension(weight=1)
    return Window(FormattedTextControl(text), height=size, width=Dimension(weight=1))


class _View:
    """The panes' texts at the place where the walk stands."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self._coloured: dict[str, list[StyleAndTextTuples]] = {}

    def heading(self) -> StyleAndTextTuples:
        event = self.walk.event
        place = _("{n} of {total}").format(n=self.walk.place + 1, total=len(self.walk.stops))
        where = _("{file}, line {line}").format(file=event.file, line=event.line)
        if event.kind != "line":
            where = _("the end")
        return [("bold", f" {event.lane} "), ("", f" {where}  "), ("ansibrightblack", place)]

    def code(self) -> StyleAndTextTuples:
        event = self.walk.event
        lines = self._lines(event.file)
        height = max(get_app().output.get_size().rows - 14, 5)
        first = max(0, min(event.line - height // 2, len(lines) - height))
        parts: StyleAndTextTuples = []
        for number, line in enumerate(lines[first:], first + 1):
            here = number == event.line and event.kind == "line"
            parts.append((palette.STRONG if here else "ansibrightblack", _mark(number, here)))
            parts += [(f"{style} bold" if here else style, text) for style, text, *_more in line]
            parts.append(("", "\n"))
        return parts

    def stacks(self) -> StyleAndTextTuples:
        number, here = self.walk.event.number, self.walk.event.lane
        columns = get_app().output.get_size().columns
        width = (columns - 1) // 2 if columns >= SIDE_BY_SIDE else columns
        parts: StyleAndTextTuples = []
        for lane in self._begun(number):
            parts.append(("bold" if lane == here else "", f" {lane}\n"))
            stack = self.walk.timeline.stack(lane, number)
            if not stack:
                parts.append(("ansibrightblack", "   " + _("no context") + "\n"))
            for frame, text in boxes(stack, width - 2):
                parts.append((palette.named(palette.FRAMES[frame.kind]), f" {text}\n"))
        return parts

    def news(self) -> StyleAndTextTuples:
        news = self.walk.news() or [_("(nothing new)")]
        shown = news if len(news) <= 3 else ["…", *news[-2:]]
        width = max(get_app().output.get_size().columns - 3, 10)
        lines = [textwrap.shorten(text, width, placeholder="…") for text in shown]
        return [("", f" {line}\n") for line in lines]

    def proxies(self) -> StyleAndTextTuples:
        parts: StyleAndTextTuples = []
        for name, value in resolved(self.walk.event).items():
            parts += [("bold", f" {name:<12}"), ("", f"{value}\n")]
        return [*parts[:-1], ("", parts[-1][1].rstrip("\n"))]

    def keys(self) -> StyleAndTextTuples:
        shown = (("→", _("forward")), ("←", _("back")), ("Home End", ""), ("q", _("leave")))
        parts: StyleAndTextTuples = []
        for key, label in shown:
            parts += [(palette.STRONG, f" {key}"), ("", f" {label} ")]
        return parts

    def _begun(self, number: int) -> list[str]:
        """The lanes that have done something by then."""
        return [
            lane for lane in self.walk.timeline.lanes if self.walk.timeline.latest(lane, number)
        ]

    def _lines(self, file: str) -> list[StyleAndTextTuples]:
        if file not in self._coloured:
            text = "\n".join(self.walk.sources.get(file, []))
            tokens = to_formatted_text(PygmentsTokens(list(lex(text, PythonLexer(stripnl=False)))))
            self._coloured[file] = [list(line) for line in split_lines(tokens)]
        return self._coloured[file]


def _mark(number: int, here: bool) -> str:
    return f"{'→' if here else ' '}{number:>3} "


def _bindings(walk: Walk) -> KeyBindings:
    bindings = KeyBindings()
    moves = {
        **dict.fromkeys(("right", "down", " ", "l", "j"), 1),
        **dict.fromkeys(("left", "up", "backspace", "h", "k"), -1),
        "pagedown": 10,
        "pageup": -10,
        "home": -len(walk.stops),
        "end": len(walk.stops),
    }
    for key, by in moves.items():

        @bindings.add(key)
        def _moved(_event: KeyPressEvent, by: int = by) -> None:
            walk.move(by)

    for key in ("q", "escape", "enter", "c-c", "c-d"):

        @bindings.add(key, eager=True)
        def _left(event: KeyPressEvent) -> None:
            event.app.exit()

    return bindings
