"""Owns rows of coloured text cut to cells: a mark stands wherever something was left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from prompt_toolkit.utils import get_cwidth

Part = tuple[str, str]
"""A style and a text, as prompt_toolkit takes them."""
Row = list[Part]
CUT = "…"
_FAINT = "ansibrightblack"


def plain(text: str, style: str = "") -> Row:
    """A row of one style."""
    return [(style, text)]


def width_of(row: Iterable[Part]) -> int:
    """How many cells a row takes."""
    return sum(get_cwidth(text) for _style, text in row)


def fitted(row: Sequence[Part], width: int, first: int = 0) -> Row:
    """Exactly `width` cells of a row from cell `first` on: filled up, or cut with a mark."""
    taken = _taken(row, width, first)
    return [*taken, ("", " " * (width - width_of(taken)))]


def _taken(row: Sequence[Part], width: int, first: int) -> Row:
    if width_of(row) <= width and not first:
        return list(row)
    cells = [(style, sign) for style, text in row for sign in text]
    begun = _cells_until(cells, first)
    cut_before, rest = begun > 0, cells[begun:]
    cut_after = width_of(rest) > width
    room = width - cut_after
    kept = rest[: _cells_until(rest, room + 1)]
    while width_of(kept) > room:
        kept.pop()
    if cut_before and kept:
        kept = [(_FAINT, CUT), *kept[1:]]
    return _joined([*kept, *([(_FAINT, CUT)] if cut_after and width > 0 else [])])


def _cells_until(cells: Sequence[Part], width: int) -> int:
    """How many signs stand in the first `width` cells."""
    used = 0
    for number, (_style, sign) in enumerate(cells):
        if used >= width:
            return number
        used += get_cwidth(sign)
    return len(cells)


def _joined(cells: Sequence[Part]) -> Row:
    row: Row = []
    for style, sign in cells:
        if row and row[-1][0] == style:
            row[-1] = (style, row[-1][1] + sign)
        else:
            row.append((style, sign))
    return row


def limited(rows: Sequence[Row], most: int, rest: str = CUT) -> list[Row]:
    """At most that many rows; `rest` stands where others were left out, in the last."""
    if len(rows) <= most or most < 1:
        return list(rows[: max(most, 0)])
    if most == 1:
        return [[*rows[0], (_FAINT, f" {rest}")]]
    return [*rows[: most - 1], plain(f" {rest}", _FAINT)]
