"""Owns telling where a statement ends (pure)."""

from __future__ import annotations

import codeop
from collections.abc import Iterator

_GO_ON = ("else", "elif", "except", "finally", "case")


def is_complete(text: str) -> bool:
    """Whether `text` can be run as it is: a block only once an empty line has ended it.

    A text with a mistake in it is complete; running it says what is wrong.
    """
    if text.lstrip().startswith(":"):
        return True
    if not _compiles(text):
        return False
    last = text.split("\n")[-1]
    return not ("\n" in text and last[:1].isspace() and last.strip())


def _compiles(text: str) -> bool:
    try:
        return codeop.compile_command(text, "<input>", "exec") is not None
    except (SyntaxError, ValueError, OverflowError):
        return True


class Statements:
    """Lines in, statements out.

    With `blank_ends`, an empty line ends a block, as a person at a prompt means it;
    without, a block goes on until a line that is not indented, as in a file.
    """

    def __init__(self, *, blank_ends: bool) -> None:
        self._blank_ends = blank_ends
        self._lines: list[str] = []

    @property
    def pending(self) -> bool:
        """Whether a statement has begun and not ended."""
        return bool(self._lines)

    def feed(self, line: str) -> Iterator[str]:
        """The statements that `line` completes."""
        if self._ended_before(line):
            yield from self.rest()
        if not line.strip() and not self._lines:
            return
        self._lines.append(line)
        text = "\n".join(self._lines)
        blank_in_block = not line.strip() and not self._blank_ends
        if not blank_in_block and is_complete(text) and not self._opens_block(text):
            yield from self.rest()

    def rest(self) -> Iterator[str]:
        """The statement begun, at the end of the input."""
        text, self._lines = "\n".join(self._lines).strip("\n"), []
        if text.strip():
            yield text

    def _ended_before(self, line: str) -> bool:
        """Whether the statement begun had ended when `line` began."""
        if not self._lines or not line.strip() or line[:1].isspace():
            return False
        first = line.split(":")[0].split(" ")[0]
        return first not in _GO_ON and _compiles("\n".join(self._lines))

    @staticmethod
    def _opens_block(text: str) -> bool:
        return "\n" in text and text.split("\n")[-1][:1].isspace()
