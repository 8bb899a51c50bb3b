"""Turns the runner's plain data into JSON and back."""

from __future__ import annotations

from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, TypeVar

from flasktutor.runner.protocol import (
    ContextEvent,
    Observation,
    Raised,
    RunRequest,
    RunResult,
)

T = TypeVar("T", Raised, ContextEvent, Observation)


def job(request: RunRequest, folder: Path) -> dict[str, Any]:
    """What the worker gets for `request`, to be run in `folder`."""
    return {**asdict(request), "folder": str(folder)}


def result_to_json(result: RunResult) -> dict[str, Any]:
    """`result` as one JSON object, mappings and tuples as plain dicts and lists."""
    return asdict(result)


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
    names = {field.name for field in fields(kind)}
    return kind(**{name: value for name, value in data.items() if name in names})
