"""No text can act on a terminal or hide in it, none is lost, and people's own scripts stay."""

from __future__ import annotations

import io
import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flasktutor.text import as_json, before_stop, decode, escape, escape_all, escape_line, pieces

ANY_TEXT = st.text(alphabet=st.characters(categories=None))
SHAPERS = "\u200c\u200d\ufe0e\ufe0f\ufe00\U000e0100\u180b"
# What stands around joiners and selectors, and what only looks like it.
AROUND = "a1#س\u0915\u094d\u0d1f葛❤👩💻\U0001f3fbᠮ\u061c\u202e\u200b\x1b\n\U000e0041\u034f\\"
TRICKY = st.text(alphabet=SHAPERS + AROUND, max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | ANY_TEXT | TRICKY,
    lambda inner: st.lists(inner) | st.dictionaries(ANY_TEXT, inner),
    max_leaves=10,
)
# Default_Ignorable_Code_Point of Unicode 16's DerivedCoreProperties.txt.
IGNORABLE = frozenset(
    code
    for first, last in (
        (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5),
        (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164),
        (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3),
        (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
    )
    for code in range(first, last + 1)
)  # fmt: skip
DRAWN = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"


def is_unsafe(character: str) -> bool:
    """By Unicode's own words: what acts on a terminal, or is drawn as nothing."""
    if ord(character) in IGNORABLE:
        return True
    kind = unicodedata.category(character)
    return kind in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp") and character not in DRAWN


def is_safe(text: str) -> bool:
    """Nothing unsafe but newlines, tabs and what shapes the character before it."""
    text.encode("utf-8")
    for at, character in enumerate(text):
        if is_unsafe(character) and character not in "\n\t":
            before = text[at - 1] if at else " "
            shapes = character in SHAPERS or 0xFE00 <= ord(character) <= 0xFE0F
            shapes |= 0xE0100 <= ord(character) <= 0xE01EF or 0x180B <= ord(character) <= 0x180F
            follows = before == "\ufe0f" and character == "\u200d"
            if not shapes or (is_unsafe(before) and not follows) or before in "aZ \\":
                return False
    return True


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("Perhaps you forgot a comma?", "Perhaps you forgot a comma"),
        ("it is not there.", "it is not there"),
        ("say `this`!", "say `this`"),
        ("/home/ana/shop", "/home/ana/shop"),
        ("..", ".."),
        ("/home/ana/..", "/home/ana/.."),
        ("", ""),
    ],
)
def test_before_a_full_stop_no_mark_is_left(text: str, before: str) -> None:
    assert before_stop(text) == before


def test_every_unsafe_character_there_is_gets_written_out() -> None:
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        escaped = escape(f"a{character}a")
        if is_unsafe(character) and character not in "\n\t":
            assert escaped.isascii(), f"U+{code:04X}"
        elif unicodedata.category(character) != "Cn":
            assert escaped == f"a{character}a", f"U+{code:04X}"


@given(ANY_TEXT | TRICKY)
def test_escaped_text_is_safe(text: str) -> None:
    assert is_safe(escape(text))
    assert is_safe(escape_line(text))
    assert not set("\n\t\r\x85\u2028") & set(escape_line(text))


@given(ANY_TEXT | TRICKY)
def test_escaping_again_changes_nothing(text: str) -> None:
    assert escape(escape(text)) == escape(text)
    assert escape_line(escape_line(text)) == escape_line(text)


@given(ANY_TEXT | TRICKY)
def test_each_character_is_shown_by_a_piece(text: str) -> None:
    assert len(pieces(text)) == len(text)
    assert "".join(pieces(text)) == escape(text)


@given(ANY_TEXT)
def test_nothing_of_a_text_is_lost(text: str) -> None:
    for character, piece in zip(text, pieces(text), strict=True):
        known = {"\\0": "\0", "\\r": "\r"}.get(piece) or piece
        is_escape = known.startswith("\\") and known != "\\"
        assert (known.encode().decode("unicode_escape") if is_escape else known) == character


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "Zs"])))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert escape(text) == "".join(c if not is_unsafe(c) else escape(c) for c in text)


@pytest.mark.parametrize(
    "text",
    [
        "می‌خواهم بنویسم",  # Persian: a non-joiner inside a word
        "۱۴۰۲ ه‍.ش",  # a joiner that gives heh its form in a date
        "क्‍ष and क्‌ष",  # Devanagari: half and whole forms
        "ශ්‍රී ලංකා",  # Sinhala
        "ക്‍",  # Malayalam: an old chillu
        "ꦲ‌ꦴ",  # Javanese
        "عدد ؀١٢٣ ۝",  # Arabic: signs around numbers
        "👩‍💻 👨‍👩‍👧 🏳️‍🌈 👁️‍🗨️ ❤️‍🔥 👩🏽‍🚀",
        "❤️ ☎︎ 1️⃣ ©️ ™️",
        "葛\U000e0100城",  # a form of an ideograph
        "ᠮᠣᠩᠭᠣᠯ\u180b",
    ],
)
def test_what_people_write_with_stays(text: str) -> None:
    assert escape(text) == text


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\x1b[2J\x9b\r\0\u202e\ud800\n\t", "a\\x1b[2J\\x9b\\r\\0\\u202e\\ud800\n\t"),
        ("admin\u200d", "admin\\u200d"),
        ("pay\u200cpal", "pay\\u200cpal"),
        ("\u200d\u200c", "\\u200d\\u200c"),
        ("a\ufe0f\U000e0101", "a\\ufe0f\\U000e0101"),
        ("🏴\U000e0067\U000e007f", "🏴\\U000e0067\\U000e007f"),
        ("س\u200c\u200cس", "س\\u200c\\u200cس"),
        ("❤️\ufe0e\u200d ", "❤️\\ufe0e\\u200d "),
        ("h\xadi \u061c\u200b\u2060\ufeff", "h\\xadi \\u061c\\u200b\\u2060\\ufeff"),
        ("\u3164\u115f\u034f\ue000\uffff", "\\u3164\\u115f\\u034f\\ue000\\uffff"),
    ],
)
def test_what_hides_is_written_out(text: str, seen: str) -> None:
    assert escape(text) == seen


@given(st.binary())
def test_any_bytes_become_safe_text(data: bytes) -> None:
    assert is_safe(decode(data))


@given(st.text(alphabet="aé漢😀"), st.integers(min_value=0))
def test_a_cut_never_shows_half_a_character(text: str, where: int) -> None:
    assert text.startswith(decode(text.encode()[:where], cut=True))


@given(JSON)
def test_all_text_inside_json_is_safe(value: object) -> None:
    assert is_safe(str(json.dumps(escape_all(value), ensure_ascii=False)).replace("\\n", ""))


@given(JSON)
def test_json_is_safe_to_show_and_means_the_same(value: object) -> None:
    said = as_json(value)
    assert not any(is_unsafe(character) for character in said if character != "\n")
    assert json.load(io.StringIO(said)) == value
