"""Owns `flasktutor trace -- COMMAND`: a command of the learner's, recorded, then drawn."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from flasktutor.cli import passing_through
from flasktutor.cli.output import as_json as json_output
from flasktutor.cli.output.lines import Line, show
from flasktutor.cli.output.say import say
from flasktutor.cli.tracing import trace_picture, trace_requests
from flasktutor.cli.tutor import Tutor
from flasktutor.contexts import Timeline, timeline
from flasktutor.errors import TutorError
from flasktutor.language import _, ngettext, reason
from flasktutor.runner import launch
from flasktutor.trace.command import TracedCommand, read_command
from flasktutor.trace.findings import ExplainedFault, findings
from flasktutor.trace.run import can_be_traced, interpreter, prepared
from flasktutor.trace.sections import Test, tests_in
from flasktutor.trace.seen import Trace
from flasktutor.values import frozen

if TYPE_CHECKING:
    from flasktutor.causes import Explanation
    from flasktutor.cli.passing_through import CommandEnd
    from flasktutor.ui.protocol.blocks import Block

_BACKSTOP = 5.0
"""How long the command may outlive its time before it is killed."""
_MOST_PICTURES = 10
_TIME_UP = 1


@frozen(kw_only=True)
class TraceOptions:
    """What is wanted of `trace`: pictures of `every` test, or of those that failed."""

    python: Path | None
    every: bool
    seconds: float | None
    as_json: bool
    svg: Path | None
    html: Path | None
    strict: bool
    step: bool


def trace_command(tutor: Tutor, words: Sequence[str], folder: Path, options: TraceOptions) -> int:
    """Run it, let what it prints pass, then draw. Its exit code is ours."""
    command = read_command(words, options.python, lambda: interpreter(folder, None), folder)
    ended, seen = _run(command, folder, options)
    if seen.failed == "died" and launch.TOO_OLD in ended.text:
        raise launch.never_started(command.python, ended.text)
    can_be_traced(seen, command.python)
    drawn = timeline(seen.events)
    tests = list(tests_in(drawn))
    found = findings(seen, folder)
    shown = [one for one in tests if options.every or one.outcome in ("failed", "cut off")]
    pictures = list(_blocks(seen, drawn, tests, shown, options))
    if not options.as_json:
        say("")
        trace_picture.show(tutor, pictures)
        show(_said(seen, ended, found), plain=tutor.plain)
    if options.svg:
        trace_picture.save(options.svg, pictures)
    if options.html:
        from flasktutor.cli.tracing import trace_page

        notes = (*_troubles(seen), *_limits(seen))
        errors = explained_errors(seen, ended)
        trace_page.save(
            options.html, trace_page.of_command(command, seen, found, errors, notes, folder)
        )
    if options.step:
        from flasktutor.cli.tracing.trace_step import step_command

        step_command(tutor, drawn, seen, found, folder, shown[:_MOST_PICTURES])
    code = _TIME_UP if seen.timed_out else ended.code
    if options.as_json:
        told = trace_requests.as_data(seen, found)
        json_output.show({**told, **_as_data(command, seen, tests, code)})
    return code or (1 if options.strict and found else 0)


def _run(command: TracedCommand, folder: Path, options: TraceOptions) -> tuple[CommandEnd, Trace]:
    errors = sys.stderr.buffer
    output = errors if options.as_json else sys.stdout.buffer
    limit = None if options.seconds is None else options.seconds + _BACKSTOP
    # What is wrong in a test that passes can only be found where it was kept.
    every = options.every or options.strict
    with prepared(command, folder, every=every, seconds=options.seconds) as ready:
        try:
            ended = passing_through.run(
                ready.words, output=output, errors=errors, more=ready.more, seconds=limit
            )
        except OSError as error:
            text = _("{python} cannot be started: {reason}.")
            text = text.format(python=command.python, reason=reason(error))
            raise TutorError(text) from None
        return ended, ready.seen()


def _blocks(
    seen: Trace,
    drawn: Timeline,
    tests: Sequence[Test],
    shown: Sequence[Test],
    options: TraceOptions,
) -> Iterator[Block]:
    from flasktutor.ui.protocol.blocks import Contexts, Note

    if seen.tests:
        for test in shown[:_MOST_PICTURES]:
            yield Contexts(drawn.part(test.first, test.last))
        yield from (Note(text) for text in _of_tests(seen, shown))
        yield from (Note(text) for text in _not_searched(seen, drawn, tests, options))
    elif drawn.frames:
        yield Contexts(drawn)
    elif not seen.failed:
        yield Note(_("The command has pushed no context, so there is nothing to draw."))
    yield from (Note(text, "bad") for text in _troubles(seen))
    yield from (Note(text) for text in _limits(seen))


def _not_searched(
    seen: Trace, drawn: Timeline, tests: Sequence[Test], options: TraceOptions
) -> Iterator[str]:
    """In which tests nothing was looked for that is wrong."""
    if not (options.every or options.strict) and seen.tests > len(tests):
        yield _("Of tests that pass nothing is kept; with --strict they are searched, too.")
    elif not drawn.is_whole:
        whole = sum(one.outcome != "cut off" for one in tests)
        text = ngettext(
            "The recording was full after {n} test; what came later was not searched.",
            "The recording was full after {n} tests; what came later was not searched.",
            whole,
        )
        yield text.format(n=whole)


def _of_tests(seen: Trace, shown: Sequence[Test]) -> Iterator[str]:
    if not shown:
        text = ngettext(
            "{n} test ran, and none failed: nothing is drawn. With --all each is.",
            "{n} tests ran, and none failed: nothing is drawn. With --all each is.",
            seen.tests,
        )
        yield text.format(n=seen.tests)
    if len(shown) > _MOST_PICTURES:
        left = len(shown) - _MOST_PICTURES
        text = ngettext(
            "{n} more test is not drawn; name it behind the command to see it.",
            "{n} more tests are not drawn; name one behind the command to see it.",
            left,
        )
        yield text.format(n=left)


def _troubles(seen: Trace) -> Iterator[str]:
    if seen.failed == "died":
        yield _("The program ended its process at once, so what it did cannot be drawn.")
    elif seen.failed:
        yield seen.detail
    if seen.timed_out:
        up = _("The time was up before the command had ended.")
        yield " ".join([up, *trace_requests.places(seen.standing)])


def _limits(seen: Trace) -> Iterator[str]:
    """What went on without being seen."""
    yield from trace_requests.replaced(seen)
    if seen.processes:
        text = ngettext(
            "The command started {n} other process of Python; what that did is not seen. A "
            "server has to run without its reloader, pytest without -n.",
            "The command started {n} other processes of Python; what those did is not seen. A "
            "server has to run without its reloader, pytest without -n.",
            seen.processes,
        )
        yield text.format(n=seen.processes)
    if seen.running:
        text = ngettext(
            "{n} daemon thread was at work when the command ended, and was ended with it.",
            "{n} daemon threads were at work when the command ended, and were ended with it.",
            len(seen.running),
        )
        yield " ".join([text.format(n=len(seen.running)), *trace_requests.places(seen.running)])


def explained_errors(seen: Trace, ended: CommandEnd) -> Mapping[str, Explanation | None]:
    """Each text of an error that ended a thread, a test or the command, and what it means."""
    from flasktutor.causes.system import detect
    from flasktutor.trace.told import explained

    texts = [one.traceback for one in seen.errors] + [seen.raised]
    if not any(texts) and ended.code and not seen.timed_out:
        texts = [ended.text]
    return {text: explained(text, seen, detect(os.environ)) for text in filter(None, texts)}


def _said(seen: Trace, ended: CommandEnd, found: Sequence[ExplainedFault]) -> Iterator[Line]:
    """What was found wrong, and what is known of the errors that it ended with.

    It has printed those itself.
    """
    from flasktutor.cli.tracing.trace_findings_text import error_lines, finding_lines

    told = explained_errors(seen, ended).values()
    yield from finding_lines(trace_requests.besides(found, told))
    known = (tuple(error_lines("", one)) for one in told if one is not None and one.known)
    for lines in dict.fromkeys(known):
        yield from lines


def _as_data(
    command: TracedCommand, seen: Trace, tests: Sequence[Test], code: int
) -> dict[str, object]:
    return {
        "command": str(command),
        "code": code,
        "raised": seen.raised,
        "ran": seen.tests,
        "tests": [asdict(one) for one in tests],
        "processes": seen.processes,
    }
