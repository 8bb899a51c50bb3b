"""Owns the picture of a timeline: lanes side by side, frames as boxes in boxes."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.text import Text

from flasktutor.contexts import Frame, Moment, Timeline
from flasktutor.language import _
from flasktutor.ui.protocol import palette
from flasktutor.ui.views.context_words import SECTIONS, SNIPPET, listed, placed, titled, told
from flasktutor.values import frozen

NARROWEST = 60
"""Below this width a list is drawn in place of boxes."""
NARROWEST_LANE = 26
BELOW = 6
"""Rows of a screen that what is said below a picture takes."""
_MOMENTS = {
    "exception-raised": palette.style("bad"),
    "exception-unhandled": f"bold {palette.style('bad')}",
    "exception-uncaught": f"bold {palette.style('bad')}",
    "view-entered": "bold",
    "lane-began": "dim",
    **dict.fromkeys(SECTIONS, "bold"),
}
_Row = list[tuple[str, str]]
"""Texts with their styles, one beside the other."""
_ASCII = str.maketrans("╭╮╰╯─│╌┆…", "++++-|-:.")


@frozen
class Picture:
    """A timeline that rich can print, at whatever width it gets.

    Of two beside each other each may be narrower than one that stands alone.
    """

    timeline: Timeline
    narrowest: int = NARROWEST

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = options.max_width
        if _is_narrow(self.timeline, width, self.narrowest):
            yield from (Text(_plain(line, options)) for line in _as_list(self.timeline, width))
            return
        tall = console.is_terminal and self._is_taller(console.height - BELOW, width)
        for row in _rows(self.timeline, width, tall):
            if _width(row) > width:
                yield Text.assemble(*((_plain(text, options), style) for text, style in row))
            else:
                # It fits: rich need not look for places to wrap, which takes most of its time.
                for text, style in row:
                    yield Segment(_plain(text, options), console.get_style(style))
                yield Segment.line()

    def _is_taller(self, rows: int, width: int) -> bool:
        """Whether it takes more than so many rows; no more of it is drawn to find out."""
        drawn = _rows(self.timeline, width, False)
        return next(islice(drawn, max(rows, 0), None), None) is not None


def lines(
    timeline: Timeline, width: int, *, tall: bool = False, narrowest: int = NARROWEST
) -> Iterator[Text]:
    """The picture, line by line; a list where boxes would be too narrow to read.

    The head of a `tall` one scrolls off: its end says again whose lanes and boxes these are.
    """
    if _is_narrow(timeline, width, narrowest):
        yield from map(Text, _as_list(timeline, width))
    else:
        yield from (Text.assemble(*row) for row in _rows(timeline, width, tall))


def _rows(timeline: Timeline, width: int, tall: bool) -> Iterator[_Row]:
    lanes, each = _shares(timeline, width)
    columns = {lane: _Column(timeline, lane, each, tall) for lane in lanes}
    if len(lanes) > 1:
        yield _heads(lanes, each)
    for moment in timeline.moments:
        rows = columns[moment.lane].rows(moment)
        for row in rows:
            yield _joined(
                [row if lane == moment.lane else columns[lane].idle() for lane in lanes], each
            )
    for lane in lanes:
        for row in columns[lane].unfinished():
            yield _joined([row if one == lane else columns[one].idle() for one in lanes], each)
    if tall and len(lanes) > 1:
        yield _heads(lanes, each)


def _shares(timeline: Timeline, width: int) -> tuple[tuple[str, ...], int]:
    """The lanes of which anything is told, and how wide each is."""
    lanes = tuple(dict.fromkeys(moment.lane for moment in timeline.moments))
    return lanes, (width - len(lanes) + 1) // max(len(lanes), 1)


def _is_narrow(timeline: Timeline, width: int, narrowest: int) -> bool:
    return width < narrowest or _shares(timeline, width)[1] < NARROWEST_LANE


def _heads(lanes: tuple[str, ...], each: int) -> _Row:
    return _joined([[(_cut(lane, each), "bold underline")] for lane in lanes], each)


def _as_list(timeline: Timeline, width: int) -> Iterator[str]:
    for line in listed(timeline):
        indent = len(line) - len(line.lstrip(" -"))
        yield from textwrap.wrap(
            line, width, break_on_hyphens=False, subsequent_indent=" " * indent
        ) or [""]


class _Column:
    """One lane as it grows downwards. Every row is exactly `width` cells wide."""

    def __init__(self, timeline: Timeline, lane: str, width: int, tall: bool) -> None:
        self._tall = tall
        self._frames = timeline.frames
        self._left = timeline.still_pushed()
        self._open: list[Frame] = []
        self._file = SNIPPET
        numbers = [moment.line for moment in timeline.moments if moment.lane == lane]
        self._gutter = len(str(max(numbers))) + 1 if any(numbers) else 0
        self._width = width - self._gutter

    def rows(self, moment: Moment) -> list[_Row]:
        """The rows of a moment, the first with its line number."""
        if moment.opens and moment.frame is not None:
            rows = self._top(self._frames[moment.frame])
            if moment.kind.endswith("-there"):
                return [self._margin("", row) for row in rows + self._before(moment)]
        elif moment.closes and self._open:
            popped = moment.kind.endswith("popped")
            whole = replace(moment, label=moment.label or self._open[-1].label)
            said = told(whole) if self._tall else _("popped")
            rows = [self._bottom(said if popped else "")]
        else:
            words = placed(moment, self._file)
            self._file = moment.file if moment.line else self._file
            if moment.kind in SECTIONS:
                words = f"── {words} ".ljust(self._room() - (2 if self._open else 0), "─")
            rows = self._inside(words, _MOMENTS.get(moment.kind, ""))
        number = str(moment.line) if moment.line else ""
        return [self._margin(number if n == 0 else "", row) for n, row in enumerate(rows)]

    def _margin(self, number: str, row: _Row) -> _Row:
        return [(f"{number:>{self._gutter - 1}} ", "dim"), *row] if self._gutter else row

    def _before(self, moment: Moment) -> list[_Row]:
        """Where a frame was pushed that was there when all this began."""
        place = _("{file}, line {line}").format(file=moment.file, line=moment.line)
        return self._inside(
            _("pushed before: {place}").format(place=place) if moment.line else _("pushed before"),
            "dim",
        )

    def idle(self) -> _Row:
        """A row in which nothing happens here."""
        return self._margin("", self._around([]))

    def unfinished(self) -> Iterator[_Row]:
        """The rows that tell which frames nobody closed."""
        while self._open:
            note = _("still pushed") if self._open[-1] in self._left else ""
            yield self._margin("", self._bottom(note, open_end=True))

    def _top(self, frame: Frame) -> list[_Row]:
        title = f" {titled(frame)} "
        room = self._room() - 3
        fits = cell_len(title) <= room
        dash, style = _dash(frame), _style(frame)
        row = self._around(
            [
                ("╭" + dash, style),
                (title if fits else "", f"bold {style}"),
                (dash * (room - cell_len(title) if fits else room) + "╮", style),
            ]
        )
        self._open.append(frame)
        return [row] if fits else [row, *self._inside(titled(frame), f"bold {style}")]

    def _bottom(self, note: str, *, open_end: bool = False) -> _Row:
        frame = self._open.pop()
        dash = "╌" if open_end else _dash(frame)
        words = _cut(f" {note} ", self._room() - 3) if note else ""
        fill = dash * (self._room() - 3 - cell_len(words))
        return self._around([(f"╰{dash}{words}{fill}╯", _style(frame))])

    def _inside(self, words: str, style: str) -> list[_Row]:
        room = max(self._room() - (2 if self._open else 0), 8)
        wrapped = textwrap.wrap(words, room, break_on_hyphens=False, subsequent_indent="  ") or [""]
        pad = " " if self._open else ""
        return [self._around([(pad + part, style)]) for part in wrapped]

    def _room(self) -> int:
        """The cells between the innermost borders."""
        return self._width - 2 * len(self._open)

    def _around(self, content: _Row) -> _Row:
        """A content between the borders of the frames that are open."""
        left = [(_bar(frame), _style(frame)) for frame in self._open]
        return [*left, *content, (" " * (self._room() - _width(content)), ""), *reversed(left)]


def _style(frame: Frame) -> str:
    return palette.FRAMES[frame.kind]


def _dash(frame: Frame) -> str:
    return "╌" if frame.inherited else "─"


def _bar(frame: Frame) -> str:
    return "┆" if frame.inherited else "│"


def _joined(cells: list[_Row], width: int) -> _Row:
    row: _Row = []
    for cell in cells:
        gap = [(" ", "")] if row else []
        row += [*gap, *cell, (" " * (width - _width(cell)), "")]
    return row


def _width(row: _Row) -> int:
    return sum(cell_len(text) for text, _style in row)


def _plain(text: str, options: ConsoleOptions) -> str:
    return text.translate(_ASCII) if options.ascii_only else text


def _cut(text: str, width: int) -> str:
    return text if cell_len(text) <= width else set_cell_size(text, width - 1) + "…"


def boxes(stack: tuple[Frame, ...], width: int) -> Iterator[tuple[Frame, str]]:
    """A stack as boxes in boxes, each line with the frame whose border it is."""
    for depth, frame in enumerate(stack):
        around, dash = "".join(map(_bar, stack[:depth])), _dash(frame)
        room = width - 2 * depth - 3
        title = _cut(f" {titled(frame)} ", max(room, 4))
        fill = dash * (room - cell_len(title))
        yield frame, f"{around}╭{dash}{title}{fill}╮{around[::-1]}"
    for depth, frame in reversed(list(enumerate(stack))):
        around = "".join(map(_bar, stack[:depth]))
        yield frame, f"{around}╰{_dash(frame) * (width - 2 * depth - 2)}╯{around[::-1]}"
