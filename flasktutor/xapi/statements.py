"""Owns what is said of answers and lessons: attempts and places → xAPI statements (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid5

from flasktutor.progress import ANSWERS, Attempt, Place
from flasktutor.progress.records import moment_text
from flasktutor.values import frozen

Statement = dict[str, Any]

_IDS = UUID("6f0d3c52-6f5c-4d0c-9a36-0c3f8a1f6d27")
"""Whence all ids are derived: the same answer has the same id, however often it is sent."""
_VERBS = {
    "answered": "http://adlnet.gov/expapi/verbs/answered",
    "experienced": "http://adlnet.gov/expapi/verbs/experienced",
    "initialized": "http://adlnet.gov/expapi/verbs/initialized",
    "completed": "http://adlnet.gov/expapi/verbs/completed",
    "skipped": "http://id.tincanapi.com/verb/skipped",
}
_LESSON = "http://adlnet.gov/expapi/activities/lesson"
_QUESTION = "http://adlnet.gov/expapi/activities/question"
# Nobody owns an address for these, so they are names and not addresses.
_NAMES = "urn:flasktutor:"


@frozen(kw_only=True)
class Actor:
    """Whose statements these are: a name in the system at `home`, which is the store's own."""

    home: str
    name: str

    def to_json(self) -> dict[str, Any]:
        """It as an xAPI agent."""
        account = {"homePage": self.home, "name": self.name}
        return {"objectType": "Agent", "account": account}


def statements(
    actor: Actor, attempts: Iterable[Attempt], places: Iterable[Place]
) -> Iterator[Statement]:
    """A statement for each attempt, each lesson begun and each lesson finished.

    `attempts` come in the order of time.
    """
    begun: set[str] = set()
    for attempt in attempts:
        if attempt.lesson not in begun:
            begun.add(attempt.lesson)
            yield _of_lesson(actor, "initialized", attempt.lesson, moment_text(attempt.at))
        yield _of_attempt(actor, attempt)
    for place in places:
        if place.finished:
            yield _of_lesson(actor, "completed", place.lesson, moment_text(place.at))


def _of_attempt(actor: Actor, attempt: Attempt) -> Statement:
    answered = attempt.result in ANSWERS
    verb = "answered" if answered else "skipped" if attempt.result == "skipped" else "experienced"
    said = _statement(actor, verb, _step(attempt), moment_text(attempt.at))
    said["id"] = str(uuid5(_IDS, f"attempt {attempt.id}"))
    said["context"] = {"contextActivities": {"parent": [_lesson(attempt.lesson)]}}
    said["result"] = _result(attempt, answered)
    return said


def _result(attempt: Attempt, answered: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"duration": f"PT{attempt.seconds:.2f}S"}
    if answered:
        told["success"] = attempt.result == "right"
    if attempt.answer:
        told["response"] = attempt.answer
    more = {
        "hints": attempt.hints,
        "review": attempt.review,
        "gave-up": attempt.result == "gave-up",
        "misconception": attempt.misconception,
    }
    told["extensions"] = {_NAMES + name: value for name, value in more.items() if value}
    return told


def _of_lesson(actor: Actor, verb: str, lesson: str, at: str) -> Statement:
    said = _statement(actor, verb, _lesson(lesson), at)
    # A store that knows this learner of this home once knows the lesson's end once.
    said["id"] = str(uuid5(_IDS, f"{verb} {lesson} {actor.home} {actor.name}"))
    return said


def _statement(actor: Actor, verb: str, activity: dict[str, Any], at: str) -> Statement:
    return {
        "actor": actor.to_json(),
        "verb": {"id": _VERBS[verb], "display": {"en": verb}},
        "object": activity,
        "timestamp": at,
    }


def _lesson(name: str) -> dict[str, Any]:
    return _activity(name, _LESSON)


def _step(attempt: Attempt) -> dict[str, Any]:
    kind = _LESSON if attempt.result == "seen" else _QUESTION
    return _activity(f"{attempt.lesson}/{attempt.step}", kind)


def _activity(name: str, kind: str) -> dict[str, Any]:
    return {
        "objectType": "Activity",
        "id": f"{_NAMES}{quote(name, safe='/', errors='replace')}",
        "definition": {"type": kind, "name": {"en": name}},
    }
