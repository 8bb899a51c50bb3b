"""Owns `flasktutor run FILE --python A --python B`: one snippet on two Flasks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from flasktutor.cli.output import as_json as json_output
from flasktutor.cli.output.lines import Line
from flasktutor.cli.output.say import say
from flasktutor.cli.seeing.running import as_data, explained, result_on
from flasktutor.cli.tracing import two_flasks
from flasktutor.cli.tracing.two_flasks import BothRuns, Side
from flasktutor.cli.tutor import Tutor
from flasktutor.contexts import timeline
from flasktutor.language import _
from flasktutor.runner import words
from flasktutor.runner.protocol import RunRequest, RunResult
from flasktutor.trace.differences import RunPart

if TYPE_CHECKING:
    from flasktutor.ui.protocol.blocks import Block


def run_twice(
    tutor: Tutor, pythons: Sequence[Path], wanted: RunRequest, around: str, file: str, *,
    namespaces: bool, as_json: bool,
) -> int:  # fmt: skip
    """Run the snippet on both, recorded, and tell what differs."""
    chosen = two_flasks.two(pythons)
    recorded = replace(wanted, record=True)
    results = [
        explained(result_on(python, recorded, namespaces)[0], wanted.source, file)
        for python in chosen
    ]
    first, second = map(_side, chosen, results)
    pair = BothRuns(first, second)
    if as_json:
        runs = [
            {**as_data(one), **timeline(one.events).as_data()} for one in results
        ]  # fmt: skip
        json_output.show(two_flasks.as_data(pair, runs))
    else:
        two_flasks.show(tutor, pair)
        say(around, dim=True)
    return 0 if all(one.outcome == "ok" for one in results) else 1


def _side(python: Path, result: RunResult) -> Side:
    return Side(
        python=python,
        python_version=result.python,
        flask=result.flask,
        blocks=tuple(_blocks(result)),
        said=tuple(map(Line, result.explanation.splitlines())),
        parts=tuple(_parts(result)),
        partial=tuple(_partial(result)),
    )


def _blocks(result: RunResult) -> Iterator[Block]:
    from flasktutor.ui.protocol.blocks import Contexts, Output

    drawn = timeline(result.events)
    if drawn.moments:
        yield Contexts(drawn)
    if result.stdout:
        yield Output(result.stdout, _("It printed"))
    if result.stderr:
        yield Output(result.stderr, _("On the error stream"), "dim")
    if result.exception is not None:
        yield Output(result.exception.trace, _("It ended in an error"), "bad")


def _parts(result: RunResult) -> Iterator[RunPart]:
    yield RunPart(about="outcome", lines=(words.outcome(result),), whole=True)
    yield from two_flasks.happened(timeline(result.events))
    yield RunPart(about="stdout", lines=tuple(result.stdout.splitlines()))
    yield RunPart(about="stderr", lines=tuple(result.stderr.splitlines()))
    yield RunPart(about="errors", lines=tuple(_error(result)))


def _error(result: RunResult) -> Iterator[str]:
    raised = result.exception
    if raised is not None:
        line = ": ".join(filter(None, (raised.type, raised.message)))
        place = _("line {line}").format(line=raised.line)
        yield f"{line} ({place})" if raised.line else line


def _partial(result: RunResult) -> Iterator[str]:
    yield from two_flasks.not_whole(timeline(result.events))
    if result.truncated:
        yield _("What a run printed was cut off; the rest is not compared.")
