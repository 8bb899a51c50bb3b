"""Owns reading what a run reports: the snippet's process can write there, so it is input.

Its size is bounded and its shape is checked before anything is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flasktutor.runner import codec
from flasktutor.runner.worker import wire

LARGEST = 4 * 1024 * 1024
"""Bytes of all frames of a run; each of its probes may add `_OF_PROBE`."""
_OF_PROBE = wire.LARGEST_REPORT
_MOST_EVENTS = 4000
#: How Python's faulthandler begins what it writes for a process that dies or hangs.
LAST_WORDS = (b"Fatal Python error", b"Current thread ", b"Thread 0x", b"Windows fatal exception")


class RunReport:
    """One run's report as it comes in. `probes` is how many observations it may hold.

    `frames` are those that fit; `rest` is what a dying process wrote beside them. With
    `garbled`, something came that no worker of ours writes, and nothing after it was read.
    """

    def __init__(self, probes: int) -> None:
        self.frames: list[dict[str, Any]] = []
        self.garbled = False
        self._room = LARGEST + probes * _OF_PROBE
        once = {"ended": 1, "printed": 1, "world_error": 1, "finished": 1}
        self._left = {**once, "observation": probes, "events": _MOST_EVENTS}
        self._reader = wire.Frames(wire.LARGEST_REPORT)

    @property
    def rest(self) -> bytes:
        """What was written beside the frames."""
        return b"" if self.garbled else bytes(self._reader.rest)

    def feed(self, data: bytes) -> bool:
        """Take bytes as they come; True once the report is garbled."""
        self._room -= len(data)
        if self._room < 0:
            self.garbled = True
        if not self.garbled:
            try:
                for frame in self._reader.feed(data):
                    self._keep(frame)
            except ValueError:
                self.garbled = True
        return self.garbled

    def end(self, *, killed: bool) -> None:
        """Nothing more will come. A process that was `killed` may have left half a frame."""
        rest = self.rest
        if not rest.startswith(LAST_WORDS) and (self._reader.is_stuck or (rest and not killed)):
            self.garbled = True

    def _keep(self, frame: Any) -> None:
        kind = codec.kind_of(frame)
        # The events of a frame count one by one, and a frame without any counts too.
        self._left[kind] -= max(1, len(frame[kind])) if kind == "events" else 1
        if self._left[kind] < 0:
            raise ValueError("more than any run has to tell")
        self.frames.append(frame)


def read_file(path: Path, most: int) -> Iterator[Any]:
    """The frames in a file; raises ValueError for what is none, and for more than `most` bytes."""
    reader = wire.Frames(wire.LARGEST_REPORT)
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise ValueError("too much")
    yield from reader.feed(data)
    if reader.rest:
        raise ValueError("half a frame")
