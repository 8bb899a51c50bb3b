"""Owns the picture of a run as rows and boxes: what stands where, before it is HTML (pure)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from flasktutor.contexts import Frame, Timeline
from flasktutor.stops import Stop, lines_of
from flasktutor.ui.views.context_words import SECTIONS, told
from flasktutor.values import frozen

DEEPEST = 9
"""So many boxes in each other are drawn apart; what is deeper stands at the same place."""
TOGETHER = 50
"""So many rows are laid out together."""
_BEGAN = "lane-began"
_BAD = ("exception-raised", "exception-unhandled", "exception-uncaught", "test-failed")


@frozen
class Entry:
    """What is told in a row, or the line of code that is about to run; `line` is where, or 0.

    `file` is named where it is another one than before in this lane.
    """

    text: str
    line: int
    file: str = ""
    is_code: bool = False


@frozen(kw_only=True)
class Row:
    """One row: a stop, by its event's `number`.

    `column` is where its lane stands, `depth` in how many boxes. If there are several, `lane` is
    named where it is another one than before; with the `is_first` of a lane it begins. `began` says
    how, where that is to be known: what is in the box of this row did not come before it.
    """

    number: int
    column: int
    depth: int
    kind: str
    entries: tuple[Entry, ...]
    lane: str = ""
    began: str = ""
    is_first: bool = False


@frozen(kw_only=True)
class Box:
    """A context in a chunk: its column, and from which row to which (from 1, the last included).

    `begins` and `ends` say whether it does so here, or goes on in another chunk. One that is
    `headed` begins below its lane's name, and one that is `announced` below how that began.
    """

    column: int
    depth: int
    kind: str
    first: int
    last: int
    begins: bool
    ends: bool
    is_open: bool
    came_along: bool
    headed: bool
    announced: bool


@frozen
class Chunk:
    """Rows that follow each other, with the boxes behind them: a browser draws what is in sight."""

    rows: tuple[Row, ...]
    boxes: tuple[Box, ...]


@frozen
class Layout:
    """All rows and boxes; `columns` is how many there are side by side."""

    chunks: tuple[Chunk, ...]
    columns: int


def picture(timeline: Timeline, found: Sequence[Stop], sources: Mapping[str, str]) -> Layout:
    """The picture of a run, gone through at the stops of all its lanes, in the order of time."""
    columns = _columns(timeline, found)
    rows = tuple(_rows(found, columns, {name: lines_of(text) for name, text in sources.items()}))
    numbers = [row.number for row in rows]
    frames = [one for one in timeline.frames.values() if one.lane in columns]
    boxes = [_box(one, columns[one.lane], numbers, rows) for one in frames]
    chunks = (
        Chunk(rows[at : at + TOGETHER], tuple(_parts(boxes, at)))
        for at in range(0, len(rows), TOGETHER)
    )
    return Layout(tuple(chunks), max(columns.values(), default=0) + 1)


def _parts(boxes: Sequence[Box], at: int) -> Iterator[Box]:
    """What of the boxes stands in the chunk that begins after so many rows."""
    for box in boxes:
        first, last = max(box.first - at, 1), min(box.last - at, TOGETHER)
        if first <= last:
            yield replace(
                box, first=first, last=last, begins=box.first > at, ends=box.last <= at + TOGETHER
            )


def _columns(timeline: Timeline, found: Sequence[Stop]) -> Mapping[str, int]:
    """The column of each lane: one that has ended leaves its own to the next."""
    ends: dict[str, float] = {stop.lane: stop.number for stop in found}
    for frame in timeline.frames.values():
        if frame.closed is None:
            ends[frame.lane] = float("inf")
    columns: dict[str, int] = {}
    taken: list[float] = []
    for stop in found:
        if stop.lane in columns:
            continue
        free = (at for at, end in enumerate(taken) if end < stop.number)
        at = next(free, len(taken))
        taken[at : at + 1] = [ends[stop.lane]]
        columns[stop.lane] = at
    return columns


def _rows(
    found: Sequence[Stop], columns: Mapping[str, int], sources: Mapping[str, Sequence[str]]
) -> Iterator[Row]:
    several = len(columns) > 1
    files: dict[str, str] = {}
    lane = ""
    for stop in found:
        is_first = several and stop.lane not in files
        entries = tuple(_entries(stop, files.get(stop.lane, ""), sources))
        named = [one.file for one in entries if one.file]
        files[stop.lane] = named[-1] if named else files.get(stop.lane, "")
        yield Row(
            number=stop.number,
            column=columns[stop.lane],
            depth=min(len(stop.stack) + _closes(stop), DEEPEST),
            kind=_look(stop),
            entries=entries,
            lane=stop.lane if several and stop.lane != lane else "",
            began=next((told(one) for one in stop.moments if one.kind == _BEGAN), ""),
            is_first=is_first,
        )
        lane = stop.lane


def _entries(stop: Stop, file: str, sources: Mapping[str, Sequence[str]]) -> Iterator[Entry]:
    for moment in stop.moments:
        if moment.kind == _BEGAN:
            continue
        is_new = moment.line > 0 and moment.file != file
        file = moment.file if is_new else file
        yield Entry(told(moment), moment.line, file if is_new else "")
    now = stop.now
    lines = sources.get(now.file, ())
    if stop.kind == "line" and 0 < now.line <= len(lines):
        new = now.file if now.file != file else ""
        yield Entry(lines[now.line - 1].strip(), now.line, new, is_code=True)


def _closes(stop: Stop) -> bool:
    """Whether a box ends here: its last row stands in it still."""
    return any(one.closes and one.number == stop.number for one in stop.moments)


def _look(stop: Stop) -> str:
    """What sort of row it is, for its looks."""
    if stop.kind in _BAD:
        return "bad"
    if stop.kind in SECTIONS:
        return "section"
    if stop.kind == "view-entered" or any(one.opens or one.closes for one in stop.moments):
        return "strong"
    return "line" if stop.kind == "line" and not stop.moments else "told"


def _box(frame: Frame, column: int, numbers: Sequence[int], rows: Sequence[Row]) -> Box:
    first = max(bisect_right(numbers, frame.opened), 1)
    closed = len(numbers) if frame.closed is None else bisect_right(numbers, frame.closed)
    return Box(
        column=column,
        depth=min(frame.depth, DEEPEST - 1),
        kind=frame.kind,
        first=first,
        last=max(closed, first),
        begins=True,
        ends=True,
        is_open=frame.closed is None,
        came_along=frame.inherited,
        headed=rows[first - 1].is_first,
        announced=bool(rows[first - 1].began),
    )
