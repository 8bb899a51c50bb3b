"""Owns what is said when a server has ended: counts, errors, where everything stood."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Protocol

import click

from flasktutor.cli.tracing import trace_picture, trace_requests
from flasktutor.doctor.listeners import listener
from flasktutor.errors import TutorError
from flasktutor.language import _, ngettext, number, reason
from flasktutor.trace.judging import error_in
from flasktutor.trace.requests import is_request

if TYPE_CHECKING:
    from flasktutor.cli.tutor import Tutor
    from flasktutor.trace.counting import Counts
    from flasktutor.trace.judging import Judge
    from flasktutor.trace.seen import Trace
    from flasktutor.trace.served import Began, Serving
    from flasktutor.ui.protocol.blocks import Block

_MOST_ROWS = 30


class ServeOutcome(Protocol):
    """What a server's time has come to: what was counted and judged, and how it ended."""

    counts: Counts
    judge: Judge
    serving: Serving | None

    @property
    def code(self) -> int | None: ...
    def unanswered(self) -> list[Began]: ...


def taken(port: int, code: str) -> TutorError:
    """The error for a port that cannot be had, with who has it as far as it is known."""
    found = listener(port)
    if found is None:
        why = reason(OSError(int(code), os.strerror(int(code)))) if code.isdigit() else code
        text = _("Port {port} cannot be had: {reason}.").format(port=port, reason=why)
    else:
        text = _("Port {port} is taken by {command} (process {pid}, in {folder}).").format(
            port=port, command=found.command[:80], pid=found.pid, folder=found.folder
        )
    hint = _("Name another with --port, or leave it out: then one that is free is chosen.")
    return TutorError(text, hint=hint)


def refuse(given: Mapping[str, Any], words: Sequence[str] | None, target: str | None) -> None:
    """Say what cannot be had together with --serve; raises click.UsageError."""
    request = target is not None and is_request(target)
    if not given["serve"]:
        raise click.UsageError(_("--port wants --serve."))
    if words is not None:
        raise click.UsageError(_("--serve wants an app, not a command after “--”."))
    if given["requests"] or request:
        raise click.UsageError(_("With --serve a browser sends the requests: leave them out."))
    if len(given["pythons"]) > 1:
        raise click.UsageError(_("--serve runs on one Python: leave the second out."))
    for name in ("threads", "svg", "html", "step"):
        if given[name]:
            text = _("--{name} cannot be had with --serve.")
            raise click.UsageError(text.format(name=name))


def summary(tutor: Tutor, session: ServeOutcome, seen: Trace) -> None:
    """Say what was answered, and how."""
    trace_picture.show(tutor, list(_blocks(session, seen)))


def _blocks(session: ServeOutcome, seen: Trace) -> Iterator[Block]:
    from flasktutor.ui.protocol.blocks import Listing, Note

    counts = session.counts
    yield Note(_counted(session), "plain")
    rows = counts.rows()
    if rows:
        ms = _("{ms} ms")
        cells = (
            (one.request, one.status or _("no answer"), str(one.count),
             ms.format(ms=number(one.slowest_ms)))
            for one in rows[:_MOST_ROWS]
        )  # fmt: skip
        yield Listing(tuple(cells), (_("Request"), _("Status"), _("Count"), _("Slowest")))
    for text in _more(session, len(rows) - _MOST_ROWS):
        yield Note(text, "plain")
    for text in _troubles(session, seen):
        yield Note(text, "bad")
    for text in _limits(seen):
        yield Note(text)


def _counted(session: ServeOutcome) -> str:
    counts = session.counts
    pages = counts.requests - counts.static
    text = ngettext("{n} request was answered.", "{n} requests were answered.", pages)
    parts = [text.format(n=pages)]
    if counts.static:
        text = ngettext(
            "So was {n} for a static file.", "So were {n} for static files.", counts.static
        )
        parts.append(text.format(n=counts.static))
    return " ".join(parts)


def _more(session: ServeOutcome, left_out: int) -> Iterator[str]:
    counts = session.counts
    unlisted = max(left_out, 0)
    if unlisted or counts.others:
        yield _("Not all paths are listed; --json has {n}.").format(n=_MOST_ROWS + unlisted)
    if counts.slowest is not None and counts.requests > 1:
        slowest = counts.slowest
        text = _("The slowest was {request}: {ms} ms.")
        request = f"{slowest.number} {slowest.line}"
        yield text.format(request=_code(request), ms=number(slowest.ms))
    if counts.left:
        text = ngettext(
            "{n} time the browser went away before all was sent.",
            "{n} times the browser went away before all was sent.",
            counts.left,
        )
        yield text.format(n=counts.left)
    for one in session.judge.found.values():
        yield _("Found: {what}").format(what=one.told.means)


def _troubles(session: ServeOutcome, seen: Trace) -> Iterator[str]:
    if seen.failed == "garbled":
        yield _("What the app did cannot be told: something else was written to its reporter.")
    elif seen.failed:
        yield _died(session)
    for text in _errors(session):
        yield text
    for one in session.unanswered():
        text = _("Never answered: {request}.")
        yield text.format(request=_code(f"{one.number} {one.line}"))
    yield from trace_requests.places(seen.standing)
    if seen.timed_out:
        yield _("The time was up.")


def _died(session: ServeOutcome) -> str:
    code = _("unknown") if session.code is None else str(session.code)
    return _("The app has ended its own process, with exit code {code}.").format(code=code)


def without_service(session: ServeOutcome, seen: Trace) -> Iterator[str]:
    """Why no address was ever said, beside errors that are explained."""
    if seen.failed == "died":
        yield _died(session)
    elif not seen.failed:
        yield _("It was ended before the app was loaded.")
        yield from trace_requests.places(seen.standing)


def _errors(session: ServeOutcome) -> Iterator[str]:
    counts = session.counts
    for count, text in (
        (counts.errors, ngettext(
            "{n} request ended in an error.", "{n} requests ended in an error.", counts.errors
        )),
        (counts.threads, ngettext(
            "{n} thread ended in an error.", "{n} threads ended in an error.", counts.threads
        )),
    ):  # fmt: skip
        if count:
            yield text.format(n=count)
    for key, one in session.judge.troubles.items():
        times = session.judge.counts[key]
        known = f" (`flasktutor explain {one.told.id}`)" if one.told and one.told.known else ""
        yield f"{times} × {_code(error_in(one.traceback))}{known}"


def _limits(seen: Trace) -> Iterator[str]:
    if seen.running:
        text = ngettext(
            "{n} thread was at work when the server ended, and was ended with it.",
            "{n} threads were at work when the server ended, and were ended with it.",
            len(seen.running),
        )
        yield " ".join([text.format(n=len(seen.running)), *trace_requests.places(seen.running)])
    if seen.processes:
        text = ngettext(
            "The app started {n} other process of Python; what that did is not seen.",
            "The app started {n} other processes of Python; what those did is not seen.",
            seen.processes,
        )
        yield text.format(n=seen.processes)
    yield from trace_requests.replaced(seen)


def _code(text: str) -> str:
    """A text that is no Markdown, in a sentence that is."""
    return f"`{text.replace('`', chr(39))}`"


def as_data(session: ServeOutcome, seen: Trace) -> dict[str, Any]:
    """All that is kept, for JSON: of the events and answers, those that came last."""
    from dataclasses import replace

    from flasktutor.trace.judging import response

    recent = session.judge.recent
    events = tuple(event for one in recent for event in one.events)
    answers = tuple(response(one.answered) for one in recent)
    told = trace_requests.as_data(
        replace(seen, events=(*session.judge.loading, *events), responses=answers),
        tuple(session.judge.found.values()),
    )
    return {
        **told,
        "port": session.serving.port if session.serving else None,
        **session.counts.as_data(),
        "slowest": asdict(session.counts.slowest) if session.counts.slowest else None,
        "troubles": [
            {"count": session.judge.counts[key], "traceback": one.traceback,
             "id": one.told.id if one.told else None}
            for key, one in session.judge.troubles.items()
        ],
        "unanswered": [asdict(one) for one in session.unanswered()],
        "standing": list(seen.standing),
        "processes": seen.processes,
        "code": session.code if seen.failed else None,
    }  # fmt: skip
