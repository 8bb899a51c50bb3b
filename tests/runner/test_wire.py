"""What the worker reports comes through its pipe whole, however it is cut."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flasktutor.runner.worker import wire

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet=st.characters(categories=None)),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


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
