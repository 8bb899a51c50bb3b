"""Owns drawing requests as a server answers them: pictures, or lines where those would flood."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from flasktutor.cli.output.lines import show, wrapped
from flasktutor.cli.output.say import say
from flasktutor.cli.tracing import trace_picture
from flasktutor.cli.tracing.trace_findings_text import error_lines, finding_lines
from flasktutor.contexts import Timeline, timeline
from flasktutor.language import _, number
from flasktutor.text import decode
from flasktutor.trace.judging import Judge, Judgement, error_in
from flasktutor.trace.pace import Pace
from flasktutor.trace.served import Answered, Began, Serving
from flasktutor.trace.visits import Group, Later, Visit

if TYPE_CHECKING:
    from flasktutor.cli.tutor import Tutor
    from flasktutor.runner.program import OutputTail, Program

_NARROWEST = 36
"""Columns that a lane needs to be read beside others."""
_MOST_LANES = 4
_MOST_BESIDE = 4
_MOST_PRINTED = 2000
_MOST_KEPT = 200_000
_SETTLED = 0.15


class RequestPrinter:
    """What is said of requests while they come. `silent`, it is only judged."""

    def __init__(self, tutor: Tutor, judge: Judge, *, every: bool, silent: bool) -> None:
        self._tutor, self._judge = tutor, judge
        self._every, self._silent = every, silent
        self._pace = Pace(time.monotonic())
        self._told_busy = False
        self._tracebacks: deque[str] = deque(maxlen=20)
        self._streams = (_Printed(_("The app printed")), _Printed(_("On the error stream")))

    def begin(self, serving: Serving) -> None:
        """The address, first of all and in a line of its own."""
        say(f"http://127.0.0.1:{serving.port}/", err=self._silent, bold=True)
        if self._silent:
            return
        if serving.port != serving.wanted and serving.wanted:
            text = _("Port {port} is taken, so this one was chosen.")
            say(*_lines(text.format(port=serving.wanted)))
        text = _("{app} is served with Flask {flask}. Ctrl-C ends it.")
        say(*_lines(text.format(app=serving.app, flask=serving.flask)))

    def interrupted(self) -> None:
        """What the terminal shows of Ctrl-C stands in a line of its own."""
        if not self._silent:
            say("")

    def due(self, due: Group | Later, now: float) -> None:
        """Draw what is to be drawn now, and say what it shows that is new."""
        if isinstance(due, Later):
            self._later(due, now)
            return
        self._tracebacks.extend(one.answered.traceback for one in due.visits)
        verdict = self._judge.visits(due.visits)
        if self._silent:
            return
        parts = [due.visits] if self._fits(due.visits) else [(one,) for one in due.visits]
        for part in parts:
            self._visits(part, now, certain=bool(verdict.troubles or verdict.found))
        self.verdict(verdict)

    def _visits(self, visits: Sequence[Visit], now: float, *, certain: bool) -> None:
        seen = any(one.events for one in visits)
        # What something is said of below is to be seen.
        wanted = seen and (self._every or certain or self._pace.may_draw(now))
        if self._pace.is_busy and not wanted and not self._told_busy:
            say("", *_lines(_("Many requests at once: a line for each. --all draws them.")))
        elif wanted:
            say("")
        self._told_busy = self._pace.is_busy
        for visit in visits:
            say(_headline(visit.answered), bold=True)
            for line in _asides(visit, visits):
                say(*_lines(line, "   "), dim=True)
        if wanted:
            from flasktutor.ui.protocol.blocks import Contexts

            trace_picture.show(self._tutor, [Contexts(_drawn(visits))])

    def _fits(self, visits: Sequence[Visit]) -> bool:
        """Whether they can be read side by side, in lanes."""
        lanes = {event.lane for one in visits for event in one.events}
        if self._tutor.plain:
            return len(visits) == 1
        each = trace_picture.width() // max(len(lanes), 1)
        return len(lanes) <= _MOST_LANES and each >= _NARROWEST

    def _later(self, later: Later, now: float) -> None:
        self._tracebacks.extend(one.traceback for one in later.errors)
        verdict = self._judge.threads(later.timeline.events, later.errors)
        if self._silent or not (later.timeline.moments or later.errors):
            return
        if later.timeline.moments and (self._every or later.errors or self._pace.may_draw(now)):
            from flasktutor.ui.protocol.blocks import Contexts

            say("")
            say(_after(later.of), bold=True)
            trace_picture.show(self._tutor, [Contexts(later.timeline)])
        self.verdict(verdict)

    def verdict(self, verdict: Judgement) -> None:
        """What is wrong and was not said before."""
        if self._silent:
            return
        lines = [*finding_lines(verdict.found)]
        for one in verdict.troubles:
            lines += error_lines(one.traceback, one.told)
        show(lines, plain=self._tutor.plain)

    def printed(self, program: Program, now: float, *, all_: bool) -> None:
        """What the app has printed meanwhile, without the tracebacks that are explained."""
        from flasktutor.ui.protocol.blocks import Block
        from flasktutor.ui.protocol.blocks import Output as Printed

        blocks: list[Block] = []
        for stream, output in zip(self._streams, (program.out, program.err), strict=True):
            printed = stream.settled(output, now, all_=all_)
            text = _log(printed, self._tracebacks) if printed else ""
            if text.strip():
                blocks.append(Printed(text, stream.caption, "dim"))
        if blocks and not self._silent:
            trace_picture.show(self._tutor, blocks)

    def all_printed(self) -> tuple[str, str]:
        """The end of what the app has printed on either stream."""
        return self._streams[0].whole, self._streams[1].whole


class _Printed:
    """One stream of the app's, taken when a moment has passed in which nothing came."""

    def __init__(self, caption: str) -> None:
        self.caption = caption
        self.whole = ""
        self._data = b""
        self._since: float | None = None

    def settled(self, output: OutputTail, now: float, *, all_: bool) -> str:
        """The end of what was printed, "" as long as more may come at once."""
        data, count = output.news()
        if count:
            self._data = (self._data + data)[-_MOST_KEPT:]
            self._since = now
        if not self._data or not (all_ or now - (self._since or now) >= _SETTLED):
            return ""
        text, self._data = decode(self._data), b""
        self.whole = (self.whole + text)[-_MOST_KEPT:]
        return text


def _log(text: str, explained: Sequence[str]) -> str:
    for one in explained:
        text = text.replace(one.strip() or "\0", "")
    lines = text.splitlines()
    kept = [line for line in lines if line and "ERROR in app: Exception on" not in line]
    shown = "\n".join(kept)
    return shown if len(shown) <= _MOST_PRINTED else "…" + shown[-_MOST_PRINTED:]


def _drawn(visits: Sequence[Visit]) -> Timeline:
    """Their timeline; that the thread of a request starts with no context goes without saying."""
    drawn = timeline(event for one in visits for event in one.events)
    lanes = {one.answered.lane for one in visits}
    moments = (one for one in drawn.moments if one.kind != "lane-began" or one.lane not in lanes)
    return replace(drawn, moments=tuple(moments))


def _lines(text: str, first: str = "") -> list[str]:
    """A sentence in lines that fit the terminal."""
    return [line.text for line in wrapped(text, first=first)]


def _headline(answered: Answered) -> str:
    ms = _("{ms} ms").format(ms=number(answered.ms))
    status = answered.status or _("no answer")
    return f"{answered.number}  {answered.line}  {status}  {ms}"


def _asides(visit: Visit, together: Sequence[Visit]) -> Iterator[str]:
    """What is to be known of a request beside its answer; `together` are drawn in one picture."""
    answered = visit.answered
    drawn = {one.answered.number for one in together}
    beside = [one for one in visit.beside if one.number not in drawn]
    shown = ", ".join(f"{one.number} {one.line}" for one in beside[:_MOST_BESIDE])
    if len(beside) > _MOST_BESIDE:
        text = _("at the same time: {requests} and {n} more")
        yield text.format(requests=shown, n=len(beside) - _MOST_BESIDE)
    elif beside:
        yield _("at the same time: {requests}").format(requests=shown)
    if not answered.whole and not answered.traceback:
        yield _("the browser went away before all was sent")
    if answered.traceback:
        yield error_in(answered.traceback)


def _after(of: Began | None) -> str:
    if of is None:
        return _("Threads that belong to no request:")
    text = _("Threads of {request} that went on after its answer:")
    return text.format(request=f"{of.number} {of.line}")
