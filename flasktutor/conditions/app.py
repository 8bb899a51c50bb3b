"""Owns the conditions on the learner's app, loaded by their own interpreter."""

from __future__ import annotations

from dataclasses import replace

from flasktutor import checks, contexts
from flasktutor.checks import Check, Mark, shorten
from flasktutor.conditions.base import Condition
from flasktutor.conditions.looks import AppLook, AppSeen
from flasktutor.language import _
from flasktutor.runner.protocol import RunResult
from flasktutor.schema import Report
from flasktutor.snippets import RequestSpec
from flasktutor.values import frozen

PRINTED = ("no-python", "no-flask", "no-app", "raised", "asks", "ended")
"""The troubles of which `error` is what a program printed."""


@frozen(kw_only=True)
class AppCondition(Condition):
    """The app in the learner's folder does what these checks say."""

    slow = True

    app: tuple[Check, ...]
    """Checks as in a `code` step: `request` and `value`."""
    named: str = ""
    """What stands behind `flask --app`; without it, what `flask run` finds."""

    def check(self, report: Report) -> None:
        if not self.app:
            report("app", _("nothing is checked; add `request` or `value`"))
        for one in self.app:
            if one.probe is None:
                text = _("of an app only `request` and `value` can be checked; see `file`")
                report(next(iter(one.where.fields), ""), text, one)

    def look(self) -> AppLook:
        return AppLook(target=self.named, probes=checks.probes(self.app))

    def criterion(self) -> str:
        return _("your app can be loaded")

    def waiting(self) -> tuple[Mark, ...]:
        return tuple(Mark(criterion=one.criterion(), state="not-reached") for one in self.app)

    def judge(self, seen: AppSeen) -> tuple[Mark, ...]:
        if seen.trouble:
            loaded = self.mark(False, seen=trouble(seen), error=_printed(seen))
            return (loaded, *self.waiting())
        result = RunResult(outcome="ok", observations=seen.observations)
        marks = checks.judge(self.app, "", result)
        return tuple(_said(mark, self.fail) for mark in marks)


@frozen(kw_only=True)
class ContextsCondition(Condition):
    """Requests to the learner's app leave no context pushed, and these functions ran."""

    slow = True

    contexts: tuple[RequestSpec, ...]
    """The requests to send, one after another."""
    named: str = ""
    """What stands behind `flask --app`; without it, what `flask run` finds."""
    teardown: tuple[str, ...] = ()
    """Names of teardown functions that have to run."""

    def look(self) -> AppLook:
        return AppLook(target=self.named, visits=tuple(one.built() for one in self.contexts))

    def criterion(self) -> str:
        asked = ", ".join(map(str, self.contexts))
        if self.teardown:
            ran = ", ".join(f"`{name}`" for name in self.teardown)
            text = _("`{request}` leaves no context pushed, and {functions} runs")
            return text.format(request=asked, functions=ran)
        return _("`{request}` leaves no context pushed").format(request=asked)

    def judge(self, seen: AppSeen) -> tuple[Mark, ...]:
        if seen.trouble:
            return (self.mark(False, seen=trouble(seen), error=_printed(seen)),)
        timeline = contexts.timeline(seen.events)
        if left := timeline.still_pushed():
            names = ", ".join(f"`{frame.label}`" for frame in left)
            return (self.mark(False, seen=_("still pushed: {names}").format(names=names)),)
        ran = {one.label for one in seen.events if one.kind in ("teardown-app", "teardown-request")}
        missing = [name for name in self.teardown if name not in ran]
        told = ", ".join(f"`{name}`" for name in missing)
        text = _("not called: {names}").format(names=told) if missing else ""
        return (self.mark(not missing, seen=text),)


def _printed(seen: AppSeen) -> str:
    """What was printed of an error; what is known otherwise is no text to be explained."""
    return seen.error if seen.trouble in PRINTED else ""


def trouble(seen: AppSeen) -> str:
    """Why an app could not be looked at, in words."""
    texts = {
        "no-python": _("there is no environment to load it in"),
        "not-started": _("its program cannot be started"),
        "old": _("it is older than what can be looked into"),
        "no-flask": _("the environment has no Flask"),
        "no-app": _("no app is found"),
        "raised": _("loading it raises an error"),
        "asks": _("it asks for something to be typed while it is loaded; nobody answers a server"),
        "hung": _("loading it does not come to an end"),
        "no-answer": _("a request to it is not answered in time"),
        "ended": _("its process ended while it was loaded"),
        "garbled": _("its process told something else than what it did"),
    }
    told = shorten(_headline(seen.error))
    return ": ".join(part for part in (texts[seen.trouble], told) if part)


def _headline(text: str) -> str:
    """The line that names the error which a text ends with; without one, its last line."""
    from flasktutor.causes.reading import read_errors

    ends = (one for one in reversed(read_errors(text)) if one.last and one.type)
    for error in ends:
        message = error.message.strip().partition("\n")[0]
        return f"{error.type}: {message}" if message else error.type
    return text.strip().rpartition("\n")[2]


def _said(mark: Mark, fail: str) -> Mark:
    return replace(mark, fail=mark.fail or fail) if mark.state == "failed" else mark
