"""Owns what is said of requests that were traced: their pictures, answers and errors."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from flasktutor.cli.output.lines import Line
from flasktutor.language import _, ngettext, number

if TYPE_CHECKING:
    from flasktutor.causes import Explanation
    from flasktutor.trace.findings import ExplainedFault
    from flasktutor.trace.seen import Response, Trace
    from flasktutor.ui.protocol.blocks import Block

_MOST_PRINTED = 2000


def is_fine(seen: Trace) -> bool:
    """Whether all was answered, and no thread ended in an error."""
    failed = seen.failed or seen.timed_out or seen.errors
    return not (failed or any(one.traceback for one in seen.responses))


def as_data(seen: Trace, found: Sequence[ExplainedFault]) -> dict[str, object]:
    """All that was seen and found, for JSON."""
    from flasktutor.contexts import timeline

    return {
        "schema": 1,
        "python": seen.python,
        "flask": seen.flask,
        "failed": seen.failed,
        "detail": seen.detail,
        "timed_out": seen.timed_out,
        "responses": [asdict(one) for one in seen.responses],
        "errors": [asdict(one) for one in seen.errors],
        "running": list(seen.running),
        "replaced": seen.replaced,
        "unfollowed": list(seen.unfollowed),
        "stdout": seen.stdout,
        "stderr": seen.stderr,
        "findings": [one.as_data() for one in found],
        **timeline(seen.events).as_data(),
    }


def blocks(seen: Trace) -> Iterator[Block]:
    """What there is to see: the timeline, the answers, what the app printed."""
    from flasktutor.contexts import timeline
    from flasktutor.ui.protocol.blocks import Contexts, Listing, Note, Output

    if seen.events:
        yield Contexts(timeline(seen.events))
    if seen.responses:
        yield Listing(tuple(cells(one, seen) for one in seen.responses), headings(seen))
    for caption, text in printed(seen):
        yield Output(text, caption, "dim")
    if seen.timed_out:
        yield Note(_timed_out(seen), "bad")
    if seen.running:
        yield Note(running(seen), "note")
    yield from (Note(text) for text in replaced(seen))


def headings(seen: Trace) -> tuple[str, ...]:
    """What stands over the cells of an answer."""
    thread = (_("Thread"),) if _threaded(seen) else ()
    return (_("Request"), _("Status"), _("Time"), *thread)


def cells(one: Response, seen: Trace) -> tuple[str, ...]:
    """One request, and what it got."""
    return (
        f"{one.method} {one.path}",
        one.status or _("no answer"),
        _("{ms} ms").format(ms=number(round(one.ms, 1))),
        *((one.lane,) if _threaded(seen) else ()),
    )


def notes(seen: Trace) -> Iterator[str]:
    """What was not seen, and why."""
    if seen.timed_out:
        yield _timed_out(seen)
    if seen.running:
        yield running(seen)
    yield from replaced(seen)


def printed(seen: Trace) -> Iterator[tuple[str, str]]:
    """What the app has printed, each text under its caption."""
    texts = ((_("The app printed"), seen.stdout), (_("On the error stream"), log(seen)))
    for caption, text in texts:
        if text.strip():
            yield caption, text[-_MOST_PRINTED:]


def log(seen: Trace) -> str:
    """The error stream, without the tracebacks that are explained."""
    text = "" if seen.failed else seen.stderr
    for one in seen.responses:
        text = text.replace(one.traceback.strip() or "\0", "")
    lines = text.splitlines()
    return "\n".join(line for line in lines if line and "ERROR in app: Exception on" not in line)


def _threaded(seen: Trace) -> bool:
    return any(one.lane != "main" for one in seen.responses)


def _timed_out(seen: Trace) -> str:
    return " ".join([_("The time was up before the app had answered."), *places(seen.standing)])


def running(seen: Trace) -> str:
    """Which threads went on when all was over."""
    first = ngettext(
        "{n} thread is still running; what it does from here on is not seen.",
        "{n} threads are still running; what they do from here on is not seen.",
        len(seen.running),
    )
    return " ".join([first.format(n=len(seen.running)), *places(seen.running)])


def replaced(seen: Trace) -> Iterator[str]:
    """Why not all of the code was followed, where it was not."""
    what = _(
        "only what Flask's signals tell was seen from there on: contexts, requests, templates; no "
        "lines, views or hooks."
    )
    if seen.replaced:
        text = _(
            "Another tool, {name}, has taken over `sys.settrace`, or our place in "
            "`sys.monitoring`, so {what}"
        )
        yield text.format(name=seen.replaced, what=what)
    elif seen.replaced is not None:
        text = _(
            "Something has switched off `sys.settrace`, or our place in `sys.monitoring`, so {what}"
        )
        yield text.format(what=what)
    if seen.unfollowed:
        text = _(
            "Not followed, for they were not started by `threading`: {lanes}. Of them only what "
            "Flask's signals tell was seen."
        )
        yield text.format(lanes=", ".join(seen.unfollowed))


def places(threads: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Where each thread was, as sentences."""
    for place in threads:
        text = _("{lane} was at {file}, line {line}") if place["line"] else "{lane}"
        yield text.format(**place) + "."


def explained_errors(seen: Trace) -> Mapping[str, Explanation | None]:
    """Each text of an error that ended the loading, a request or a thread, and what it means."""
    import os

    from flasktutor.causes.system import detect
    from flasktutor.trace.told import explained

    ended = [*(one.traceback for one in seen.responses), *(one.traceback for one in seen.errors)]
    texts = [seen.detail] if seen.failed else ended
    return {text: explained(text, seen, detect(os.environ)) for text in filter(None, texts)}


def besides(
    found: Sequence[ExplainedFault], errors: Iterable[Explanation | None]
) -> tuple[ExplainedFault, ...]:
    """The findings that are told by no error: what ended a request or a thread stands with it."""
    told = {one.id for one in errors if one is not None}
    return tuple(one for one in found if one.told.id not in told)


def said(
    seen: Trace, found: Sequence[ExplainedFault], *, told: Collection[str] = ()
) -> Iterator[Line]:
    """What was found wrong, and each error that is none of that, as `explain` would say it.

    Nothing of what was `told` before, which are ids and `error_key`s.
    """
    from flasktutor.cli.tracing.trace_findings_text import error_lines, finding_lines

    errors = explained_errors(seen)
    new = besides(found, errors.values())
    yield from finding_lines([one for one in new if one.told.id not in told])
    for text, explanation in errors.items():
        if error_key(text, explanation) not in told:
            yield from error_lines(text, explanation)
    yield from map(Line, _counted(seen))


def error_key(text: str, explanation: Explanation | None) -> str:
    """The id of a known cause, or else the error's own words."""
    if explanation is not None and explanation.known:
        return explanation.id
    return text.strip().splitlines()[-1].strip()


def _counted(seen: Trace) -> Iterator[str]:
    requests = sum(1 for one in seen.responses if one.traceback)
    threads = len(seen.errors)
    counted = (
        (requests, ngettext(
            "{n} request ended in an error.", "{n} requests ended in an error.", requests
        )),
        (threads, ngettext(
            "{n} thread ended in an error.", "{n} threads ended in an error.", threads
        )),
    )  # fmt: skip
    for count, text in counted:
        if count:
            yield ""
            yield text.format(n=count)
