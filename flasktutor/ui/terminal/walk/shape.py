"""Owns how a terminal's rows and columns are shared between the panes (pure).

It follows from the terminal's size and the run alone, so that nothing moves from stop to stop.
"""

from __future__ import annotations

from flasktutor.values import frozen

SIDE_BY_SIDE = 70
"""Columns from which the contexts stand beside the code, not below it."""
_ROOMY, _RULED = 11, 14
_NARROWEST, _WIDEST = 28, 56


@frozen(kw_only=True)
class Shape:
    """Rows of each pane, and columns of those that may stand side by side; 0 for none."""

    columns: int
    rows: int
    wide: bool
    head: int
    code: int
    code_width: int
    stack: int
    stack_width: int
    told: int
    names: int
    rules: int


def shape(columns: int, rows: int, deepest: int) -> Shape:
    """The shares of a terminal's rows but for the last one, which is for the keys.

    `deepest` is the most rows that the contexts take where they stand below the code.
    """
    wide = columns >= SIDE_BY_SIDE
    head = 2 if rows >= _ROOMY else 1
    told = _told(rows)
    names = 4 if rows >= 20 else 1 if rows >= 7 else 0
    rules = 2 if rows >= _RULED else 0
    body = max(rows - 1 - head - told - names - rules, 1)
    aside = 0 if wide else min(max(deepest, 1), max(body // 3, 0))
    beside = min(max(columns * 2 // 5, _NARROWEST), _WIDEST)
    return Shape(
        columns=columns,
        rows=rows,
        wide=wide,
        head=head,
        code=body - aside,
        code_width=columns - beside - 1 if wide else columns,
        stack=body if wide else aside,
        stack_width=beside if wide else columns,
        told=told,
        names=names,
        rules=rules,
    )


def _told(rows: int) -> int:
    if rows < 6:
        return 0
    if rows < 12:
        return 1
    if rows < 20:
        return 2
    return 3 if rows < 30 else 5
