"""Owns what a server's process tells while it serves, checked before anything is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flasktutor.runner import codec
from flasktutor.runner.protocol import ContextEvent
from flasktutor.runner.shape import fits
from flasktutor.text import escape_all
from flasktutor.trace.seen import End, Trace, known
from flasktutor.values import frozen

FAVICON = "/favicon.ico"


@frozen(kw_only=True)
class Serving:
    """The app is served at `port`, which is another than `wanted` where that was taken."""

    port: int
    wanted: int
    app: str
    flask: str
    python: str


@frozen(kw_only=True)
class Began:
    """A request that has come; times are milliseconds since the server began."""

    number: int
    method: str
    path: str
    at_ms: float

    @property
    def line(self) -> str:
        """Its method and path."""
        return f"{self.method} {self.path}"


@frozen(kw_only=True)
class Answered(Began):
    """A request that is over, with its status line, or its traceback, or both.

    It was not `whole` where the browser went away before the end. `helpers` counts threads
    that it has started and that were at work still.
    """

    lane: str
    ended_ms: float
    status: str = ""
    rule: str = ""
    endpoint: str = ""
    whole: bool = True
    helpers: int = 0
    traceback: str = ""

    @property
    def ms(self) -> float:
        """How long it took until all was sent."""
        return round(max(self.ended_ms - self.at_ms, 0.0), 1)

    @property
    def is_static(self) -> bool:
        """Whether a file of a static folder was asked for, or the page's small picture."""
        is_file = self.endpoint == "static" or self.endpoint.endswith(".static")
        return not self.traceback and (is_file or self.path.partition("?")[0] == FAVICON)

    def overlaps(self, other: Began) -> bool:
        """Whether another request was under way at the same time."""
        ended = other.ended_ms if isinstance(other, Answered) else float("inf")
        return other.number != self.number and other.at_ms < self.ended_ms and ended > self.at_ms


@frozen(kw_only=True)
class Batch:
    """Events of a request's threads; `of` is its number, 0 for what belongs to none."""

    of: int
    events: tuple[ContextEvent, ...]


@frozen(kw_only=True)
class Failed:
    """An error that has ended a thread which request `of` had started, or none."""

    of: int
    lane: str
    traceback: str


@frozen(kw_only=True)
class Open:
    """A request that was being answered at the end; its `status` where that was sent already."""

    number: int
    status: str


@frozen(kw_only=True)
class ServiceEnd:
    """The last that is told, as a trace without events, and which requests were open then."""

    trace: Trace
    answering: tuple[Open, ...] = ()


@frozen(kw_only=True)
class _Ended(End):
    """How that is written."""

    answering: tuple[Open, ...] = ()


Heard = Serving | Began | Answered | Batch | Failed | ServiceEnd

_KINDS: Mapping[str, Any] = {
    "serving": Serving,
    "began": Began,
    "answered": Answered,
    "events": Batch,
    "error": Failed,
    "end": _Ended,
}


def heard(frame: Any) -> Heard:
    """What a frame tells; raises ValueError for what our worker does not write.

    The app runs in the process that writes it.
    """
    if isinstance(frame, dict) and len(frame) == 1:
        ((name, content),) = frame.items()
        kind = _KINDS.get(name)
        if kind is not None and fits(kind, content):
            return _made(kind, escape_all(content))
    raise ValueError("no frame of the worker")


def _made(kind: Any, content: dict[str, Any]) -> Heard:
    if kind is Batch:
        return Batch(of=content["of"], events=tuple(map(codec.event, content["events"])))
    if kind is _Ended:
        places = {
            name: tuple(content.get(name, ())) for name in ("standing", "running", "unfollowed")
        }
        return ServiceEnd(
            trace=Trace(**{**known(End, content), **places}),
            answering=tuple(Open(**known(Open, one)) for one in content.get("answering", ())),
        )
    made: Heard = kind(**known(kind, content))
    return made
