"""Owns what a run that is gone through shows now: its panes, a page over them, the last row."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from flasktutor.language import _
from flasktutor.stops import Stop
from flasktutor.ui.protocol import palette
from flasktutor.ui.protocol.blocks import Recording
from flasktutor.ui.terminal.walk.cells import Row, fitted, plain, width_of
from flasktutor.ui.terminal.walk.panes import Panes, widest
from flasktutor.ui.terminal.walk.place import Walk
from flasktutor.ui.terminal.walk.shape import shape
from flasktutor.ui.terminal.walk.words import everything, helped

Page = Literal["", "help", "all"]
ASIDE = 8
"""Cells by which long lines move at a time."""


class Viewer:
    """Recorded runs that are gone through: which one, what stands over it, what was searched."""

    def __init__(self, recordings: Sequence[Recording]) -> None:
        walks = (Walk(recording) for recording in recordings)
        self.runs = [Panes(walk) for walk in walks if walk.lanes]
        """Those that have anything to stop at."""
        self._run = 0
        self._sought = ""
        self._message = ""
        self.page: Page = ""
        self._page_top = 0

    @property
    def panes(self) -> Panes:
        """Those of the run it stands in."""
        return self.runs[self._run]

    @property
    def walk(self) -> Walk:
        """The run it stands in."""
        return self.panes.walk

    @property
    def has_lanes(self) -> bool:
        """Whether there is another lane to go to."""
        return len(self.walk.lanes) > 1

    @property
    def has_runs(self) -> bool:
        """Whether there is another run to go to."""
        return len(self.runs) > 1

    def move(self, by: int) -> None:
        """Go forward or back; at an end that is said."""
        self._message = ""
        if not self.walk.move(by):
            self._message = _("This is the end.") if by > 0 else _("This is the beginning.")

    def change_lane(self, lane: str) -> None:
        """Go to another lane."""
        later = _("{lane} begins only later: this is its beginning.").format(lane=lane)
        self._message = "" if self.walk.change(lane) else later

    def next_lane(self, by: int) -> None:
        """Go to the lane so many further on."""
        self.change_lane(self.walk.neighbour(by))
        if not self.has_lanes:
            self._message = _("There is no other thread or task.")

    def lane_number(self, number: int) -> None:
        """Go to a lane by its number, from 1."""
        names = list(self.walk.lanes)
        if number <= len(names):
            self.change_lane(names[number - 1])
        else:
            self._message = _("There is no number {n}.").format(n=number)

    def next_run(self, by: int) -> None:
        """Go to the next test, or the one before, round and round."""
        self._message = "" if self.has_runs else _("There is no other test.")
        self._run = (self._run + by) % len(self.runs)

    def aside(self, by: int) -> None:
        """Move long lines aside, as far as the longest reaches."""
        self._message = ""
        most = max(widest(self.walk) - ASIDE, 0)
        self.panes.left = min(max(self.panes.left + by * ASIDE, 0), most)

    def begin_search(self) -> None:
        """What was said stands no longer where the text will."""
        self._message = ""

    def search(self, text: str) -> None:
        """Go to the next stop that has the text in it; without any, to that of the last one."""
        self._sought = text or self._sought
        self.again(1)

    def again(self, by: int) -> None:
        """Search once more, forward or back."""
        if self._sought:
            missing = _("“{text}” is not found in {lane}.")
            missing = missing.format(text=self._sought, lane=self.walk.lane)
            self._seek(self.walk.holds(self._sought), by, missing)
        else:
            self._message = _("Nothing was searched yet: / searches.")

    def next_wrong(self, by: int) -> None:
        """Go to the next error or finding."""
        missing = _("There is no error and no finding in {lane}.").format(lane=self.walk.lane)
        self._seek(self.walk.is_bad, by, missing)

    def _seek(self, wanted: Callable[[Stop], bool], by: int, missing: str) -> None:
        before = self.walk.place
        if not self.walk.seek(wanted, by):
            self._message = missing
        elif self.walk.place == before:
            self._message = _("This is the only place.")
        elif (self.walk.place < before) == (by > 0):
            self._message = (
                _("Gone on from the beginning.") if by > 0 else _("Gone on from the end.")
            )
        else:
            self._message = ""

    def open(self, page: Page) -> None:
        """Lay a page over the panes, or take it away with ""."""
        self.page, self._page_top, self._message = page, 0, ""

    def turn(self, by: int) -> None:
        """Scroll the page."""
        self._page_top = max(self._page_top + by, 0)

    def rows(self, columns: int, rows: int) -> Iterator[Row]:
        """All that stands above the last row."""
        if self.page:
            yield from self._of_page(columns, rows)
        else:
            deepest = self.panes.deepest
            yield from self.panes.rows(shape(columns, rows, deepest), self._heading())

    def last(self, columns: int) -> Row:
        """The last row: a message, or the keys that have room."""
        if self._message:
            return fitted([("bold", f" {self._message}")], columns)
        of_page = [("↑ ↓", _("scroll")), ("q", _("back"))]
        return fitted(_as_row(of_page if self.page else self._keys(columns)), columns)

    def _heading(self) -> str:
        title = self.walk.recording.title
        if not self.has_runs:
            return title
        count = _("{n} of {total}").format(n=self._run + 1, total=len(self.runs))
        return f"{title} ({count})"

    def _keys(self, columns: int) -> list[tuple[str, str]]:
        """The keys that have room; those that are needed most have it first."""
        needed = [
            *([("Tab", _("thread"))] if self.has_lanes else []),
            *([("t", _("next test"))] if self.has_runs else []),
            ("?", _("help")),
            ("q", _("leave")),
        ]
        there = [("→", _("forward")), ("←", _("back")), *needed]
        if width_of(_as_row(there)) > columns:
            there = [("→ ←", _("go")), *needed]
        if width_of(_as_row(there)) > columns:
            there = [(key, "") for key, _label in there]
        for more in (("/", _("search")), ("i", _("all of it")), ("Home End", "")):
            with_more = [*there[:-2], more, *there[-2:]]
            if width_of(_as_row(with_more)) <= columns:
                there = with_more
        return there

    def _of_page(self, columns: int, rows: int) -> Iterator[Row]:
        content = list(self._helped(columns) if self.page == "help" else self._all(columns))
        room = max(rows - 1, 1)
        self._page_top = min(self._page_top, max(len(content) - room, 0))
        shown = content[self._page_top : self._page_top + room]
        shown += [[] for _row in range(room - len(shown))]
        yield from (fitted(row, columns) for row in shown)

    def _helped(self, columns: int) -> Iterator[Row]:
        told = list(helped(self.has_lanes, self.has_runs))
        indent = min(max(width_of(plain(key)) for key, _label in told) + 3, columns // 2)
        for key, label in told:
            lines = textwrap.wrap(label, max(columns - indent - 1, 8)) or [""]
            yield [(palette.STRONG, f" {key}".ljust(indent)), ("", lines[0])]
            yield from (plain(" " * indent + line) for line in lines[1:])

    def _all(self, columns: int) -> Iterator[Row]:
        for line in everything(self.walk):
            indent = len(line) - len(line.lstrip())
            wrapped = textwrap.wrap(
                line, max(columns - 2, 8), break_on_hyphens=False,
                subsequent_indent=" " * (indent + 2),
            )  # fmt: skip
            yield from (plain(f" {part}") for part in wrapped or [""])


def _as_row(keys: Sequence[tuple[str, str]]) -> Row:
    row: Row = []
    for key, label in keys:
        row += [(palette.STRONG, f" {key}"), ("", f" {label} " if label else " ")]
    return row
