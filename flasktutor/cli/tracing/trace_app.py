"""Owns `flasktutor trace TARGET REQUEST…`: requests sent to the learner's app, then drawn."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from flasktutor.cli.options import here
from flasktutor.cli.output import as_json as json_output
from flasktutor.cli.output.lines import show
from flasktutor.cli.tracing import trace_picture, trace_requests, trace_routes
from flasktutor.language import _
from flasktutor.trace.findings import ExplainedFault, findings
from flasktutor.trace.requests import read_requests
from flasktutor.trace.run import interpreter, project
from flasktutor.trace.run import trace as run

if TYPE_CHECKING:
    from flasktutor.cli.tracing.trace_command import TraceOptions
    from flasktutor.cli.tutor import Tutor
    from flasktutor.trace.seen import Trace

SECONDS = 30.0
"""How long is waited for an app, unless it is said."""


def trace_app(
    tutor: Tutor, target: str | None, requests: Sequence[str], threads: int, options: TraceOptions
) -> int:
    """Send the requests as they were typed, then draw; the exit code."""
    wanted, folder = read_requests(requests), here()
    root = project(target, folder)
    chosen = interpreter(root, options.python)
    with nullcontext() if options.as_json else tutor.screen.busy(_("tracing")):
        seen = run(
            target,
            wanted,
            chosen,
            folder=folder,
            threads=threads,
            seconds=options.seconds or SECONDS,
        )
    found = findings(seen, root)
    pictures = list(trace_requests.blocks(seen))
    if not options.as_json:
        trace_picture.show(tutor, pictures)
        show(trace_requests.said(seen, found), plain=tutor.plain)
        if not requests:
            show(trace_routes.unasked(seen, target), plain=tutor.plain)
    if options.svg:
        trace_picture.save(options.svg, pictures)
    if options.html:
        typed = (*([target] if target else []), *requests)
        _save_page(options.html, typed, seen, found, root, target)
    if options.step:
        from flasktutor.cli.tracing.trace_step import step_requests

        step_requests(tutor, seen, found, root, target)
    if options.as_json:
        # Last: a picture that cannot be saved is an error instead of the result.
        json_output.show(trace_requests.as_data(seen, found))
    return 0 if trace_requests.is_fine(seen) and not (options.strict and found) else 1


def _save_page(
    path: Path,
    typed: Sequence[str],
    seen: Trace,
    found: Sequence[ExplainedFault],
    root: Path,
    target: str | None,
) -> None:
    from flasktutor.cli.tracing import trace_page

    trace_page.save(path, trace_page.of_requests(typed, seen, found, root, target))
