"""Owns what a check hands back, and the order and folding of findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal

from flasktutor.causes import Explanation, Fix, describe
from flasktutor.causes.system import System
from flasktutor.values import frozen

Status = Literal["ok", "note", "problem"]
Area = Literal["python", "venv", "packages", "request", "command", "app", "project", "port"]

# What an app stands on: what is wrong in one may be only the consequence of what was found before.
SET_UP: frozenset[Area] = frozenset({"python", "venv", "packages", "request", "command"})


@frozen(kw_only=True)
class Finding:
    """One thing that was looked at.

    `id` is a cause's id, or for what is fine the name of what was looked at. `seen`
    is what was observed; `means`, `why` and `fixes` come from the cause.
    `follows_from` names the finding that this one is only a consequence of; `page` is the
    address of Flask's documentation on it, "" where it says nothing of it.
    """

    id: str
    area: Area
    status: Status
    seen: str
    means: str = ""
    why: str = ""
    fixes: tuple[Fix, ...] = ()
    lesson: str = ""
    follows_from: str = ""
    page: str = ""


def fine(name: str, area: Area, seen: str) -> Finding:
    """A finding that nothing is wrong."""
    return Finding(id=name, area=area, status="ok", seen=seen)


def problem(
    cause: str | Explanation, area: Area, seen: str, facts: Mapping[str, str], system: System
) -> Finding:
    """A finding of the cause `cause`, with its words filled with `facts`."""
    told = describe(cause, facts, system) if isinstance(cause, str) else cause
    return Finding(
        id=told.id,
        area=area,
        status="problem",
        seen=seen,
        means=told.headline,
        why=told.why,
        fixes=told.fixes,
        lesson=told.lesson,
        page=told.link,
    )


def note(cause: str, area: Area, seen: str, facts: Mapping[str, str], system: System) -> Finding:
    """Like `problem`, for what does no harm by itself."""
    return replace(problem(cause, area, seen, facts, system), status="note")


def folded(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """`findings` in their order, with consequences of the first problem marked as such."""
    first = ""
    result: list[Finding] = []
    for finding in findings:
        if finding.area == "project" and any(_same_problem(finding, one) for one in result):
            continue  # reading found what loading the app has shown already
        if finding.area == "app" and finding.status == "problem":
            # Loading the app has met what was seen before; or it lacks what nothing reads.
            causes = {one.id for one in result if one.status == "problem"}
            known = (one for one in (finding.id, "dotenv-not-read") if one in causes)
            finding = replace(finding, follows_from=next(known, ""))
        if finding.status == "problem" and finding.area in SET_UP:
            if first:
                finding = replace(finding, follows_from=first)
            else:
                first = finding.id
        result.append(finding)
    return tuple(result)


def _same_problem(one: Finding, other: Finding) -> bool:
    return (one.id, one.status, other.status, other.area) == (other.id, "problem", "problem", "app")
