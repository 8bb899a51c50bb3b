"""Owns what a session's process may say: its shape is checked before anything is made of it."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, cast

from flasktutor.contexts import Frame, FrameKind
from flasktutor.runner import codec
from flasktutor.runner.protocol import ContextEvent
from flasktutor.runner.shape import fits
from flasktutor.values import frozen


@frozen(kw_only=True)
class ThreadState:
    """How things stand in a thread: what is pushed, and what the proxies resolve to."""

    stack: tuple[Frame, ...]
    now: ContextEvent


@frozen(kw_only=True)
class _Told:
    """What of an answer is as it comes."""

    error: str = ""
    interrupted: bool = False
    left: bool = False
    nothing: bool = False
    no_app: bool = False
    status: str = ""
    body: str = ""


@frozen(kw_only=True)
class Answer(_Told):
    """What came of one job."""

    standing: ThreadState
    events: tuple[ContextEvent, ...] = ()
    threads: tuple[ThreadState, ...] = ()


@frozen(kw_only=True)
class _Pushed:
    kind: FrameKind
    label: str
    inherited: bool


@frozen(kw_only=True)
class _Stands:
    lane: str
    stack: tuple[_Pushed, ...]


@frozen(kw_only=True)
class _Done(_Told):
    """An answer as it comes."""

    standing: _Stands
    events: tuple[ContextEvent, ...]
    threads: tuple[_Stands, ...] = ()


@frozen(kw_only=True)
class _Matches:
    matches: tuple[str, ...]


_TOLD = tuple(field.name for field in fields(_Told))


def is_output(frame: Any) -> bool:
    """Whether a frame from the process is something printed, under the name of its stream."""
    if not isinstance(frame, dict) or len(frame) != 1:
        return False
    ((stream, text),) = frame.items()
    return stream in ("stdout", "stderr") and isinstance(text, str)


def is_answer(frame: Any) -> bool:
    """Whether a frame from the process answers a job."""
    if not isinstance(frame, dict) or frame.keys() != {"done"}:
        return False
    data = frame["done"]
    if fits(_Matches, data):
        return True
    return fits(_Done, data) and all(
        fits(ContextEvent, _as_event(one)) for one in (data["standing"], *data.get("threads", ()))
    )


def answer(data: dict[str, Any]) -> Answer:
    """What the process said, of which `is_answer` is true."""
    return Answer(
        standing=_standing(data["standing"]),
        events=tuple(codec.event(one) for one in data["events"]),
        threads=tuple(_standing(one) for one in data.get("threads", ())),
        **{name: data[name] for name in _TOLD if name in data},
    )


def _standing(data: dict[str, Any]) -> ThreadState:
    lane = data["lane"]
    frames = tuple(
        Frame(
            number=number,
            lane=lane,
            kind=cast(FrameKind, one["kind"]),
            label=one["label"],
            opened=0,
            inherited=one["inherited"],
            depth=number,
        )
        for number, one in enumerate(data["stack"])
    )
    return ThreadState(stack=frames, now=codec.event(_as_event(data)))


def _as_event(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "number": 0, "kind": "line"}
