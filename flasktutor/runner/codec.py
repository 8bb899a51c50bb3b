"""Turns the runner's plain data into JSON and back."""

from __future__ import annotations

from dataclasses import asdict, fields
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from flasktutor.runner.protocol import (
    ContextEvent,
    Observation,
    Raised,
    RunRequest,
    RunResult,
)
from flasktutor.runner.shape import fits
from flasktutor.values import frozen

T = TypeVar("T", Raised, ContextEvent, Observation)


def job(request: RunRequest, folder: Path) -> dict[str, Any]:
    """What the worker gets for `request`, to be run in `folder`."""
    return {**asdict(request), "folder": str(folder)}


def result_to_json(result: RunResult) -> dict[str, Any]:
    """`result` as one JSON object, mappings and tuples as plain dicts and lists."""
    return asdict(result)


@frozen(kw_only=True)
class _Cause:
    type: str = ""
    message: str = ""
    line: int = 0


@frozen(kw_only=True)
class _Detail:
    """What `Raised.detail` may hold."""

    module: str = ""
    bases: tuple[str, ...] = ()
    column: int = 0
    text: str = ""
    reason: str = ""
    name: str = ""
    near: tuple[str, ...] = ()
    owner: str = ""
    code: int = 0
    refused: str = ""
    parts: tuple[str, ...] = ()
    cause: _Cause = _Cause()


@frozen(kw_only=True)
class _Ended:
    exception: Raised | None
    exited: bool
    code: int
    behind: Raised | None = None
    pushed: bool = False


_FRAMES: dict[str, Any] = {
    "ended": _Ended,
    "events": tuple[ContextEvent, ...],
    "printed": tuple[ContextEvent, ...],
    "observation": Observation,
    "world_error": Raised,
    "finished": Literal[True],
}


def kind_of(frame: Any) -> str:
    """Which of the worker's reports `frame` is; raises ValueError when it is none.

    Everything below takes it for granted that this was asked.
    """
    if type(frame) is dict and len(frame) == 1:
        ((kind, content),) = frame.items()
        if kind in _FRAMES and fits(_FRAMES[kind], content) and _details_fit(kind, content):
            return str(kind)
    raise ValueError("no report of the worker")


def _details_fit(kind: str, content: Any) -> bool:
    names = ("exception", "behind") if kind in ("ended", "observation") else ()
    found = [content[name] for name in names if content.get(name) is not None]
    found += [content] if kind == "world_error" else []
    return all(fits(_Detail, each.get("detail", {})) for each in found)


def raised(data: dict[str, Any] | None) -> Raised | None:
    """The worker's description of an exception."""
    return None if data is None else _known(Raised, data)


def observation(data: dict[str, Any]) -> Observation:
    """The worker's report on one probe."""
    return _known(Observation, {**data, "exception": raised(data.get("exception"))})


def event(data: dict[str, Any]) -> ContextEvent:
    """The worker's record of one context event."""
    session = data.get("session")
    return _known(ContextEvent, {**data, "session": None if session is None else tuple(session)})


def _known(kind: type[T], data: dict[str, Any]) -> T:
    # A field that is missing takes its default: each side may be a version ahead.
    names = _names(kind)  # type: ignore[arg-type]  # a class can be hashed, whatever its values are
    return kind(**{name: value for name, value in data.items() if name in names})


@cache
def _names(kind: Any) -> frozenset[str]:
    return frozenset(field.name for field in fields(kind))
