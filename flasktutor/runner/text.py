"""Makes text from outside safe to show: control characters become visible escapes."""

from __future__ import annotations

import codecs
import re
from typing import Any

# All but newline and tab: C0, delete, C1, lone surrogates, and the characters that
# turn the direction of writing or break lines unseen.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_SHORT = {"\r": "\\r", "\0": "\\0"}


def escape(text: str) -> str:
    """`text` with every character that could act on a terminal written out, as `\\x1b`."""
    return _UNSAFE.sub(_written_out, text)


def escape_all(value: Any) -> Any:
    """JSON data with `escape` applied to every text and key in it."""
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, list):
        return [escape_all(item) for item in value]
    if isinstance(value, dict):
        return {escape(str(key)): escape_all(item) for key, item in value.items()}
    return value


def decode(data: bytes, *, cut: bool = False) -> str:
    """UTF-8 bytes as safe text; what is no UTF-8 shows as `\\xff`.

    With `cut`, a character torn apart at the end is left out.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("backslashreplace")
    return escape(decoder.decode(data, final=not cut))


def _written_out(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    return _SHORT.get(character) or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")
