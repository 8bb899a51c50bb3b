"""Owns `--html`: a trace as a page, with its requests or tests, errors and what was printed."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from flasktutor.causes import Explanation
from flasktutor.cli.tracing import trace_requests
from flasktutor.cli.tracing.trace_picture import writing
from flasktutor.contexts import Timeline, timeline
from flasktutor.language import _
from flasktutor.page import Part, Parts, Printed, Story, StoryTrouble, page
from flasktutor.trace.command import TracedCommand
from flasktutor.trace.findings import ExplainedFault
from flasktutor.trace.sections import tests_in, visits_in
from flasktutor.trace.seen import Trace
from flasktutor.trace.sources import sources
from flasktutor.trace.told import raised_at

Errors = Mapping[str, Explanation | None]
_LONGEST_TITLE = 120


def save(path: Path, story: Story) -> None:
    """Write its page; raises TutorError where that cannot be."""
    text = page(story)
    with writing(path):
        path.write_bytes(text.encode("utf-8"))


def of_requests(
    words: Sequence[str],
    seen: Trace,
    found: Sequence[ExplainedFault],
    root: Path,
    target: str | None,
) -> Story:
    """What came of requests to the app `target`; `words` are what was typed behind `trace`."""
    errors = trace_requests.explained_errors(seen)
    drawn = timeline(seen.events)
    return Story(
        title=_short(shlex.join(["flasktutor", "trace", *words])),
        about=_about(seen),
        timeline=drawn,
        sources=sources(seen.events, root, target),
        found=trace_requests.besides(found, errors.values()),
        parts=Parts(
            title=_("Requests"),
            headings=trace_requests.headings(seen),
            rows=tuple(_answers(seen, drawn)),
        ) if seen.responses else None,
        troubles=tuple(_troubles(errors, drawn)),
        notes=tuple(trace_requests.notes(seen)),
        printed=tuple(
            Printed(caption=caption, text=text) for caption, text in trace_requests.printed(seen)
        ),
    )  # fmt: skip


def of_command(
    command: TracedCommand,
    seen: Trace,
    found: Sequence[ExplainedFault],
    errors: Errors,
    notes: Sequence[str],
    folder: Path,
) -> Story:
    """What a command did; `errors` are those that ended something, `notes` what was not seen."""
    drawn = timeline(seen.events)
    return Story(
        title=_short(f"flasktutor trace -- {command}"),
        about=_about(seen),
        timeline=drawn,
        sources=sources(seen.events, folder),
        found=trace_requests.besides(found, errors.values()),
        parts=_tests(drawn) or _visits(drawn),
        troubles=tuple(_troubles(errors, drawn)),
        notes=tuple(notes),
    )


def _short(title: str) -> str:
    """A command line as a title: of very many requests, the first ones."""
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"


def _about(seen: Trace) -> str:
    return f"Flask {seen.flask}, Python {seen.python}" if seen.flask else ""


def _answers(seen: Trace, drawn: Timeline) -> Iterator[Part]:
    """Each request that was sent, with its place in the run.

    What answers before Flask does is not drawn. Where as many requests of one kind are drawn in
    a lane as were sent there, they are the same ones; else which is which is not known.
    """
    visits = list(visits_in(drawn))
    counted = Counter((one.lane, one.label) for one in visits)
    sent = Counter((one.lane, f"{one.method} {one.path}") for one in seen.responses)
    for one in seen.responses:
        key = (one.lane, f"{one.method} {one.path}")
        mine = (visit for visit in visits if (visit.lane, visit.label) == key)
        visit = next(mine, None) if counted[key] == sent[key] else None
        if visit:
            visits.remove(visit)
        yield Part(
            cells=trace_requests.cells(one, seen),
            first=visit.first if visit else 0,
            last=visit.last if visit else 0,
            lane=one.lane,
            is_bad=bool(one.traceback) or not one.status,
        )


def _tests(drawn: Timeline) -> Parts | None:
    rows = tuple(
        Part(
            cells=(one.name, _outcome(one.outcome)),
            first=one.first,
            last=one.last,
            is_bad=one.outcome in ("failed", "cut off"),
        )
        for one in tests_in(drawn)
    )
    return Parts(title=_("Tests"), headings=(_("Test"), _("Outcome")), rows=rows) if rows else None


def _outcome(outcome: str) -> str:
    return {
        "passed": _("passed"),
        "failed": _("failed"),
        "skipped": _("skipped"),
        "cut off": _("cut off"),
    }[outcome]


def _visits(drawn: Timeline) -> Parts | None:
    """The requests that a script sent, or a server got."""
    rows = tuple(
        Part(
            cells=(one.label, one.status or _("no answer")),
            first=one.first,
            last=one.last,
            lane=one.lane,
            is_bad=not one.status,
        )
        for one in visits_in(drawn)
    )
    if not rows:
        return None
    return Parts(title=_("Requests"), headings=(_("Request"), _("Status")), rows=rows)


def _troubles(errors: Errors, drawn: Timeline) -> Iterator[StoryTrouble]:
    for text, told in errors.items():
        if told is None or told.known or told.error:
            yield StoryTrouble(
                text=text, told=told, number=raised_at(told.error, drawn) if told else 0
            )
