"""Judges how a run ended, from what the system and the worker said of it (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

from flasktutor.language import _
from flasktutor.runner import codec, words
from flasktutor.runner.finished import Finished, Ready
from flasktutor.runner.protocol import Observation, Outcome, Raised, RunRequest, RunResult
from flasktutor.text import decode, escape_all

Where = Literal["snippet", "setup", ""]

_CRASHES = {"SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL", "SIGFPE", "SIGSYS", "SIGTRAP"}
_ENDED_FROM_OUTSIDE: dict[str | None, Outcome] = {
    "output-limit": "output-limit",
    "timeout": "timeout",
    "memory": "memory",
    "cpu": "cpu",
    "worker-died": "killed",
    "memory-together": "memory",
    "disk": "disk",
    "entries": "disk",
    "garbled": "crashed",
}
_DUMPED_LINE = re.compile(r'File "(snippet|setup)\.py", line (\d+)')


def result(request: RunRequest, seen: Finished, ready: Ready) -> RunResult:
    """All that is to be told of a run."""
    ended = _first(seen, "ended")
    outcome = _outcome(request, seen, ended)
    where, line = _stopped_at(seen)
    exception = codec.raised(escape_all(ended["exception"])) if ended else None
    draft = RunResult(
        outcome=outcome,
        stdout=decode(seen.stdout, cut=seen.truncated),
        stderr=decode(seen.stderr, cut=seen.truncated),
        exception=exception,
        behind=codec.raised(escape_all(ended.get("behind"))) if ended else None,
        world_error=codec.raised(escape_all(_first(seen, "world_error"))),
        pushed=bool(ended and ended.get("pushed")),
        exit_code=seen.exit_code,
        truncated=seen.truncated,
        duration_ms=round(seen.duration * 1000, 3),
        flask=ready.flask,
        python=ready.python,
        isolation=ready.isolation,
        observations=_observations(request, seen),
        events=tuple(codec.event(escape_all(one)) for one in _events(seen)),
        printed=tuple(map(codec.event, escape_all(_first(seen, "printed") or ()))),
        stopped_in=where,
        stopped_at=line,
    )
    return words.explained(draft, request, seen, exited=bool(ended and ended["exited"]))


def _outcome(request: RunRequest, seen: Finished, ended: dict[str, Any] | None) -> Outcome:
    if seen.reason in _ENDED_FROM_OUTSIDE:
        return _ENDED_FROM_OUTSIDE[seen.reason]
    if seen.signal:
        return _by_signal(request, seen)
    if ended is None or seen.garbled or not _first(seen, "finished"):
        return "crashed"
    if ended["exception"]:
        return "memory" if ended["exception"]["type"] == "MemoryError" else "error"
    return "ok" if seen.exit_code == 0 else "error"


def _by_signal(request: RunRequest, seen: Finished) -> Outcome:
    name = words.signal_name(seen.signal)
    out_of_time = name == "SIGKILL" and seen.cpu >= request.limits.cpu
    if name == "SIGXCPU" or out_of_time:
        return "cpu"
    return "crashed" if name in _CRASHES else "killed"


def _stopped_at(seen: Finished) -> tuple[Where, int]:
    """The learner's line that ran when the process was ended, as its faulthandler saw it."""
    # A thread's newest call comes first, the thread that was running last.
    threads = re.split(r"\n(?=(?:Current )?[Tt]hread )", seen.rest.decode("utf-8", "replace"))
    current = [text for text in threads if text.startswith("Current")] or threads
    found = _DUMPED_LINE.search(current[-1])
    if not found:
        return "", 0
    return ("setup" if found[1] == "setup" else "snippet"), int(found[2])


def _observations(request: RunRequest, seen: Finished) -> tuple[Observation, ...]:
    """One for each probe, in order: a probe that never ran has that as its exception."""
    reports = [frame["observation"] for frame in seen.frames if "observation" in frame]
    found = [codec.observation(escape_all(report)) for report in reports]
    missing = Observation(
        exception=Raised(
            type="NotRun",
            message=_("the snippet did not come to its end"),
            line=0,
            where="elsewhere",
        )
    )
    return (*found, *[missing] * (len(request.probes) - len(found)))


def _events(seen: Finished) -> Iterator[dict[str, Any]]:
    for frame in seen.frames:
        yield from frame.get("events", ())


def _first(seen: Finished, key: str) -> Any:
    return next((frame[key] for frame in seen.frames if key in frame), None)
