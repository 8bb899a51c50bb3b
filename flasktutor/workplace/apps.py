"""Owns looking at the learner's app: loaded by their interpreter in their folder, and asked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from flasktutor.conditions.looks import AppLook, AppSeen, AppTrouble
from flasktutor.doctor.project import read_project
from flasktutor.language import _, number, reason
from flasktutor.runner.protocol import Observation, Raised
from flasktutor.trace.run import AppTask, send
from flasktutor.trace.seen import Trace
from flasktutor.workplace.environments import Found

SECONDS = 10.0
"""How long loading the app and asking it may take together."""
_TROUBLES: Mapping[str, AppTrouble] = {
    "no-flask": "no-flask",
    "broken-flask": "raised",
    "old-flask": "old",
    "old-python": "old",
    "no-app": "no-app",
    "app-raised": "raised",
    "died": "ended",
    "garbled": "garbled",
}
_NO_TERMINAL = "\nEOFError: EOF when reading a line"
_IN_WORDS = "Traceback (most recent call last)"


def look(
    wish: AppLook,
    folder: Path,
    found: Found | None,
    environ: Mapping[str, str],
    served: str,
) -> AppSeen:
    """Load the app, and look at what is wished; `served` is the target their server was given."""
    if found is None or found.report is None:
        return AppSeen(trouble="no-python", error=found.said if found else "")
    variables = {**environ, "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        seen = _visited(wish, wish.target, folder, found.python, variables)
        if seen.failed == "no-app" and not wish.target and _IN_WORDS not in seen.detail:
            other = served or _lone(folder)
            guessed = _visited(wish, other, folder, found.python, variables) if other else seen
            seen = seen if guessed.failed == "no-app" else guessed
    except OSError as error:
        return AppSeen(trouble="not-started", error=reason(error))
    return _told(wish, seen)


def _visited(
    wish: AppLook, target: str, folder: Path, python: Path, environ: Mapping[str, str]
) -> Trace:
    job = AppTask(target=target or None, requests=wish.visits, probes=wish.probes, seconds=SECONDS)
    return send(job, python, folder, environ)


def _lone(folder: Path) -> str:
    """What `check-install` would write after `--app` here: the only thing that looks like one."""
    suggestion = read_project(folder).suggestion
    return "" if "(" in suggestion else suggestion


def _told(wish: AppLook, seen: Trace) -> AppSeen:
    if seen.failed:
        trouble = _TROUBLES[seen.failed]
        if trouble == "no-app" and _IN_WORDS in seen.detail:
            trouble = "raised"
        if trouble == "raised" and seen.detail.rstrip().endswith(_NO_TERMINAL):
            trouble = "asks"
        older = {"old-flask": "Flask ", "old-python": "Python "}.get(seen.failed, "")
        return AppSeen(trouble=trouble, error=older + seen.detail)
    if seen.timed_out and not seen.loaded:
        return AppSeen(trouble="hung", error=_standing(seen))
    if seen.timed_out and wish.visits:
        return AppSeen(trouble="no-answer", error=_standing(seen))
    missing = len(wish.probes) - len(seen.observations)
    late = Observation(exception=Raised(type="TimeoutError", message=_late(), where="elsewhere"))
    return AppSeen(
        observations=(*seen.observations, *[late] * missing),
        events=seen.events,
        statuses=tuple(one.status for one in seen.responses),
    )


def _late() -> str:
    return _("no answer within {seconds} s").format(seconds=number(SECONDS))


def _standing(seen: Trace) -> str:
    places = [_("{lane} was at {file}, line {line}").format(**place) for place in seen.standing]
    return ", ".join(places) or (seen.stderr or seen.stdout)[-400:]


def target_of(words: tuple[str, ...]) -> str:
    """What a server's command names behind `--app` or `-A`; "" where it names nothing."""
    for at, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in ("--app", "-A"):
            return value if equals else next(iter(words[at + 1 :]), "")
    return ""
