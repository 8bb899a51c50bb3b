"""Owns a file's bytes → its text and lines, as the parser's marks count them."""

from __future__ import annotations

import re
from pathlib import Path

from flasktutor.errors import Issue
from flasktutor.language import _, reason

MAX_BYTES = 1_000_000
# What YAML 1.1 calls a line break; the marks of the parser count by it.
_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")


def read_text(path: Path) -> tuple[str, list[Issue]]:
    """The file's text, or an issue that says why there is none."""
    try:
        if path.exists() and not path.is_file():
            return "", [Issue(path, 1, 1, _("is not a file"))]
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        return "", [Issue(path, 1, 1, _("cannot be read: {why}").format(why=reason(error)))]
    if len(data) > MAX_BYTES:
        text = _("is larger than {n} bytes; divide the lesson").format(n=MAX_BYTES)
        return "", [Issue(path, 1, 1, text)]
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        # The error counts without the mark that may stand at the file's start.
        good = data.removeprefix(b"\xef\xbb\xbf")[: error.start].decode("utf-8")
        text = _("byte {byte} is not UTF-8; save the file as UTF-8").format(
            byte=hex(error.object[error.start])
        )
        return "", [Issue(path, *place(good, len(good)), text)]


def lines(text: str) -> list[str]:
    """The lines of `text` as its issues count them, without their ends."""
    return _BREAK.split(text)


def place(text: str, index: int) -> tuple[int, int]:
    """Line and column, from 1, of the character at `index`."""
    before = lines(text[:index])
    return len(before), len(before[-1]) + 1
