"""No text from a snippet can act on a terminal, and none is lost."""

from __future__ import annotations

import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from flasktutor.runner.text import decode, escape, escape_all
from flasktutor.runner.worker import wire

ANY_TEXT = st.text(alphabet=st.characters(categories=None))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | ANY_TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(ANY_TEXT, inner),
    max_leaves=10,
)


def is_safe(text: str) -> bool:
    """No control character but newline and tab, and all of it can be encoded."""
    text.encode("utf-8")
    return all(c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs") for c in text)


@given(ANY_TEXT)
def test_escaped_text_is_safe(text: str) -> None:
    assert is_safe(escape(text))


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "Zs"])))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert escape(text) == text


@given(st.binary())
def test_any_bytes_become_safe_text(data: bytes) -> None:
    assert is_safe(decode(data))


@given(st.text(alphabet="aé漢😀"), st.integers(min_value=0))
def test_a_cut_never_shows_half_a_character(text: str, where: int) -> None:
    assert text.startswith(decode(text.encode()[:where], cut=True))


@given(JSON)
def test_all_text_inside_json_is_safe(value: object) -> None:
    assert is_safe(str(json.dumps(escape_all(value), ensure_ascii=False)).replace("\\n", ""))


def test_each_kind_is_written_out() -> None:
    assert escape("a\x1b[2J\x9b\r\0\u202e\ud800\n\t") == ("a\\x1b[2J\\x9b\\r\\0\\u202e\\ud800\n\t")


@given(st.lists(JSON, max_size=5), st.integers(min_value=1, max_value=50))
def test_frames_come_out_as_they_went_in(messages: list[object], chunk: int) -> None:
    data = b"".join(wire.pack(message) for message in messages)
    frames = wire.Frames()
    found: list[object] = []
    for start in range(0, len(data), chunk):
        found += frames.feed(data[start : start + chunk])
    assert found == messages
    assert not frames.rest


def test_plain_text_after_frames_is_kept_apart() -> None:
    frames = wire.Frames()
    data = wire.pack({"a": 1}) + b"Fatal Python error: Segmentation fault"
    assert list(frames.feed(data)) == [{"a": 1}]
    assert bytes(frames.rest) == b"Fatal Python error: Segmentation fault"
