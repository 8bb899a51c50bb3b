"""Owns text made safe to show: what could act on a terminal, or stand there unseen, is written out.

What is unsafe follows from Unicode's general categories and its list of characters that are
drawn as nothing (Default_Ignorable_Code_Point). Joiners and variation selectors are of these,
and people write with them: they stay where they shape the letter or the picture before them.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

_SHORT = {"\r": "\\r", "\0": "\\0", "\n": "\\n", "\t": "\\t"}
_UNSAFE = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
# Of category Cf, yet drawn: the signs of Arabic, Syriac and Kaithi that enclose a number or a word
# (Prepended_Concatenation_Mark).
_DRAWN = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
# Of the categories of letters and marks, yet drawn as nothing: joiners of graphemes, fillers,
# inherent vowels, and those that pick a form.
_UNDRAWN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_FORMS = frozenset(
    map(chr, (*range(0x180B, 0x180E), 0x180F, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
)
_ZWNJ, _ZWJ, _TEXT_FORM, _PICTURE_FORM = "\u200c", "\u200d", "\ufe0e", "\ufe0f"
# Arabic, Syriac, N'Ko and Mandaic; the scripts of India and Sri Lanka; Myanmar; Khmer and
# Mongolian; Tai Tham; Balinese, Sundanese and Batak; from Syloti Nagri to Javanese and Cham;
# Meetei Mayek; Arabic as old code pages had it; old scripts of India.
_JOINING = (
    (0x0600, 0x0DFF), (0x1000, 0x109F), (0x1780, 0x18AF), (0x1A20, 0x1AAF), (0x1B00, 0x1BFF),
    (0xA800, 0xAADF), (0xABC0, 0xABFF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFE), (0x10A00, 0x11FFF),
)  # fmt: skip
_PICTURES = (
    (0x203C, 0x203C), (0x2049, 0x2049), (0x2122, 0x2122), (0x2139, 0x2139), (0x2190, 0x2BFF),
    (0x3030, 0x3030), (0x303D, 0x303D), (0x3297, 0x3299), (0x1F000, 0x1FAFF),
)  # fmt: skip
_KEYCAPS = "#*0123456789©®"
_IDEOGRAPHS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
_MONGOLIAN = ((0x1810, 0x18AA),)

# Behind a word, a quote or a bracket: the folders "." and ".." end with no mark.
_LAST_MARK = re.compile(r"(?<=[\w)\]\"'”’`])[.?!]+$")

Ranges = tuple[tuple[int, int], ...]


def escape(text: str) -> str:
    """`text` with every unsafe character but newline and tab written out, as `\\x1b`."""
    # Most texts are plain ones, and a recorded run has tens of thousands.
    if text.isascii() and text.isprintable():
        return text
    return "".join(pieces(text))


def pieces(text: str) -> Sequence[str]:
    """How `escape` shows each character of `text`."""
    unsafe = _unsafe_in(text)
    if not unsafe:
        return text
    return [
        written_out(character) if character in unsafe and not _shapes(text, at) else character
        for at, character in enumerate(text)
    ]


def escape_line(text: str) -> str:
    """`text` with newlines and tabs written out as well, where it is to stay one line."""
    return escape(text).replace("\n", _SHORT["\n"]).replace("\t", _SHORT["\t"])


def before_stop(text: str) -> str:
    """`text` as it stands before a full stop: a mark that ends it would stand there twice."""
    return _LAST_MARK.sub("", text.rstrip())


def escape_all(value: Any) -> Any:
    """JSON data with `escape` applied to every text and key in it."""
    # Of tens of thousands of events most hold nothing that would be written out.
    written = repr(value)
    return value if written.isascii() and "\\" not in written else _escaped(value)


def _escaped(value: Any) -> Any:
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, list):
        return [_escaped(item) for item in value]
    if isinstance(value, dict):
        return {escape(str(key)): _escaped(item) for key, item in value.items()}
    return value


def as_json(value: Any, *, indent: int | None = 2) -> str:
    """`value` as JSON that is safe to show: its unsafe characters are JSON's own escapes."""
    import json  # Every start passes through this module, and few print JSON.

    whole = json.dumps(value, ensure_ascii=False, indent=indent)
    unsafe = _unsafe_in(whole)
    if not unsafe:
        return whole
    # They stand in its texts alone.
    return "".join(json.dumps(each)[1:-1] if each in unsafe else each for each in whole)


def decode(data: bytes, *, cut: bool = False) -> str:
    """UTF-8 bytes as safe text; what is no UTF-8 shows as `\\xff`.

    With `cut`, a character torn apart at the end is left out.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("backslashreplace")
    return escape(decoder.decode(data, final=not cut))


def written_out(character: str) -> str:
    """A character as Python writes it in a text: `\\r`, `\\x1b`, `\\u202e`, `\\U000e0041`."""
    code = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _unsafe_in(text: str) -> set[str]:
    return {character for character in set(text) if _is_unsafe(character)}


def _is_unsafe(character: str) -> bool:
    """Whether it acts on a terminal or is drawn as nothing, but for newline and tab."""
    if character.isascii():
        return not (character.isprintable() or character in "\n\t")
    if character in _UNDRAWN or character in _FORMS or 0xE0000 <= ord(character) <= 0xE0FFF:
        return True
    if character.isprintable():
        return False
    category = unicodedata.category(character)
    if category == "Cn":
        return _is_never_drawn(ord(character))
    return category in _UNSAFE and character not in _DRAWN


def _is_never_drawn(code: int) -> bool:
    """Of what has no meaning yet, what will never be drawn: a newer Unicode may draw the rest."""
    return (
        code == 0x2065
        or 0xFFF0 <= code <= 0xFFF8
        or 0xFDD0 <= code <= 0xFDEF
        or code & 0xFFFE == 0xFFFE
    )


def _shapes(text: str, at: int) -> bool:
    """Whether the joiner or variation selector there shapes what it follows, as people write."""
    character, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if character == _ZWNJ:
        return _joins(before) and _joins(after)
    if character == _ZWJ:
        picture = text[at - 2 : at - 1] if before == _PICTURE_FORM else before
        return _joins(before) or (_within(picture, _PICTURES) and _within(after, _PICTURES))
    if character in (_TEXT_FORM, _PICTURE_FORM):
        return _within(before, _PICTURES) or (before != "" and before in _KEYCAPS)
    if character in _FORMS and ord(character) < 0xFE00:
        return _within(before, _MONGOLIAN)
    return character in _FORMS and _within(before, _IDEOGRAPHS)


def _joins(character: str) -> bool:
    """Whether it is a letter or mark of a script whose letters take their form from each other."""
    return (
        _within(character, _JOINING)
        and unicodedata.category(character)[0] in "LM"
        and not _is_unsafe(character)
    )


def _within(character: str, ranges: Ranges) -> bool:
    return character != "" and any(first <= ord(character) <= last for first, last in ranges)
