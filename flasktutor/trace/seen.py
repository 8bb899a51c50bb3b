"""Owns what a trace has seen, and reading it from what the app's process reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Literal

from flasktutor.runner import codec
from flasktutor.runner.protocol import ContextEvent, Observation
from flasktutor.runner.report import read_file
from flasktutor.runner.shape import fits
from flasktutor.runner.worker.wire import LARGEST_REPORT
from flasktutor.text import escape_all
from flasktutor.values import frozen

_LARGEST = 16 * 1024 * 1024
_MOST = 12_000


@frozen(kw_only=True)
class Response:
    """What one request got: a status line such as `200 OK`, or a traceback, or both."""

    number: int
    lane: str
    method: str
    path: str
    ms: float
    status: str = ""
    body: str = ""
    traceback: str = ""


@frozen(kw_only=True)
class Failure:
    """An error that ended a thread or a `test`, with its traceback."""

    lane: str
    traceback: str
    test: str = ""


@frozen(kw_only=True)
class Trace:
    """All that was seen of an app; `loaded` says that it came to be there, `routes` what can be
    asked of it, as one would type it.

    `failed` says why no request was sent (`no-flask`, `no-app`, `app-raised`, …), with
    the words of it in `detail`. With `timed_out`, `standing` tells where each thread was;
    `running` tells of those that went on when all was answered. Of a command, `raised` is
    what ended it, `tests` how many ran, `processes` how many others of Python it started.
    `replaced` names who follows the code in our place, "" for nobody; None as long as we do.
    Of the lanes in `unfollowed` only signals were heard.
    """

    python: str = ""
    flask: str = ""
    events: tuple[ContextEvent, ...] = ()
    responses: tuple[Response, ...] = ()
    observations: tuple[Observation, ...] = ()
    loaded: bool = False
    routes: tuple[str, ...] = ()
    failed: str = ""
    detail: str = ""
    timed_out: bool = False
    standing: tuple[Mapping[str, Any], ...] = ()
    errors: tuple[Failure, ...] = ()
    running: tuple[Mapping[str, Any], ...] = ()
    replaced: str | None = None
    unfollowed: tuple[str, ...] = ()
    raised: str = ""
    tests: int = 0
    processes: int = 0
    stdout: str = ""
    stderr: str = ""


@frozen(kw_only=True)
class _Place:
    lane: str
    file: str
    line: int


@frozen(kw_only=True)
class End:
    """What stands at the end of a report; after a failure to start, no more than that."""

    python: str
    flask: str = ""
    failed: Literal[
        "", "no-flask", "old-flask", "broken-flask", "no-app", "app-raised", "no-port"
    ] = ""
    detail: str = ""
    loaded: bool = False
    routes: tuple[str, ...] = ()
    timed_out: bool = False
    standing: tuple[_Place, ...] = ()
    running: tuple[_Place, ...] = ()
    replaced: str | None = None
    unfollowed: tuple[str, ...] = ()
    raised: str = ""
    tests: int = 0
    processes: int = 0


_FRAMES: dict[str, Any] = {
    "response": Response,
    "events": tuple[ContextEvent, ...],
    "error": Failure,
    "observation": Observation,
    "end": End,
}


def read(report: Path, probes: int = 0) -> Trace:
    """What a report holds; raises ValueError for what our worker does not write.

    It may hold an observation for each of so many `probes`.

    The app runs in the process that writes it, so its size and shape are checked.
    """
    events: list[ContextEvent] = []
    responses: list[Response] = []
    errors: list[Failure] = []
    observations: list[Observation] = []
    end: dict[str, Any] | None = None
    for frame in read_file(report, _LARGEST + probes * LARGEST_REPORT):
        kind, content = _of_known_kind(frame)
        if end is not None:
            raise ValueError("something after the end")
        if kind == "events":
            events += (codec.event(escape_all(one)) for one in content)
        elif kind == "response":
            responses.append(Response(**known(Response, escape_all(content))))
        elif kind == "error":
            errors.append(Failure(**known(Failure, escape_all(content))))
        elif kind == "observation":
            observations.append(codec.observation(escape_all(content)))
        else:
            end = known(End, escape_all(content))
        most = max(len(events), len(responses), len(errors))
        if most > _MOST or len(observations) > probes:
            raise ValueError("more than any app has to tell")
    if end is None:
        raise ValueError("no end")
    return Trace(
        events=tuple(events),
        responses=tuple(sorted(responses, key=lambda one: one.number)),
        errors=tuple(errors),
        observations=tuple(observations),
        **{
            **end,
            **{name: tuple(end.get(name, ())) for name in ("standing", "running", "unfollowed")},
        },
    )


def _of_known_kind(frame: Any) -> tuple[str, Any]:
    if isinstance(frame, dict) and len(frame) == 1:
        ((kind, content),) = frame.items()
        if kind in _FRAMES and fits(_FRAMES[kind], content):
            return kind, content
    raise ValueError("no frame of the worker")


def known(kind: Any, data: dict[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in data.items() if name in names}
