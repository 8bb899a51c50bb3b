"""Owns reading a file, once, and its bytes → its text and lines, as the parser's marks count."""

from __future__ import annotations

import re
from pathlib import Path

from flasktutor.errors import Issue
from flasktutor.language import _, reason
from flasktutor.values import frozen

MAX_BYTES = 1_000_000
# What YAML 1.1 calls a line break; the marks of the parser count by it.
_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


@frozen
class File:
    """What a file held when it was read: its bytes, or `trouble`, which says why there are none."""

    path: Path
    data: bytes = b""
    trouble: str = ""

    def text(self) -> tuple[str, list[Issue]]:
        """Its text, or an issue that says why there is none."""
        if self.trouble:
            return "", [Issue(self.path, 1, 1, self.trouble)]
        try:
            return self.data.decode("utf-8-sig"), []
        except UnicodeDecodeError as error:
            # The error counts without the mark that may stand at the file's start.
            good = self.data.removeprefix(b"\xef\xbb\xbf")[: error.start].decode("utf-8")
            text = _("byte {byte} is not UTF-8; save the file as UTF-8").format(
                byte=hex(error.object[error.start])
            )
            return "", [Issue(self.path, *place(good, len(good)), text)]


def read(path: Path) -> File:
    """The file at `path` as it is now."""
    try:
        if path.exists() and not path.is_file():
            return File(path, trouble=_("is not a file"))
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        return File(path, trouble=_("cannot be read: {why}").format(why=reason(error)))
    if len(data) > MAX_BYTES:
        text = _("is larger than {n} bytes; divide the lesson").format(n=MAX_BYTES)
        return File(path, trouble=text)
    return File(path, data)


def lines(text: str) -> list[str]:
    """The lines of `text` as its issues count them, without their ends."""
    return _BREAK.split(text)


def place(text: str, index: int) -> tuple[int, int]:
    """Line and column, from 1, of the character at `index`."""
    before = lines(text[:index])
    return len(before), len(before[-1]) + 1
