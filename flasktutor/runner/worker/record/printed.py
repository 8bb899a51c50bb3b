"""Notes which line of the learner's code has printed what, beside the events of a recording."""

from __future__ import annotations

import contextlib
import sys
from types import FrameType
from typing import Any, Iterator

from .forgetting import Event
from .notes import Notes

MOST_PRINTED = 200
"""Beyond so many lines nobody reads on, and what is kept of them would not be all."""
_LONGEST = 200


class PrintedLines:
    """What is written to standard output from `start` to `taken`, by the line that wrote it.

    `prologue` is the learner's file that the others stand on: its line counts where none of
    theirs has led there.
    """

    def __init__(self, recorder: Notes, prologue: str) -> None:
        self._recorder = recorder
        self._prologue = prologue
        self._lines: list[Event] = []
        self._last: dict[str, Event] = {}
        self._active = False

    def start(self) -> None:
        """Begin, with the stream that is standard output now."""
        self._active = True
        write = sys.stdout.write

        def writing(text: str) -> int:
            written = write(text)
            if self._active and text:
                with contextlib.suppress(Exception):  # a flaw here must not become the learner's
                    self._note(text, sys._getframe(1))
            return written

        # On the stream itself: a program may look at what kind of one it is.
        sys.stdout.write = writing  # type: ignore[method-assign]

    def taken(self) -> list[Event]:
        """What was printed up to now, in order; nothing where that was too much to keep all."""
        self._active = False
        return self._lines if len(self._lines) <= MOST_PRINTED else []

    def _note(self, text: str, frame: FrameType) -> None:
        lane = self._recorder.lanes.here()
        if lane.aside or len(self._lines) > MOST_PRINTED:
            return
        file, line = self._place(frame)
        number = len(self._recorder.events)
        place = {"number": number, "kind": "printed", "lane": lane.name, "file": file, "line": line}
        last = self._last.get(lane.name, {})
        # One call of `print` writes in pieces, between which no line begins.
        if last.items() >= place.items() and last["label"][-1:] != "\n":
            last["label"] += text[: max(0, _LONGEST - len(last["label"]))]
            return
        event = dict(place, label=text[:_LONGEST])
        self._last[lane.name] = event
        self._lines.append(event)

    def _place(self, frame: FrameType) -> tuple[str, int]:
        """The innermost line of the learner's that led here; "" and 0 where none did."""
        own = list(self._own_lines(frame))
        theirs = (place for place in own if place[0] != self._prologue)
        return next(theirs, own[0] if own else ("", 0))

    def _own_lines(self, frame: FrameType) -> Iterator[tuple[str, int]]:
        at: Any = frame
        while at is not None:
            name = self._recorder.own(at.f_code.co_filename)
            if name:
                yield name, at.f_lineno
            at = at.f_back
