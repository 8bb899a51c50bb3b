"""Owns the learner's files on a page: lines in coloured pieces, parts of a long one (pure)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, String, is_token_subtype

from flasktutor.stops import lines_of
from flasktutor.values import frozen

WHOLE = 400
"""So many lines of a file are shown whole."""
AROUND = 12
"""Of a longer one, so many lines around each that is needed."""
_KINDS = {Comment: "c", Keyword: "k", String: "s"}

Piece = tuple[str, str]
"""A class, "" for none, and a text."""


@frozen
class Passage:
    """Lines that follow each other, from the number `first` on."""

    first: int
    lines: tuple[tuple[Piece, ...], ...]


@frozen
class ShownFile:
    """A file: its name, and its lines, all in one or with gaps between."""

    name: str
    chunks: tuple[Passage, ...]


def source(name: str, text: str, needed: Collection[int]) -> ShownFile:
    """The file of that name, at least with the lines that are `needed`."""
    lines = lines_of(text)
    coloured = list(_coloured(lines))
    chunks = (
        Passage(first, tuple(coloured[first - 1 : last]))
        for first, last in _kept(len(lines), needed)
    )
    return ShownFile(name, tuple(chunks))


def _kept(count: int, needed: Collection[int]) -> Iterator[tuple[int, int]]:
    """The first and last line of each chunk."""
    if count <= WHOLE:
        if count:
            yield 1, count
        return
    first = last = 0
    for line in sorted(needed):
        if first and line - AROUND <= last + 1:
            last = min(line + AROUND, count)
            continue
        if first:
            yield first, last
        first, last = max(line - AROUND, 1), min(line + AROUND, count)
    if first:
        yield first, last


def _coloured(lines: Sequence[str]) -> Iterator[tuple[Piece, ...]]:
    row: list[Piece] = []
    lexer = PythonLexer(stripnl=False, ensurenl=False)
    for token, text in lexer.get_tokens("\n".join(lines)):
        kind = next((name for one, name in _KINDS.items() if is_token_subtype(token, one)), "")
        for at, piece in enumerate(text.split("\n")):
            if at:
                yield tuple(row)
                row = []
            if piece and row and row[-1][0] == kind:
                row[-1] = (kind, row[-1][1] + piece)
            elif piece:
                row.append((kind, piece))
    yield tuple(row)
