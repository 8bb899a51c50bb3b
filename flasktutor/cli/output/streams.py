"""Owns the standard streams: there from the start, honest about what they lost, and how wide."""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import sys
from collections.abc import Iterator
from typing import TextIO

_HOW_NULL = (os.O_RDONLY, os.O_RDONLY, os.O_WRONLY)
"""For input, output and errors, how the null device takes a closed stream's place.

A closed input has ended. A closed output takes nothing, so that what is printed there is an
error and not lost in silence; a closed error stream takes all, for nobody is left to tell.
"""
_SIZES = ("COLUMNS", "LINES")
_LARGEST = 10_000
_USUAL = 80
"""Columns where the terminal does not say."""


class OutputStream(io.TextIOWrapper):
    """An output stream that remembers why it could not be written."""

    lost: OSError | None = None

    def write(self, text: str, /) -> int:
        try:
            return super().write(text)
        except OSError as error:
            self.lost = error
            raise

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as error:
            self.lost = error
            raise


def make_sure() -> None:
    """Let all three streams be there, and print ASCII where an encoding lacks a sign.

    A file that is opened later would get the number of a closed stream, and what is
    printed would land in it.
    """
    for number, flags in enumerate(_HOW_NULL):
        if not _is_open(number):
            # The lowest number that is free is this one.
            os.open(os.devnull, flags)
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  # no path
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    codecs.register_error("signs", _sign)
    sys.stdout = _remembering(sys.stdout, 1, "signs")
    sys.stderr = _remembering(sys.stderr, 2, "backslashreplace")
    _forget_odd_sizes()


def _sign(error: UnicodeError) -> tuple[str, int]:
    # Most terminals show all that is printed: those do not wait for a table of signs.
    from flasktutor.ui.protocol import glyphs

    return glyphs.lacking(error)


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def _remembering(stream: TextIO | None, number: int, errors: str) -> TextIO:
    if stream is None:
        return OutputStream(open(number, "wb", closefd=False), "utf-8", errors)
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    return OutputStream(
        stream.buffer,
        stream.encoding,
        errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


def _forget_odd_sizes() -> None:
    """A size that no terminal has is none: the libraries below believe whatever stands there."""
    for name in _SIZES:
        said = os.environ.get(name, "")
        if said and not (said.isascii() and said.isdigit() and 0 < int(said[:6]) <= _LARGEST):
            del os.environ[name]


def lost() -> OSError | None:
    """Why what was printed could not be written, None where nothing is known to be lost."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, OutputStream) and stream.lost:
            return stream.lost
    return None


@contextlib.contextmanager
def where_heard() -> Iterator[None]:
    """Say something to whoever is left to hear it."""
    try:
        yield
    except OSError:
        give_up()


def give_up() -> None:
    """Drop what cannot be written; Python would complain about it once more at exit."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):
            stream.flush()
        if isinstance(stream, OutputStream) and stream.lost:
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, stream.fileno())
            os.close(null)


def columns() -> int:
    """The columns of the terminal, as shutil finds them.

    click would ask shutil, whose import takes longer than all else that a help does.
    """
    with contextlib.suppress(ValueError):
        if (said := int(os.environ.get("COLUMNS", ""))) > 0:
            return said
    stream = sys.__stdout__
    with contextlib.suppress(ValueError, OSError):
        return (stream and os.get_terminal_size(stream.fileno()).columns) or _USUAL
    return _USUAL
