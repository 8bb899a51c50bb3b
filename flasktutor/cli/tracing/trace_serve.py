"""Owns `flasktutor trace --serve`: the app on a real server, drawn as a browser visits it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from itertools import dropwhile
from pathlib import Path

from flasktutor.causes.system import detect
from flasktutor.cli import exits
from flasktutor.cli.output import as_json as json_output
from flasktutor.cli.output.lines import show
from flasktutor.cli.output.say import say_output
from flasktutor.cli.tracing import trace_requests
from flasktutor.cli.tracing.trace_serve_drawing import RequestPrinter
from flasktutor.cli.tracing.trace_serve_text import as_data, summary, taken, without_service
from flasktutor.cli.tutor import Tutor
from flasktutor.language import _
from flasktutor.trace.counting import Counts
from flasktutor.trace.judging import Judge
from flasktutor.trace.run import can_be_traced, interpreter, project
from flasktutor.trace.seen import Trace
from flasktutor.trace.serve import Child, ServeOptions, serving
from flasktutor.trace.served import Answered, Batch, Began, Failed, Heard, ServiceEnd, Serving
from flasktutor.trace.visits import Visits
from flasktutor.values import frozen

_TICK = 0.05
_PATIENCE = 4.0
"""Seconds that the process has to tell where it stands, once its end is wanted."""


@frozen(kw_only=True)
class Wanted:
    """What is wanted: pictures, with `every` also of static files; an end after `seconds`."""

    target: str | None
    port: int | None
    python: Path | None
    every: bool
    seconds: float | None
    as_json: bool
    strict: bool


def trace_serve(tutor: Tutor, wanted: Wanted, folder: Path) -> int:
    """Serve until Ctrl-C, or until the time is up; 1 where something has gone wrong."""
    root = project(wanted.target, folder)
    python = interpreter(root, wanted.python)
    options = ServeOptions(target=wanted.target, port=wanted.port, python=python, folder=folder)
    session = ServeSession(tutor, wanted, root)
    with serving(options) as child:
        session.run(child)
    can_be_traced(session.trace(), python)
    if session.trace().failed == "no-port":
        raise taken(wanted.port or 0, session.trace().detail)
    return session.told()


@contextmanager
def _counted() -> Iterator[list[int]]:
    """How often Ctrl-C was pressed meanwhile: as an exception it could lose what was just heard."""
    pressed: list[int] = []
    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN:
        yield pressed
        return
    signal.signal(signal.SIGINT, lambda number, _frame: pressed.append(number))
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)


class ServeSession:
    """One sitting: what was heard, drawn and counted."""

    def __init__(self, tutor: Tutor, wanted: Wanted, root: Path) -> None:
        self.wanted = wanted
        self.serving: Serving | None = None
        self.end: ServiceEnd | None = None
        self.visits = Visits(every=wanted.every)
        self.judge = Judge(root, detect(os.environ))
        self.counts = Counts()
        self._begun = self.ended_early = self.timed_out = self.garbled = False
        self._is_hurried = False
        self.printer = RequestPrinter(tutor, self.judge, every=wanted.every, silent=wanted.as_json)
        self._tutor = tutor
        self._loading: list[Batch] = []
        self._drawn_at = 0.0
        self._code: int | None = None

    def run(self, child: Child) -> None:
        """Hear the process until it is to end, and for a moment more."""
        deadline = time.monotonic() + (self.wanted.seconds or float("inf"))
        with _counted() as pressed:
            self._until(child, lambda: bool(pressed) or time.monotonic() > deadline)
            self.timed_out = not (pressed or self._is_over)
            if pressed:
                self.printer.interrupted()
            if not self._is_over:
                child.ask_to_end()
            patience = time.monotonic() + _PATIENCE
            self._until(child, lambda: len(pressed) > 1 or time.monotonic() > patience)
            child.let_end(lambda: len(pressed) > 1)
            self._draw(child, all_=True)
        self._is_hurried = len(pressed) > 1
        self.garbled = child.garbled
        self._code = child.program.code

    @property
    def _is_over(self) -> bool:
        return self.end is not None or self.ended_early

    def _until(self, child: Child, enough: Callable[[], bool]) -> None:
        """Take what comes until the end is told, or there is nobody to tell it, or it is enough."""
        with self._waiting():
            while not (self.serving or self._is_over or enough()):
                self._hear(child)
        if self.serving and not self._begun:
            self._begin(self.serving)
        while not (self._is_over or enough()):
            self._hear(child)
            # What was told in one go is looked through once.
            if not child.has_more() or time.monotonic() > self._drawn_at + _TICK:
                self._draw(child)

    def _waiting(self) -> AbstractContextManager[object]:
        quiet = self.wanted.as_json or self.serving or self._tutor.plain
        return nullcontext() if quiet else self._tutor.screen.busy(_("tracing"))

    def _hear(self, child: Child) -> None:
        try:
            one = child.hear(_TICK)
        except EOFError:
            self.ended_early = True
            return
        if one is not None:
            self._take(one, time.monotonic())

    def _take(self, one: Heard, now: float) -> None:
        if isinstance(one, Answered):
            self.counts.add(one)
            self.visits.answered(one, now)
        elif isinstance(one, Began):
            self.visits.began(one)
        elif isinstance(one, Batch):
            if self.serving:
                self.visits.batch(one, now)
            else:
                self._loading.append(one)
        elif isinstance(one, Failed):
            self.counts.threads += 1
            self.visits.failed(one, now)
        elif isinstance(one, Serving):
            self.serving = one
        else:
            self.end = one

    def _begin(self, serving: Serving) -> None:
        self._begun, self.judge.flask = True, serving.flask
        self.printer.begin(serving)
        events = [event for batch in self._loading for event in batch.events]
        self.printer.verdict(self.judge.loaded(events))

    def _draw(self, child: Child, *, all_: bool = False) -> None:
        self._drawn_at = now = time.monotonic()
        if self.serving:
            self.printer.printed(child.program, now, all_=all_)
        for due in self.visits.due(now, all_=all_):
            self.printer.due(due, now)

    def trace(self) -> Trace:
        """The same as `trace` would have of requests that are named."""
        printed, said = self.printer.all_printed()
        told = self.end.trace if self.end else self._without_end(said or printed)
        return replace(told, timed_out=self.timed_out, stdout=printed, stderr=said)

    def _without_end(self, said: str) -> Trace:
        """The same where the process has told of no end, and why not."""
        served = self.serving
        failed = "garbled" if self.garbled else "died" if self.ended_early else ""
        return Trace(
            python=served.python if served else "",
            flask=served.flask if served else "",
            failed=failed,
            detail=said if failed == "died" else "",
            loaded=bool(served),
        )

    def told(self) -> int:
        """Say how it went; the exit code, which is that of Ctrl-C where once was not enough."""
        seen = self.trace()
        if self.wanted.as_json:
            json_output.show(as_data(self, seen))
        elif self.serving is None:
            said = dropwhile(lambda line: not line.text, trace_requests.said(seen, ()))
            show(said, plain=self._tutor.plain)
            say_output(" ".join(without_service(self, seen)))
        else:
            summary(self._tutor, self, seen)
        if self._is_hurried:
            return exits.INTERRUPTED
        fine = self.serving and not (
            seen.failed or self.counts.errors or self.counts.threads or self.unanswered()
        )
        return 0 if fine and not (self.wanted.strict and self.judge.found) else 1

    def unanswered(self) -> list[Began]:
        """The requests of which no answer had begun by the end."""
        answering = self.end.answering if self.end else ()
        begun = {one.number for one in answering if one.status}
        return [one for one in self.visits.running.values() if one.number not in begun]

    @property
    def code(self) -> int | None:
        """What the process has ended with, where it did so by itself."""
        return self._code
