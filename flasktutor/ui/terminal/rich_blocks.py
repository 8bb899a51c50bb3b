"""Owns how blocks look on a terminal: blocks in, rich renderables out."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

from flasktutor.language import _
from flasktutor.ui.protocol import palette
from flasktutor.ui.protocol.blocks import (
    Bars,
    Beside,
    Block,
    Code,
    Contexts,
    CourseMap,
    CriterionLine,
    Listing,
    Note,
    Output,
    Paste,
    Prose,
    Standing,
    Title,
)
from flasktutor.ui.protocol.shown import shown
from flasktutor.ui.views import parted_lines

TONES = {
    "plain": "default",
    "good": palette.style("done"),
    "bad": palette.style("bad"),
    "note": palette.style("accent"),
    "dim": "dim",
}
"""What sets a tone's sign or frame apart; its words stand in the foreground."""
THEME = Theme(
    {
        "markdown.code": palette.STRONG,
        "markdown.item.bullet": palette.style("accent"),
        "markdown.item.number": palette.STRONG,
        **dict.fromkeys(("markdown.link", "markdown.link_url", "markdown.h2"), "underline"),
        **dict.fromkeys(("markdown.h3", "markdown.h4", "markdown.kbd"), palette.STRONG),
        **dict.fromkeys(("markdown.code_block", "markdown.list"), "none"),
        "markdown.block_quote": "italic",
        "markdown.table.header": palette.STRONG,
        "markdown.table.border": palette.style("rest"),
        "markdown.hr": palette.style("rest"),
    }
)
WIDEST = 88
"""Text is not set wider than this: long lines are hard to read."""
FRAME = 5
"""Columns that a frame takes from the text in it, with the gap beside it."""
SIDE_BY_SIDE = 70
"""From this width on, two texts stand beside each other."""
SIGNS = {"passed": "✓", "failed": "✗", "not-reached": "·"}


def width_of(console: Console) -> int:
    """How wide blocks are set on this console."""
    return min(console.width, WIDEST)


def drawn(block: Block, width: int) -> RenderableType:
    """A block as rich draws it at `width` columns."""
    block = shown(block)
    if isinstance(block, Title):
        return _title(block, width)
    if isinstance(block, Prose):
        return Padding(_markdown(block.text), (1, 0, 0, 0))
    if isinstance(block, Note):
        return Padding(_note(block), (1, 0, 0, 0))
    if isinstance(block, Code | Output):
        return Padding(_framed(block), (1, 0, 0, 0))
    if isinstance(block, CriterionLine):
        return _criterion(block)
    if isinstance(block, Beside):
        return Padding(_beside(block, width), (1, 0, 0, 0))
    if isinstance(block, Paste):
        lines = "\n".join(block.lines)
        return Text.assemble((f"\n{block.caption}:\n", "dim"), (lines, palette.STRONG))
    if isinstance(block, Standing):
        return _standing(block, width)
    if isinstance(block, Listing):
        return Padding(_listing(block), (0, 0, 0, 2))
    picture = _contexts(block) if isinstance(block, Contexts) else _figures(block)
    return Padding(picture, (1, 0, 0, 0))


def _markdown(text: str, style: str = "none") -> RenderableType:
    # A map, and the menu below it, do not wait for what reads Markdown.
    from flasktutor.ui.terminal.rich_prose import SafeMarkdown

    return SafeMarkdown(text, style=style)


def _highlighted(code: str) -> RenderableType:
    # As above.
    from flasktutor.ui.terminal import rich_code

    return rich_code.Wrapped(code)


def _title(block: Title, width: int) -> RenderableType:
    # Where there is no room for both, the place stays: it changes, the title does not.
    place = f"  {block.place}" if block.place else ""
    text = Text(block.text, style="bold")
    text.truncate(max(width - cell_len(place) - 2, 8), overflow="ellipsis")
    text.append(place, style="dim not bold")
    return Padding(Rule(text, align="left", style=palette.style("accent")), (1, 0, 0, 0))


def _note(block: Note) -> RenderableType:
    style = TONES[block.tone]
    words = _markdown(block.text, style=style if block.tone == "dim" else "default")
    if block.tone in ("plain", "dim"):
        return words
    grid = Table.grid(padding=(0, 1), expand=False)
    grid.add_column(width=1)
    grid.add_column()
    sign = {"good": "✓", "bad": "✗"}.get(block.tone, "│")
    grid.add_row(Text(sign, style=f"bold {style}"), words)
    return grid


def _framed(block: Code | Output) -> RenderableType:
    inside: RenderableType
    if isinstance(block, Code):
        inside, style = _highlighted(block.text), "dim"
    else:
        inside, style = Text(block.text.rstrip("\n")), TONES[block.tone]
        style = "dim" if style == "default" else style
    title = Text(block.caption) if block.caption else None
    return Panel(inside, title=title, title_align="left", border_style=style, box=box.ROUNDED)


def _beside(block: Beside, width: int) -> RenderableType:
    left, right = _framed(block.left), _framed(block.right)
    if width < SIDE_BY_SIDE or _too_wide(block, width // 2 - FRAME):
        return Group(left, right)
    grid = Table.grid(expand=True, padding=(0, 1))
    grid.add_column(ratio=1)
    grid.add_column(ratio=1)
    grid.add_row(left, right)
    return grid


def _too_wide(block: Beside, room: int) -> bool:
    """Whether a line of code would be broken in half the width: broken code misleads."""
    codes = [side.text for side in (block.left, block.right) if isinstance(side, Code)]
    return any(len(line) > room for text in codes for line in text.split("\n"))


def _criterion(line: CriterionLine) -> RenderableType:
    style = {"passed": TONES["good"], "failed": TONES["bad"], "not-reached": "dim"}[line.state]
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=1)
    grid.add_column()
    grid.add_row(Text(SIGNS[line.state], style=f"bold {style}"), Group(*_said(line)))
    return Padding(grid, (0, 0, 0, 2))


def _said(line: CriterionLine) -> Iterator[RenderableType]:
    yield _markdown(line.text, style="dim" if line.state == "not-reached" else "default")
    if line.instead:
        yield _with_code(line.instead)
    if line.state == "failed":
        yield from _compared(line)
        if line.note:
            yield _markdown(line.note)


def _compared(line: CriterionLine) -> Iterator[RenderableType]:
    if parted_lines.are_several(line.seen, line.expected):
        for label, rows in parted_lines.of(line.seen, line.expected):
            yield Text(label, "dim")
            yield Padding(Text("\n".join(rows)), (0, 0, 0, 2))
        return
    if line.seen:
        yield _labelled(_("came: {text}"), line.seen)
    if line.expected:
        yield _labelled(_("expected: {text}"), line.expected)


def _with_code(text: str) -> Text:
    """A sentence in which nothing but code in backquotes is markup: it quotes what was seen."""
    parts = text.split("`")
    return Text.assemble(*((part, palette.STRONG if n % 2 else "") for n, part in enumerate(parts)))


def _labelled(pattern: str, text: str) -> Text:
    before, _sign, after = pattern.partition("{text}")
    return Text.assemble((before, "dim"), text, (after, "dim"))


def _contexts(block: Contexts) -> RenderableType:
    from flasktutor.ui.views.timeline import NARROWEST, NARROWEST_LANE, Picture

    heading = Text(_("Contexts, from top to bottom as they happened"), style="dim")
    narrowest = NARROWEST_LANE if block.beside else NARROWEST
    return Group(heading, Picture(block.timeline, narrowest))


def _standing(block: Standing, width: int) -> RenderableType:
    """The stack as boxes, beside or above the names and what they stand for."""
    from flasktutor.ui.views.context_words import resolved
    from flasktutor.ui.views.timeline import boxes

    wide = width >= SIDE_BY_SIDE
    room = width // 2 - 1 if wide else width
    drawn_boxes = [
        Text(text, palette.FRAMES[frame.kind]) for frame, text in boxes(block.stack, room)
    ]
    names = Table.grid(padding=(0, 1))
    for name, value in resolved(block.now).items():
        names.add_row(Text(name, "bold"), Text(value))
    stack = Group(*(drawn_boxes or [Text(_("No context is pushed."), "dim")]))
    if not wide:
        return Group(stack, names)
    grid = Table.grid(padding=(0, 2))
    grid.add_column(width=room)
    grid.add_row(stack, names)
    return grid


def _figures(block: CourseMap | Bars) -> RenderableType:
    # Most screens have no bar: those do not wait for what draws one.
    from flasktutor.ui.terminal.figures_view import DrawnBars, DrawnMap

    return DrawnMap(block) if isinstance(block, CourseMap) else DrawnBars(block)


def _listing(block: Listing) -> RenderableType:
    table = Table(box=None, show_header=bool(block.headings), header_style="bold", pad_edge=False)
    for heading in block.headings or block.rows[0] if block.rows else ():
        table.add_column(heading if block.headings else "", overflow="fold")
    for row in block.rows:
        table.add_row(
            *(Text(cell, style=palette.STRONG if n == 0 else "") for n, cell in enumerate(row))
        )
    return table
