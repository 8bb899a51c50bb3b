"""Owns how maps and bars look on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, JustifyMethod, RenderResult
from rich.table import Table
from rich.text import Text

from flasktutor.language import _, later
from flasktutor.ui.protocol import glyphs, palette
from flasktutor.ui.protocol.blocks import Bars, CourseMap, MapStop
from flasktutor.ui.protocol.palette import Shade
from flasktutor.ui.protocol.where import State
from flasktutor.ui.terminal import rails
from flasktutor.values import frozen

FILLED: dict[Shade, str] = {"done": "█", "accent": "█", "bad": "█", "part": "▒", "rest": "░"}
"""What fills a bar: without colours, the shapes tell its parts from each other."""
SIGNS: dict[State, tuple[str, Shade]] = {
    "here": ("◆", "part"),
    "next": ("◇", "part"),
    "done": ("●", "done"),
    "open": ("○", "rest"),
    "flawed": ("✗", "bad"),
}
LEGEND: dict[State, str] = {
    "here": later("you are here"),
    "next": later("next"),
    "done": later("done"),
    "open": later("to come"),
}
ROOMY = 60
"""From this width on there is room for minutes, and for longer bars."""
STRONGER: dict[State, str] = {"here": palette.STRONG, "next": palette.STRONG}
SHORTEST, LONGEST = 8, 30
"""Columns of a bar that stands between a label and words."""
READABLE = 16
"""Columns below which a title would be cut beyond knowing."""
BROKEN = 9
"""Lines that a menu has more where it is narrow, for its options are broken."""
LEAST = 3
"""How many lessons of a map are shown at the least, however low the terminal."""


@frozen
class DrawnMap:
    """A course as a map, at whatever width and height there is."""

    block: CourseMap

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        stops = {stop.name: stop for stop in self.block.stops}
        rows = rails.rows({name: stop.needs for name, stop in stops.items()})
        beside = self.block.beside + (BROKEN if options.max_width < ROOMY else 0)
        room = max(console.size.height - beside, LEAST) if self.block.beside else None
        first, last = _window([stops[row.name].state for row in rows], room)
        if first:
            yield Text(_("({n} more above)").format(n=first))
        yield _Columns(self.block, rows, options).table(first, last, options.ascii_only)
        if last < len(rows):
            yield Text(_("({n} more below)").format(n=len(rows) - last))
        yield from _keyed(_legend(stops.values()), options)
        yield from (Text(text) for text in _also(rows[first:last], self.block.labels))


class _Columns:
    """What stands in the columns of a map, and how wide they are."""

    def __init__(self, block: CourseMap, rows: Sequence[rails.RailRow], options: ConsoleOptions):
        self._stops = {stop.name: stop for stop in block.stops}
        self._rows, self._labels, self._named = rows, block.labels, block.named
        stops = block.stops
        bar, count = 5, max(len(f"{stop.done}/{stop.steps}") for stop in stops)
        minutes = 0
        if options.max_width >= ROOMY:
            bar, minutes = 10, max(cell_len(stop.minutes) for stop in stops)
        free = options.max_width - sum(width + 1 for width in (bar, count, minutes) if width)
        head = min(max(self._of(row).cell_len for row in rows), free)
        title = free - head - 1 if block.named else 0
        self._widths = (head, bar, count, minutes, title if title >= READABLE else 0)

    def table(self, first: int, last: int, ascii_only: bool) -> Table:
        table = Table.grid(padding=(0, 1, 0, 0))
        for number, width in enumerate(self._widths):
            if width:
                justify: JustifyMethod = "right" if number in (2, 3) else "left"
                table.add_column(width=width, no_wrap=True, overflow="ellipsis", justify=justify)
        for row in self._rows[first:last]:
            cells = zip(self._widths, self._cells(row), strict=True)
            table.add_row(*(_plain(cell, ascii_only) for width, cell in cells if width))
        return table

    def _cells(self, row: rails.RailRow) -> Iterator[Text]:
        stop = self._stops[row.name]
        yield self._of(row)
        if stop.text:
            yield from (Text(""), Text(""), Text(""), Text(stop.text))
            return
        yield _bar((("done", stop.done),), stop.steps, self._widths[1])
        yield Text(f"{stop.done}/{stop.steps}")
        yield Text(stop.minutes)
        yield Text(stop.title, STRONGER.get(stop.state, ""))

    def _of(self, row: rails.RailRow) -> Text:
        """The rails, the sign and the label of a lesson."""
        sign, shade = SIGNS[self._stops[row.name].state]
        label = self._labels[row.name]
        return Text.assemble(
            (row.rails, palette.style("rest")),
            (sign, palette.style(shade)),
            (f" {label}", STRONGER.get(self._stops[row.name].state, "")),
        )


@frozen
class DrawnBars:
    """Bars below each other, their labels before and their words behind them."""

    block: Bars

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in self._lines(options.max_width):
            yield _plain(line, options.ascii_only)
        signs = [(FILLED[shade], shade, told) for shade, told in self.block.legend]
        if signs:
            yield from _keyed(signs, options)

    def _lines(self, width: int) -> Iterator[Text]:
        """Each bar in a line; words for which there is no room have a line of their own."""
        rows = self.block.rows
        label = max((cell_len(row.label) for row in rows), default=0)
        free = width - label - 2
        beside = [row for row in rows if cell_len(row.text) <= free - SHORTEST]
        bar = min(free - max((cell_len(row.text) for row in beside), default=0), LONGEST)
        for row in rows:
            line = Text(row.label, palette.STRONG)
            # A label that leaves no room for a bar has a line of its own.
            line.append(" " * (label - line.cell_len + 1) if bar >= SHORTEST else "\n")
            line.append_text(_bar(row.parts, row.whole, max(bar, SHORTEST)))
            yield line.append(f" {row.text}" if row in beside else f"\n  {row.text}", "not bold")


def _bar(parts: tuple[tuple[Shade, int], ...], whole: int, width: int) -> Text:
    text = Text()
    filled = cells_of([count for _shade, count in parts], whole, width)
    for (shade, _count), cells in zip(parts, filled, strict=True):
        text.append(FILLED[shade] * cells, palette.style(shade))
    return text.append(FILLED["rest"] * (width - len(text)), palette.style("rest"))


def cells_of(parts: Sequence[int], whole: int, width: int) -> list[int]:
    """How much of a bar each part fills: what there is shows, and only what is whole looks so."""
    ends = [end * width // whole if whole else 0 for end in accumulate(parts)]
    cells = [end - start for start, end in zip([0, *ends], ends, strict=False)]
    cells = [max(cell, 1) if part else 0 for part, cell in zip(parts, cells, strict=True)]
    while sum(cells) > width:
        cells[cells.index(max(cells))] -= 1
    return cells


def _window(states: Sequence[State], room: int | None) -> tuple[int, int]:
    """From which row to which a map is shown: around the learner, where not all has room."""
    if room is None or len(states) <= room:
        return 0, len(states)
    at = {state: number for number, state in enumerate(states)}
    middle = at.get("here", at.get("next", 0))
    first = max(0, min(middle - room // 3, len(states) - room))
    return first, first + room


def _legend(stops: Iterable[MapStop]) -> list[tuple[str, Shade, str]]:
    there = {stop.state for stop in stops}
    return [(*SIGNS[state], _(told)) for state, told in LEGEND.items() if state in there]


def _keyed(signs: Sequence[tuple[str, Shade, str]], options: ConsoleOptions) -> Iterator[Text]:
    """What signs mean, in as many lines as it takes; each stays beside its words."""
    line = Text()
    for sign, shade, told in signs:
        one = Text.assemble((sign, palette.style(shade)), f" {told}")
        if line and line.cell_len + 2 + one.cell_len > options.max_width:
            yield line
            line = Text()
        line = Text("  ").join([line, one]) if line else one
        line = _plain(line, options.ascii_only)
    yield line


def _also(rows: Iterable[rails.RailRow], labels: dict[str, str]) -> Iterator[str]:
    """What lessons require that the rails do not show."""
    for row in rows:
        if row.also:
            others = ", ".join(labels[name] for name in row.also)
            yield _("{lesson} is also after: {lessons}").format(
                lesson=labels[row.name], lessons=others
            )


def _plain(text: Text, ascii_only: bool) -> Text:
    """The text with signs that the terminal can show, each as wide as it was."""
    if not ascii_only:
        return text
    return Text(glyphs.single(text.plain), spans=text.spans)
