"""Owns reading a Python file as Python reads it: UTF-8, or what its first lines say."""

from __future__ import annotations

from typing import IO

from flasktutor.errors import UsageError
from flasktutor.language import _
from flasktutor.text import before_stop

LARGEST = 1_000_000
"""Bytes that a program may have: a device has no end."""


def text_in(file: IO[bytes], name: str) -> str:
    """The program that is read from `file`; raises TutorError for what is none, as `text_of`."""
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        text = _("{file} is no snippet: it has more than {n} bytes.")
        raise UsageError(text.format(file=name, n=LARGEST))
    return text_of(data, name)


def text_of(data: bytes, name: str) -> str:
    """The text in `data`; raises TutorError, with the place, where it is not in its encoding.

    `name` is what the file is called then.
    """
    encoding = _encoding(data, name)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        shown = "UTF-8" if encoding.startswith("utf-8") else encoding
        raise UsageError(
            _("{file}:{line}:{column}: this byte is no {encoding}: {byte}.").format(
                file=name,
                line=line,
                column=column,
                encoding=shown,
                byte=f"0x{data[error.start]:02x}",
            ),
            hint=_("Save the file with the encoding UTF-8."),
        ) from None


def _encoding(data: bytes, name: str) -> str:
    first = data.split(b"\n", 2)[:2]
    if not any(b"coding" in line for line in first):
        return "utf-8-sig"
    # Only few files need it.
    import io
    import tokenize

    try:
        found = tokenize.detect_encoding(io.BytesIO(data).readline)[0]
    except SyntaxError as error:
        raise UsageError(
            _("{file}: its encoding is not known: {reason}.").format(
                file=name, reason=before_stop(error.msg)
            ),
            hint=_("Save the file with the encoding UTF-8."),
        ) from None
    return "utf-8-sig" if found == "utf-8" else found
