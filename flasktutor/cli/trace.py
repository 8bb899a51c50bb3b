"""`flasktutor trace`: the learner's own app at work, its contexts drawn."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import click

from flasktutor.cli import as_json as json_output
from flasktutor.cli.after_dashes import AfterDashes, words_of
from flasktutor.cli.options import here, python_option, seconds
from flasktutor.cli.say import say_output
from flasktutor.language import _, later

_SECONDS = 30.0


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
@python_option
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
    timeout: float | None,
    serve: bool,
    port: int | None,
    every: bool,
    svg: Path | None,
    html: Path | None,
    as_json: bool,
    strict: bool,
) -> None:
    words = words_of(ctx)
    if serve or port is not None:
        from flasktutor.cli.trace_serve import Wanted, trace_serve
        from flasktutor.cli.trace_serve_text import refuse

        refuse(ctx.params, words, target)
        wanted_ = Wanted(
            target=target, port=port, python=python, every=every, seconds=timeout,
            as_json=as_json, strict=strict,
        )  # fmt: skip
        ctx.exit(trace_serve(ctx.obj, wanted_, here()))
    if words is not None:
        if target or threads:
            raise click.UsageError(_("Give requests or a command, not both."))
        if not words:
            raise click.UsageError(_("What is to be run is missing after “--”."))
        from flasktutor.cli.trace_command import Wish, trace_command

        wish = Wish(
            python=python, every=every, seconds=timeout, as_json=as_json, svg=svg, html=html,
            strict=strict,
        )  # fmt: skip
        ctx.exit(trace_command(ctx.obj, words, here(), wish))
    if every:
        raise click.UsageError(_("--all wants a command after “--”, or --serve."))
    from flasktutor.cli import trace_picture, trace_requests
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
        seen = run(
            target, wanted, chosen, folder=folder, threads=threads or 0, seconds=timeout or _SECONDS
        )
    found = findings(seen, project(target, folder))
    pictures = list(trace_requests.blocks(seen))
    if not as_json:
        trace_picture.show(ctx.obj, pictures)
        say_output("\n".join(trace_requests.said(seen, found)))
    trace_picture.save(pictures, svg, html)
    if as_json:
        # Last: a picture that cannot be saved is an error instead of the result.
        json_output.show(trace_requests.as_data(seen, found))
    ctx.exit(0 if trace_requests.is_fine(seen) and not (strict and found) else 1)
