"""`flasktutor trace`: the learner's own app at work, its contexts drawn."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from flasktutor.cli.after_dashes import AfterDashes, words_of
from flasktutor.cli.options import here, pythons_option, seconds
from flasktutor.errors import UsageError
from flasktutor.language import _, later

if TYPE_CHECKING:
    from flasktutor.cli.tracing.trace_command import TraceOptions


@click.command(
    "trace",
    cls=AfterDashes,
    help=later(
        "Send requests to the app TARGET, or run a command that is written after --, and draw "
        "the contexts.\n\n"
        "TARGET is what `flask --app` takes: a file, module:name, or a factory. REQUEST is "
        "/path, 'POST /login name=ayu', or a JSON object; without any, GET / is sent. "
        "With --serve a browser sends them, until Ctrl-C. "
        "A command keeps its output and its exit code; of tests, those that failed are drawn.\n\n"
        "\b\nExamples:\n"
        "  flasktutor trace app.py /hello\n"
        "  flasktutor trace app.py --serve\n"
        "  flasktutor trace -- pytest tests/test_shop.py\n"
        "  flasktutor trace -- flask --app shop init-db"
    ),
)
@click.argument("target", required=False)
@click.argument("requests", nargs=-1, metavar="[REQUEST]... [-- COMMAND]")
@pythons_option
@click.option(
    "--threads", type=click.IntRange(1, 50), metavar="N", help=later("Send N at the same time.")
)
@click.option(
    "--timeout",
    type=seconds(3600),
    metavar="SECONDS",
    help=later("How long to wait: for the app 30 unless given, for a command without an end."),
)
@click.option(
    "--serve", is_flag=True, help=later("Serve it to a browser, and draw what that visits.")
)
@click.option("--port", type=click.IntRange(0, 65535), metavar="N", help=later("Serve it there."))
@click.option(
    "--all",
    "every",
    is_flag=True,
    help=later("Draw all tests of a command; with --serve all requests."),
)
@click.option("--step", is_flag=True, help=later("Go through the run, forward and back."))
@click.option(
    "--svg", type=click.Path(dir_okay=False, path_type=Path), help=later("Save the picture.")
)
@click.option(
    "--html",
    type=click.Path(dir_okay=False, path_type=Path),
    help=later("Save a page to go through it in a browser."),
)
@click.option("--json", "as_json", is_flag=True, help=later("Print the events as JSON."))
@click.option("--strict", is_flag=True, help=later("Exit with 1 if anything is found wrong."))
@click.pass_context
def trace(
    ctx: click.Context,
    target: str | None,
    requests: tuple[str, ...],
    pythons: tuple[Path, ...],
    threads: int | None,
    timeout: float | None,
    serve: bool,
    port: int | None,
    every: bool,
    step: bool,
    svg: Path | None,
    html: Path | None,
    as_json: bool,
    strict: bool,
) -> None:
    from flasktutor.cli.tracing.trace_command import TraceOptions

    if step and as_json:
        raise click.UsageError(_("--step and --json do not go together."))
    options = TraceOptions(
        python=pythons[0] if pythons else None, every=every, seconds=timeout, as_json=as_json,
        svg=svg, html=html, strict=strict, step=step,
    )  # fmt: skip
    words = words_of(ctx)
    if target is not None:
        _must_be_here(target)
    if serve or port is not None:
        ctx.exit(_served(ctx, words, options))
    if words is not None:
        ctx.exit(_ran(ctx, words, options))
    if every:
        raise click.UsageError(_("--all wants a command after “--”, or --serve."))
    from flasktutor.trace.requests import is_request

    if target is not None and is_request(target):
        requests, target = (target, *requests), None
    if len(pythons) > 1:
        from flasktutor.cli.tracing.trace_twice import trace_twice

        ctx.exit(trace_twice(ctx.obj, pythons, target, requests, threads or 0, options))
    from flasktutor.cli.tracing.trace_app import trace_app

    ctx.exit(trace_app(ctx.obj, target, requests, threads or 0, options))


def _must_be_here(target: str) -> None:
    """Refuse a file that is not there: Flask would speak of options that nobody gave."""
    file = target.partition(":")[0]
    if file.endswith(".py") and not (here() / file).exists():
        raise UsageError(
            _("There is no {file} in {folder}.").format(file=file, folder=here()),
            hint=_("Go to the folder of your app, or write the path of its file from here."),
        )


def _served(ctx: click.Context, words: list[str] | None, options: TraceOptions) -> int:
    """Serve the app to a browser; the exit code."""
    from flasktutor.cli.tracing.trace_serve import Wanted, trace_serve
    from flasktutor.cli.tracing.trace_serve_text import refuse

    target = ctx.params["target"]
    refuse(ctx.params, words, target)
    wanted = Wanted(
        target=target, port=ctx.params["port"], python=options.python, every=options.every,
        seconds=options.seconds, as_json=options.as_json, strict=options.strict,
    )  # fmt: skip
    return trace_serve(ctx.obj, wanted, here())


def _ran(ctx: click.Context, words: list[str], options: TraceOptions) -> int:
    """Run the command behind `--`; its exit code."""
    from flasktutor.cli.tracing.trace_command import trace_command

    if ctx.params["target"] or ctx.params["threads"]:
        raise click.UsageError(_("Give requests or a command, not both."))
    if not words:
        raise click.UsageError(_("What is to be run is missing after “--”."))
    if len(ctx.params["pythons"]) > 1:
        raise click.UsageError(_("A command runs on one Python; requests are sent on two."))
    return trace_command(ctx.obj, words, here(), options)
