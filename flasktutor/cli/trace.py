"""`flasktutor trace`: the learner's own app at work, its contexts drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flasktutor.cli import as_json as json_output
from flasktutor.cli.options import here, python_option, seconds
from flasktutor.cli.say import say_output
from flasktutor.cli.tutor import Tutor
from flasktutor.language import _, later, ngettext, number, reason

if TYPE_CHECKING:
    from rich.console import Console

    from flasktutor.trace.findings import Finding
    from flasktutor.trace.seen import Trace
    from flasktutor.ui.blocks import Block

_LANE = 44
"""Columns that a lane gets, where the terminal has them."""
_MOST_PRINTED = 2000


@click.command(
    "trace",
    help=later(
        "Send requests to the app TARGET and draw its contexts.\n\n"
        "TARGET is what `flask --app` takes: a file, module:name, or a factory. REQUEST is "
        "/path, 'POST /login name=ayu', or a JSON object; without any, GET / is sent.\n\n"
        "Example: flasktutor trace app.py /hello"
    ),
)
@click.argument("target", required=False)
@click.argument("requests", nargs=-1, metavar="[REQUEST]...")
@python_option
@click.option(
    "--threads", type=click.IntRange(1, 50), metavar="N", help=later("Send N at the same time.")
)
@click.option(
    "--timeout",
    type=seconds(3600),
    default=30.0,
    metavar="SECONDS",
    help=later("How long to wait for the app; 30 unless given."),
)
@click.option(
    "--svg", type=click.Path(dir_okay=False, path_type=Path), help=later("Save the picture.")
)
@click.option(
    "--html", type=click.Path(dir_okay=False, path_type=Path), help=later("Save the picture.")
)
@click.option("--json", "as_json", is_flag=True, help=later("Print the events as JSON."))
@click.option("--strict", is_flag=True, help=later("Exit with 1 if anything is found wrong."))
@click.pass_context
def trace(
    ctx: click.Context,
    target: str | None,
    requests: tuple[str, ...],
    python: Path | None,
    threads: int | None,
    timeout: float,
    svg: Path | None,
    html: Path | None,
    as_json: bool,
    strict: bool,
) -> None:
    from flasktutor.trace.findings import findings
    from flasktutor.trace.requests import read_requests
    from flasktutor.trace.run import interpreter, project
    from flasktutor.trace.run import trace as run

    if target is not None and target.startswith("/") and not Path(target).exists():
        requests, target = (target, *requests), None
    wanted = read_requests(requests)
    folder = here()
    chosen = interpreter(project(target, folder), python)
    with nullcontext() if as_json else ctx.obj.screen.busy(_("tracing")):
        seen = run(target, wanted, chosen, folder=folder, threads=threads or 0, seconds=timeout)
    found = findings(seen, project(target, folder))
    if not as_json:
        _show(ctx.obj, seen, found)
    _save(seen, svg, html)
    if as_json:
        # Last: a picture that cannot be saved is an error instead of the result.
        json_output.show(_as_data(seen, found))
    ctx.exit(0 if _fine(seen) and not (strict and found) else 1)


def _fine(seen: Trace) -> bool:
    return not (seen.failed or seen.timed_out or any(one.traceback for one in seen.responses))


def _as_data(seen: Trace, found: Sequence[Finding]) -> dict[str, object]:
    from flasktutor.contexts import timeline

    return {
        "schema": 1,
        "python": seen.python,
        "flask": seen.flask,
        "failed": seen.failed,
        "detail": seen.detail,
        "timed_out": seen.timed_out,
        "responses": [asdict(one) for one in seen.responses],
        "stdout": seen.stdout,
        "stderr": seen.stderr,
        "findings": [one.as_data() for one in found],
        **timeline(seen.events).as_data(),
    }


def _show(tutor: Tutor, seen: Trace, found: Sequence[Finding]) -> None:
    if tutor.plain:
        tutor.screen.show(*_blocks(seen))
    else:
        _print(_console(seen), seen)
    say_output("\n".join(_said(seen, found)))


def _blocks(seen: Trace) -> Iterator[Block]:
    """What there is to see: the timeline, the answers, what the app printed."""
    from flasktutor.contexts import timeline
    from flasktutor.ui.blocks import Contexts, Listing, Note, Output

    if seen.events:
        yield Contexts(timeline(seen.events))
    if seen.responses:
        headings = (
            _("Request"),
            _("Status"),
            _("Time"),
            *([_("Thread")] if _threaded(seen) else []),
        )
        rows = (
            (
                f"{one.method} {one.path}",
                one.status or _("no answer"),
                _("{ms} ms").format(ms=number(round(one.ms, 1))),
                *([one.lane] if _threaded(seen) else []),
            )
            for one in seen.responses
        )
        yield Listing(tuple(rows), headings)
    printed = ((seen.stdout, _("The app printed")), (_log(seen), _("On the error stream")))
    for text, caption in printed:
        if text.strip():
            yield Output(text[-_MOST_PRINTED:], caption, "dim")
    if seen.timed_out:
        yield Note(_timed_out(seen), "bad")


def _log(seen: Trace) -> str:
    """The error stream, without the tracebacks that are explained."""
    text = "" if seen.failed else seen.stderr
    for one in seen.responses:
        text = text.replace(one.traceback.strip() or "\0", "")
    lines = text.splitlines()
    return "\n".join(line for line in lines if line and "ERROR in app: Exception on" not in line)


def _threaded(seen: Trace) -> bool:
    return any(one.lane != "main" for one in seen.responses)


def _timed_out(seen: Trace) -> str:
    places = [_("{lane} was at {file}, line {line}").format(**place) for place in seen.standing]
    return " ".join([_("The time was up before the app had answered."), *(f"{p}." for p in places)])


def _console(seen: Trace, width: int | None = None, *, record: bool = False) -> Console:
    import io

    from rich.console import Console

    from flasktutor.ui.rich_blocks import THEME

    if record:
        return Console(
            theme=THEME, highlight=False, width=width, record=True, file=io.StringIO(),
            force_terminal=True, color_system="truecolor", legacy_windows=False,
        )  # fmt: skip
    return Console(theme=THEME, highlight=False)


def _print(console: Console, seen: Trace) -> None:
    from flasktutor.ui.rich_blocks import WIDEST, drawn

    lanes = len({event.lane for event in seen.events})
    width = min(console.width, max(WIDEST, _LANE * lanes))
    for block in _blocks(seen):
        console.print(drawn(block, width), width=width)


def _said(seen: Trace, found: Sequence[Finding]) -> Iterator[str]:
    """What was found wrong, and each error that is none of that, as `explain` would say it."""
    import os

    from flasktutor.causes.system import detect
    from flasktutor.cli.explanation_text import explanation_lines
    from flasktutor.cli.trace_findings_text import finding_lines
    from flasktutor.trace.told import explained

    system = detect(os.environ)
    texts = [seen.detail] if seen.failed else [one.traceback for one in seen.responses]
    errors = {text: explained(text, seen, system) for text in filter(None, texts)}
    told = {one.id for one in errors.values() if one is not None}
    # What ended a request stands with its error.
    yield from finding_lines([one for one in found if one.told.id not in told])
    for text, explanation in errors.items():
        yield ""
        if explanation is None:
            yield from text.strip().splitlines()
        else:
            yield from (line.text for line in explanation_lines(explanation, system))
    count = sum(1 for one in seen.responses if one.traceback)
    if count:
        yield ""
        yield ngettext(
            "{n} request ended in an error.", "{n} requests ended in an error.", count
        ).format(n=count)


def _save(seen: Trace, svg: Path | None, html: Path | None) -> None:
    from flasktutor.errors import TutorError

    for path, save in ((svg, "save_svg"), (html, "save_html")):
        if path is None:
            continue
        console = _console(seen, 100, record=True)
        _print(console, seen)
        try:
            if save == "save_svg":
                console.save_svg(str(path), title="flasktutor trace")
            else:
                console.save_html(str(path))
        except OSError as error:
            raise TutorError(
                _("{path} cannot be written: {reason}.").format(path=path, reason=reason(error))
            ) from None
