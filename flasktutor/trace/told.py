"""Owns what is said of an error that was traced: words that what is drawn bears out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from flasktutor.causes import Explanation, FoundError, describe, explain_text
from flasktutor.causes.system import System
from flasktutor.contexts import Moment, Timeline, timeline
from flasktutor.trace.seen import Trace
from flasktutor.values import frozen

_OF_G = re.compile(r"^(?:'?_AppCtxGlobals'? object has no attribute ')?(?P<name>\w+)'?$")


def explained(text: str, seen: Trace, system: System) -> Explanation | None:
    """What the error in `text` means, in the light of all that was `seen`."""
    told = explain_text(text, system, flask=seen.flask)
    if told is not None and told.id == "app-not-found" and seen.failed == "no-app":
        return _instead(told, "trace-without-app", {}, system)
    drawn = timeline(seen.events)
    if told is None or told.error is None or not drawn.is_whole:
        return told
    if told.id == "stream-in-async-view":
        return (
            told
            if _ran_apart(drawn, seen)
            else _instead(told, "context-used-elsewhere", {}, system)
        )
    name = _OF_G.match(told.error.message)
    around = _around(told.error, drawn)
    if name and around and told.id in ("g-attribute-missing", "teardown-run-twice"):
        return _of_g(told, name["name"], around, system)
    return told


def raised_at(error: FoundError | None, drawn: Timeline) -> int:
    """The number of the event at which `error` was raised; 0 where none is drawn."""
    raised = error and next((one for one in drawn.moments if _raises(one, error)), None)
    return raised.number if raised else 0


def _ran_apart(drawn: Timeline, seen: Trace) -> bool:
    """Whether a view ran in a task, apart from its request."""
    lanes = {response.lane for response in seen.responses}
    return any(one.kind == "view-entered" and one.lane not in lanes for one in drawn.moments)


@frozen(kw_only=True)
class _Around:
    """What is drawn before an error: in its lane since the request began, and all else."""

    request: Sequence[Moment]
    elsewhere: Sequence[Moment]


def _around(error: FoundError, drawn: Timeline) -> _Around | None:
    """What is drawn before `error`; None where itself it is not."""
    raised = next((one for one in drawn.moments if _raises(one, error)), None)
    if raised is None:
        return None
    before = [one for one in drawn.moments if one.number < raised.number]
    here = [one for one in before if one.lane == raised.lane]
    began = max((one.number for one in here if one.kind == "request-started"), default=0)
    request = [one for one in here if one.number >= began]
    return _Around(request=request, elsewhere=[one for one in before if one not in request])


def _raises(moment: Moment, error: FoundError) -> bool:
    """Whether `moment` is the one at which `error` was raised."""
    name, _colon, message = moment.label.partition(": ")
    return (
        moment.kind == "exception-raised"
        and name == error.type
        and error.message.startswith(message.rstrip("…"))
        and (error.place is None or moment.line in (0, error.place.line))
    )


def _of_g(told: Explanation, name: str, around: _Around, system: System) -> Explanation:
    """What became of a name in g: taken out again, put there in another context, or never there."""
    lost = _last(around.request, "g-removed", name)
    if lost and told.id == "teardown-run-twice":
        return replace(told, certain=True, confirm=None)
    if lost:
        return _instead(told, "g-attribute-lost", _facts(name, lost), system)
    if other := _last(around.elsewhere, "g-set", name):
        return _instead(told, "g-attribute-elsewhere", _facts(name, other), system)
    return _instead(told, "g-attribute-missing", {"name": name}, system)


def _last(moments: Sequence[Moment], kind: str, name: str) -> Moment | None:
    """The last moment at which g got (its label says `name = value`) or lost `name`."""
    told = (one for one in reversed(moments) if one.kind == kind)
    return next((one for one in told if one.label.split(" = ")[0] == name), None)


def _facts(name: str, at: Moment) -> Mapping[str, str]:
    return {"name": name, **({"line": str(at.line)} if at.line else {})}


def _instead(
    told: Explanation, cause: str, facts: Mapping[str, str], system: System
) -> Explanation:
    """The words of another cause for the same error."""
    return replace(describe(cause, facts, system), error=told.error)
