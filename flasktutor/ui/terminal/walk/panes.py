"""Owns the panes of going through a run, composed row by row for a terminal's size."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from prompt_toolkit.formatted_text import PygmentsTokens, split_lines, to_formatted_text
from pygments import lex
from pygments.lexers.python import PythonLexer

from flasktutor.contexts import Frame, Moment
from flasktutor.language import _
from flasktutor.stops import Stop
from flasktutor.ui.protocol import palette
from flasktutor.ui.terminal.walk.cells import Part, Row, fitted, limited, plain, width_of
from flasktutor.ui.terminal.walk.place import Walk, is_error
from flasktutor.ui.terminal.walk.shape import Shape
from flasktutor.ui.terminal.walk.words import where
from flasktutor.ui.views.context_words import resolved, titled, told, told_names
from flasktutor.ui.views.timeline import boxes

_FAINT = "ansibrightblack"
_SIGNS = {"next": "→", "within": "●", "last": "·", "first": "·"}
_MARGIN = 2
"""Rows of code that stay above and below the line that is shown, where there is room."""


class Panes:
    """The panes of one run. `left` is by how many cells its long lines are moved aside."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.left = 0
        self._coloured: dict[str, list[Row]] = {}
        self._tops: dict[str, int] = {}
        self.deepest = max(
            (len(stop.stack) for found in walk.lanes.values() for stop in found), default=0
        )

    def rows(self, shape: Shape, heading: str) -> Iterator[Row]:
        """All rows but the last, each as wide as the terminal."""
        rule = plain("─" * shape.columns, _FAINT)
        code = self._code(shape)
        stack = self._stack(shape)
        yield from self._head(shape, heading)
        if shape.wide:
            stack += [[] for _row in range(shape.code - len(stack))]
            for left, right in zip(code, stack, strict=True):
                beside = fitted(right, shape.stack_width)
                yield [*fitted(left, shape.code_width), (_FAINT, "│"), *beside]
        else:
            yield from (fitted(row, shape.columns) for row in code)
            if shape.rules:
                yield rule
            stack += [[] for _row in range(shape.stack - len(stack))]
            yield from (fitted(row, shape.columns) for row in stack)
        if shape.rules:
            yield rule
        yield from self._told(shape)
        if shape.rules and shape.wide:
            yield rule
        yield from self._names(shape)

    def _head(self, shape: Shape, heading: str) -> Iterator[Row]:
        walk = self.walk
        count = _("{n} of {total}").format(n=walk.place + 1, total=len(walk.stops))
        if shape.head == 1:
            lane = [("bold", f" {walk.lane}")] if len(walk.lanes) > 1 else []
            named: Row = [("bold", f" {heading}")] if heading else []
            stands = where(walk, walk.stop)
            row = [*lane, *named, ("", f" {walk.place + 1}/{len(walk.stops)} {stands}")]
            yield fitted(row, shape.columns)
            return
        room = shape.columns - width_of(plain(count)) - 2
        yield [*fitted(self._lanes(heading, room), room), (_FAINT, f" {count} ")]
        yield fitted([("", f" {where(walk, walk.stop)}")], shape.columns)

    def _lanes(self, heading: str, room: int) -> Row:
        """Which run this is, then the lanes by number, the one it stands in brought into sight."""
        row: Row = [("bold", f" {heading} ")] if heading else []
        names = list(self.walk.lanes)
        if len(names) == 1:
            return [*row, ("bold", f" {names[0]}")]
        if width_of(row) > room // 2:
            row = fitted(row, room // 2)
        here = names.index(self.walk.lane)
        parts = [
            ("bold reverse" if number == here else "", f" {number + 1} {name} ")
            for number, name in enumerate(names)
        ]
        while len(parts) > 1 and width_of(row) + width_of(parts[: here + 1]) > room - 1:
            del parts[0]
            here -= 1
        return [*row, *parts]

    def _code(self, shape: Shape) -> list[Row]:
        stop = self.walk.stop
        lines = self._lines(stop.file)
        first = self._top(stop, len(lines), shape.code)
        digits = max(len(str(len(lines))), 2)
        rows: list[Row] = []
        for number, line in enumerate(lines[first : first + shape.code], first + 1):
            is_here = number == stop.line
            sign = _SIGNS.get(stop.standing, " ") if is_here else " "
            strong = is_here and stop.standing in ("next", "within")
            mark = (palette.STRONG if strong else _FAINT, f"{sign}{number:>{digits}} ")
            text = [(f"{style} bold" if strong else style, text) for style, text in line]
            rows.append([mark, *fitted(text, shape.code_width - digits - 2, self.left)])
        if not lines:
            rows.append(plain(" " + _("(there is no code to show)"), _FAINT))
        return [*rows, *([] for _row in range(shape.code - len(rows)))]

    def _top(self, stop: Stop, count: int, height: int) -> int:
        """The first row of code: it moves only as the line would come too near to an edge."""
        first = self._tops.get(stop.file, 0)
        margin = min(_MARGIN, (height - 1) // 2)
        if not first + margin < stop.line <= first + height - margin:
            first = stop.line - 1 - height // 2
        first = max(0, min(first, count - height))
        self._tops[stop.file] = first
        return first

    def _stack(self, shape: Shape) -> list[Row]:
        if not shape.wide:
            return self._stack_below(shape)
        rows: list[Row] = []
        others = [lane for lane in self.walk.lanes if lane != self.walk.lane]
        for lane in (self.walk.lane, *others):
            stop = self.walk.stop if lane == self.walk.lane else self.walk.stop_of(lane)
            if stop is None:
                continue
            if others:
                rows.append(plain(f" {lane}", "bold" if lane == self.walk.lane else ""))
            rows += [
                plain(f" {text}", _colour(frame))
                for frame, text in boxes(stop.stack, shape.stack_width - 2)
            ] or [plain("   " + _("no context"), _FAINT)]
        return limited(rows, shape.stack)

    def _stack_below(self, shape: Shape) -> list[Row]:
        stack = self.walk.stop.stack
        if not stack:
            return [plain("   " + _("no context"), _FAINT)][: shape.stack]
        if len(stack) > shape.stack:
            # Innermost first: that is what the names resolve to.
            row: Row = []
            for frame in reversed(stack):
                row += [("", " < " if row else " "), (_colour(frame), titled(frame))]
            return [row][: shape.stack]
        return [
            [("", " " + "  " * depth), (_colour(frame), f"╰ {titled(frame)}")]
            for depth, frame in enumerate(stack)
        ]

    def _told(self, shape: Shape) -> Iterator[Row]:
        """What is told here; where not all has room, first what is wrong."""
        walk, more = self.walk, _("… (all of it: {key})").format(key="i")
        wrong = [(text, _bad()) for text in walk.remarks(walk.stop)]
        happened = [(told(moment), _sign(moment)) for moment in walk.stop.moments]
        if shape.told == 1:
            parts = [_signed(text, sign) for text, sign in (*wrong, *happened)]
            rows = [[part for row in parts for part in row]] if parts else []
        else:
            room = shape.columns - 4
            both = [_wrapped(*one, room) for one in (*happened, *wrong)]
            if sum(map(len, both)) > shape.told:
                both = [_wrapped(*one, room) for one in (*wrong, *happened)]
            rows = limited([row for rows in both for row in rows], shape.told, more)
        rows = rows or [plain(" " + _("(nothing new)"), _FAINT)]
        rows += [[] for _row in range(shape.told - len(rows))]
        yield from (fitted(row, shape.columns) for row in rows[: shape.told])

    def _names(self, shape: Shape) -> Iterator[Row]:
        now = self.walk.stop.now
        if shape.names == 1:
            yield fitted(plain(f" {told_names(now)}"), shape.columns)
        elif shape.names:
            for name, value in resolved(now).items():
                yield fitted([("bold", f" {name:<12}"), ("", value)], shape.columns)

    def _lines(self, file: str) -> list[Row]:
        if file not in self._coloured:
            source = self.walk.sources.get(file, [])
            text = "\n".join(line.expandtabs(4) for line in source)
            tokens = to_formatted_text(PygmentsTokens(list(lex(text, PythonLexer(stripnl=False)))))
            lines = [[(part[0], part[1]) for part in line] for line in split_lines(tokens)]
            self._coloured[file] = lines[: len(source)]
        return self._coloured[file]


def widest(walk: Walk) -> int:
    """How many cells the longest line of the file that is shown takes."""
    lines = walk.sources.get(walk.stop.file, [])
    return max((width_of(plain(line.expandtabs(4))) for line in lines), default=0)


def _sign(moment: Moment) -> Part:
    if is_error(moment.kind):
        return _bad()
    if not (moment.opens or moment.closes):
        return _FAINT, "·"
    colour = palette.FRAMES[moment.kind.partition("-")[0]]
    return palette.named(colour), "╭" if moment.opens else "╰"


def _signed(text: str, sign: Part) -> Row:
    return [(sign[0], f" {sign[1]} "), ("", text)]


def _wrapped(text: str, sign: Part, room: int) -> list[Row]:
    first, *others = textwrap.wrap(text, max(room, 8), break_on_hyphens=False) or [""]
    return [_signed(first, sign), *(plain(f"   {line}") for line in others)]


def _bad() -> Part:
    return palette.prompted("bad"), "✗"


def _colour(frame: Frame) -> str:
    return palette.named(palette.FRAMES[frame.kind])
