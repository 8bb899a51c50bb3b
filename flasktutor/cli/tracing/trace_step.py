"""Owns `flasktutor trace --step`: what was traced, gone through stop by stop on a terminal."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from flasktutor.cli.output.say import say
from flasktutor.language import _

if TYPE_CHECKING:
    from flasktutor.cli.tutor import Tutor
    from flasktutor.contexts import Timeline
    from flasktutor.runner.protocol import ContextEvent
    from flasktutor.trace.findings import ExplainedFault
    from flasktutor.trace.sections import Test
    from flasktutor.trace.seen import Trace
    from flasktutor.ui.protocol.blocks import Recording

_ENDED = ("exception-unhandled", "exception-uncaught")


def step_requests(
    tutor: Tutor, seen: Trace, found: Sequence[ExplainedFault], root: Path, target: str | None
) -> None:
    """Go through what requests to the app `target` did, whose files lie in `root`."""
    from flasktutor.contexts import timeline
    from flasktutor.trace.sources import sources

    texts = sources(seen.events, root, target)
    _step(tutor, _recordings(timeline(seen.events), texts, _remarks(seen, found)))


def step_command(
    tutor: Tutor,
    drawn: Timeline,
    seen: Trace,
    found: Sequence[ExplainedFault],
    root: Path,
    tests: Sequence[Test],
) -> None:
    """Go through what a command did; where it ran tests, through those of them that are drawn."""
    from flasktutor.trace.sources import sources

    texts, remarks = sources(seen.events, root), _remarks(seen, found)
    recordings = _recordings(drawn, texts, remarks, tests) if tests or not seen.tests else []
    _step(tutor, recordings)


def _step(tutor: Tutor, recordings: Sequence[Recording]) -> None:
    """Hand over to the viewer; in plain lines, all of it is listed."""
    if not any(one.timeline.moments or _ran(one.timeline) for one in recordings):
        say(_("--step has nothing to go through."))
        return
    if tutor.plain:
        say(_("--step wants a terminal; here each line that ran is listed instead."))
    tutor.screen.browse(*recordings)


def _ran(drawn: Timeline) -> bool:
    """Whether any line of the learner's did."""
    return any(event.kind == "line" for event in drawn.events)


def _recordings(
    drawn: Timeline,
    sources: Mapping[str, str],
    remarks: Mapping[int, tuple[str, ...]],
    tests: Sequence[Test] = (),
) -> Sequence[Recording]:
    from flasktutor.ui.protocol.blocks import Recording

    if not tests:
        return [Recording(drawn, sources, remarks=remarks)]
    parts = ((one.name, drawn.part(one.first, one.last)) for one in tests)
    return [Recording(part, sources, remarks=remarks, title=name) for name, part in parts]


def _remarks(seen: Trace, found: Sequence[ExplainedFault]) -> Mapping[int, tuple[str, ...]]:
    """What is known to be wrong, by the numbers of the events that show it."""
    remarks: dict[int, dict[str, None]] = {}
    for one in found:
        for event in one.seen:
            remarks.setdefault(event.number, {})[one.told.means] = None
    for event, means in _errors(seen):
        remarks.setdefault(event.number, {})[means] = None
    return {number: tuple(texts) for number, texts in remarks.items()}


def _errors(seen: Trace) -> Iterator[tuple[ContextEvent, str]]:
    """The errors that are known, each with the event at which it was seen to end something."""
    from flasktutor.causes.system import detect
    from flasktutor.trace.told import explained

    system, used = detect(os.environ), set[int]()
    ended = [
        *((one.lane, one.traceback) for one in seen.responses),
        *((one.lane, one.traceback) for one in seen.errors),
    ]
    known = {text: explained(text, seen, system) for _lane, text in ended if text}
    for lane, text in ended:
        told = known.get(text)
        if told is None or not told.known:
            continue
        event = _shown_by(text, [one for one in seen.events if one.lane == lane], used)
        if event is not None:
            used.add(event.number)
            yield event, told.means


def _shown_by(text: str, events: Sequence[ContextEvent], used: set[int]) -> ContextEvent | None:
    """The first event not used yet that tells of the error which a traceback ends with."""
    labels = {_label(line) for line in text.splitlines() if line[:1].strip()}
    about = [one for one in events if one.label in labels and one.number not in used]
    ends = (one for one in about if one.kind in _ENDED)
    raised = (one for one in about if one.kind == "exception-raised")
    return next(ends, None) or next(raised, None)


def _label(line: str) -> str:
    """A traceback's last line as events call the error: without the module of its class."""
    name, colon, message = line.partition(":")
    return f"{name.rpartition('.')[2]}{colon}{message}"[:120]
