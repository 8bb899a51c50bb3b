"""Owns going through recorded runs on a terminal: the full-screen application and its keys."""

from __future__ import annotations

import sys
from collections.abc import Callable

from prompt_toolkit.application import Application
from prompt_toolkit.application.current import get_app
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.filters import Condition, Filter, has_focus
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.layout import ConditionalContainer, HSplit, Layout, VSplit, Window
from prompt_toolkit.layout.controls import BufferControl, FormattedTextControl

from flasktutor.ui.protocol import glyphs
from flasktutor.ui.protocol.blocks import Recording
from flasktutor.ui.terminal.editor import STYLE
from flasktutor.ui.terminal.walk.viewer import Page, Viewer

LEAVE = ("q", "escape", "enter", "c-j", "c-c", "c-d", "<sigint>")
_BOXES = str.maketrans("╭╮╰╯╌┆←↑↓", "++++-:<^v")
_Does = Callable[[], None]


def browse(*recordings: Recording) -> None:
    """Go through the runs until the learner leaves; those that have nothing to stop at are not."""
    viewer = Viewer(recordings)
    if viewer.runs:
        application(viewer).run()


def application(viewer: Viewer) -> Application[None]:
    """The full-screen application that shows `viewer`."""
    screen = FormattedTextControl(lambda: _drawn(viewer), focusable=True, show_cursor=False)
    field = Buffer(multiline=False)
    typed = BufferControl(field)
    searching = has_focus(field)
    prompt = VSplit([Window(FormattedTextControl(" /"), width=2), Window(typed)], height=1)
    last = Window(FormattedTextControl(lambda: _last(viewer)), height=1)
    body = HSplit(
        [
            Window(screen),
            ConditionalContainer(prompt, searching),
            ConditionalContainer(last, ~searching),
        ]
    )
    layout = Layout(body, focused_element=screen)
    bindings = [
        _walking(viewer, ~searching & Condition(lambda: not viewer.page)),
        _paging(viewer, ~searching & Condition(lambda: bool(viewer.page))),
        _searching(viewer, layout, field, searching),
    ]
    return Application(
        layout,
        key_bindings=merge_key_bindings(bindings),
        full_screen=True,
        style=STYLE,
        # Its colours are fixed ones, which cannot be read on every ground.
        include_default_pygments_style=False,
    )


def _drawn(viewer: Viewer) -> StyleAndTextTuples:
    size = get_app().output.get_size()
    parts: StyleAndTextTuples = []
    for row in viewer.rows(size.columns, size.rows):
        parts += [(style, _drawable(text)) for style, text in row]
        parts.append(("", "\n"))
    return parts[:-1]


def _last(viewer: Viewer) -> StyleAndTextTuples:
    row = viewer.last(get_app().output.get_size().columns)
    return [(style, _drawable(text)) for style, text in row]


def _drawable(text: str) -> str:
    """`text` with one ASCII sign for each that the terminal's encoding lacks."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        text = glyphs.single(text.translate(_BOXES))
    return text


def _walking(viewer: Viewer, when: Filter) -> KeyBindings:
    ends = 10**9
    moves = {
        **dict.fromkeys(("right", "down", " ", "l", "j"), 1),
        **dict.fromkeys(("left", "up", "backspace", "h", "k"), -1),
        "pagedown": 10,
        "pageup": -10,
        "home": -ends,
        "end": ends,
    }
    keys: dict[str, tuple[Callable[[int], None], int]] = {
        **{key: (viewer.move, by) for key, by in moves.items()},
        **{str(number): (viewer.lane_number, number) for number in range(1, 10)},
        "tab": (viewer.next_lane, 1),
        "s-tab": (viewer.next_lane, -1),
        "t": (viewer.next_run, 1),
        "T": (viewer.next_run, -1),
        "n": (viewer.again, 1),
        "N": (viewer.again, -1),
        "e": (viewer.next_wrong, 1),
        "E": (viewer.next_wrong, -1),
        ">": (viewer.aside, 1),
        "<": (viewer.aside, -1),
        "s-right": (viewer.aside, 1),
        "s-left": (viewer.aside, -1),
    }
    bindings = KeyBindings()
    for key, (does, by) in keys.items():

        @bindings.add(key, filter=when)
        def _done(_event: KeyPressEvent, does: Callable[[int], None] = does, by: int = by) -> None:
            does(by)

    pages: dict[str, Page] = {"?": "help", "i": "all"}
    for key, page in pages.items():

        @bindings.add(key, filter=when)
        def _opened(_event: KeyPressEvent, page: Page = page) -> None:
            viewer.open(page)

    for key in LEAVE:

        @bindings.add(key, eager=True, filter=when)
        def _left(event: KeyPressEvent) -> None:
            if event.app.is_running and not event.app.is_done:
                event.app.exit()

    @bindings.add("c-z")
    def _asleep(event: KeyPressEvent) -> None:
        event.app.suspend_to_background()

    return bindings


def _paging(viewer: Viewer, when: Filter) -> KeyBindings:
    bindings = KeyBindings()
    turns = {
        **dict.fromkeys(("down", "j", " "), 1),
        **dict.fromkeys(("up", "k"), -1),
        "pagedown": 10,
        "pageup": -10,
        "home": -(10**9),
        "end": 10**9,
    }
    for key, by in turns.items():

        @bindings.add(key, filter=when)
        def _turned(_event: KeyPressEvent, by: int = by) -> None:
            viewer.turn(by)

    for key in (*LEAVE, "?", "i", "left", "backspace"):

        @bindings.add(key, eager=True, filter=when)
        def _closed(_event: KeyPressEvent) -> None:
            viewer.open("")

    return bindings


def _searching(viewer: Viewer, layout: Layout, field: Buffer, when: Filter) -> KeyBindings:
    bindings = KeyBindings()

    @bindings.add("/", filter=~when & Condition(lambda: not viewer.page))
    def _begun(_event: KeyPressEvent) -> None:
        viewer.begin_search()
        field.reset()
        layout.focus(field)

    @bindings.add("enter", eager=True, filter=when)
    @bindings.add("c-j", eager=True, filter=when)
    def _sought(_event: KeyPressEvent) -> None:
        layout.focus_last()
        viewer.search(field.text)

    for key in ("escape", "c-c", "c-d", "<sigint>"):

        @bindings.add(key, eager=True, filter=when)
        def _given_up(_event: KeyPressEvent) -> None:
            layout.focus_last()

    return bindings
