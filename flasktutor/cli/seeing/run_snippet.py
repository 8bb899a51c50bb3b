"""Owns `flasktutor run`: one snippet, run as lessons do, shown to a person or as JSON."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import IO, Any

import click

from flasktutor import typed_json
from flasktutor.cli.options import pythons_option, seconds, stored_python
from flasktutor.cli.output import as_json as json_output
from flasktutor.cli.output.lines import show, wrapped
from flasktutor.cli.output.say import say, say_output
from flasktutor.cli.seeing.running import as_data, explained, result_on
from flasktutor.cli.tutor import Tutor
from flasktutor.errors import UsageError
from flasktutor.language import _, later, reason
from flasktutor.runner import protections, words
from flasktutor.runner.protocol import Context, HttpRequest, Limits, RunRequest, RunResult
from flasktutor.runner.source import text_in


def _pairs(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """`KEY:VALUE` or `KEY=VALUE`, as the option's metavar says, split at the first separator."""
    separator = str(param.metavar)[len("KEY")]
    pairs = {}
    for value in values:
        key, found, rest = value.partition(separator)
        if not found or not key.strip():
            raise click.BadParameter(
                _("{value} is not of the form {form}.").format(
                    value=repr(value), form=param.metavar
                ),
                ctx,
                param,
            )
        pairs[key.strip()] = rest.strip() if separator == ":" else rest
    return pairs


@click.command(
    help=later(
        "Run a snippet as lessons do: FILE, or - for standard input.\n\n"
        "It runs inside app.test_request_context(), where `app` is a fresh application; a "
        "program that makes its own app runs as it is. What is pushed is said.\n\n"
        "Exit code 0 when it ended well, 1 when not.\n\n"
        "Example: flasktutor run hello.py --path '/hello?name=Ayu'"
    )
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--path", help=later("Path and query of the request; / unless given."))
@click.option("--method", help=later("Method of the request; GET, or with a body POST."))
@click.option(
    "--header",
    "headers",
    multiple=True,
    callback=_pairs,
    metavar="KEY:VALUE",
    help=later("A header of the request; may be given again."),
)
@click.option(
    "--form",
    multiple=True,
    callback=_pairs,
    metavar="KEY=VALUE",
    help=later("A field of the form that the request carries; may be given again."),
)
@click.option("--json-body", metavar="TEXT", help=later("JSON that the request carries."))
@click.option(
    "--context",
    "kind",
    type=click.Choice(["none", "app", "request"]),
    help=later(
        "What is pushed around the snippet; a request context unless given, or nothing where it "
        "makes its own app."
    ),
)
@click.option(
    "--timeout",
    type=seconds(3600),
    metavar="SECONDS",
    help=later("How long it may run; 5 unless given."),
)
@pythons_option
@click.option(
    "--namespaces", is_flag=True, help=later("Ask for Linux namespaces: no network at all.")
)
@click.option(
    "--verbose", is_flag=True, help=later("Say what contained it, and what could not be tidied up.")
)
@click.option(
    "--world",
    metavar="NAME",
    help=later("Run it as well in a world where a misconception is true: docs/wrong-worlds.md."),
)
@click.option("--json", "as_json", is_flag=True, help=later("Print one JSON object."))
@click.pass_obj
def run(
    tutor: Tutor,
    /,
    file: str,
    kind: str | None,
    timeout: float | None,
    pythons: tuple[Path, ...],
    namespaces: bool,
    verbose: bool,
    world: str | None,
    as_json: bool,
    **request: Any,
) -> int:
    source = _source(file)
    own = kind is None and not any(request.values()) and _makes_app(source)
    wanted = RunRequest(
        source=source,
        context=_context("none" if own else kind or "request", **request),
        limits=_limits(timeout),
    )
    python = pythons[0] if pythons else None
    if world is not None:
        from flasktutor.cli.seeing.run_in_world import run_in_world

        if len(pythons) > 1:
            raise click.UsageError(_("--world and a second --python do not go together."))
        chosen = python or stored_python()
        return run_in_world(
            tutor, wanted, world, chosen, file, namespaces=namespaces, as_json=as_json
        )
    if len(pythons) > 1:
        from flasktutor.cli.seeing.run_twice import run_twice

        around = _around(wanted.context, own=own)
        return run_twice(
            tutor, pythons, wanted, around, file, namespaces=namespaces, as_json=as_json
        )
    result, left = result_on(python, wanted, namespaces)
    result = explained(result, wanted.source, file)
    if as_json:
        json_output.show(as_data(result))
    else:
        _show(result, plain=tutor.plain)
        if _was_read(result, wanted.source):
            say(_around(wanted.context, own=own), dim=True, err=True)
        if verbose:
            _show_surroundings(result, left)
    return 0 if result.outcome == "ok" else 1


def _source(file: str) -> str:
    opened: IO[bytes]
    try:
        with click.open_file(file, "rb") as opened:
            return text_in(opened, file)
    except OSError as error:
        raise UsageError(
            _("{path} cannot be read: {reason}").format(path=file, reason=reason(error)),
        ) from None


def _context(
    kind: str,
    path: str | None,
    method: str | None,
    headers: dict[str, str],
    form: dict[str, str],
    json_body: str | None,
) -> Context:
    if kind != "request":
        if path or method or headers or form or json_body is not None:
            raise click.UsageError(
                _("A request needs --context request, not {kind}.").format(kind=kind)
            )
        return Context(kind="app" if kind == "app" else "none")
    if form and json_body is not None:
        raise click.UsageError(_("A request carries a form or JSON, not both."))
    body = bool(form) or json_body is not None
    return Context(
        request=HttpRequest(
            path=path or "/",
            method=(method or ("POST" if body else "GET")).upper(),
            headers=headers,
            form=form or None,
            json=_json_value(json_body),
            has_json=json_body is not None,
        )
    )


def _makes_app(source: str) -> bool:
    from flasktutor import patterns

    return any(patterns.found(call, source) for call in ("Flask()", "flask.Flask()"))


def _was_read(result: RunResult, source: str) -> bool:
    """Whether Python could read the snippet: else nothing of it ran, and in no context."""
    if result.outcome != "error":
        return True
    # Only an error is worth its loading.
    from flasktutor import mistakes

    return not mistakes.unread(source, result)


def _around(context: Context, *, own: bool) -> str:
    """What was pushed around a snippet."""
    if own:
        return _("No context was pushed around it, for it makes its own app.")
    if context.kind == "none":
        return _("No context was pushed around it.")
    if context.kind == "app":
        return _("Around it an app context was pushed, of an app made for it.")
    text = _("Around it a request context was pushed, of an app made for it: {request}")
    return text.format(request=f"{context.request.method} {context.request.path}")


def _json_value(text: str | None) -> Any:
    if text is None:
        return None
    try:
        return typed_json.read(text)
    except ValueError as error:
        raise click.BadParameter(f"{error}.", param_hint="--json-body") from None


def _limits(timeout: float | None) -> Limits:
    return Limits() if timeout is None else Limits(wall=timeout, cpu=math.ceil(timeout))


def _show(result: RunResult, *, plain: bool) -> None:
    """The snippet's own output on stdout, all that is said about it on stderr."""
    say_output(result.stdout)
    say_output(result.stderr, err=True)
    if result.exception is not None:
        say_output(f"{result.exception.trace}\n", err=True)
    if protections.ROOT in result.isolation:
        warning = protections.in_words([protections.ROOT])[0]
        say(_("Careful: {warning}.").format(warning=warning), bold=True, err=True)
    _show_explanation(result.explanation, plain=plain)
    footer = _("{outcome} · {ms} ms · Flask {flask} on Python {python}").format(
        outcome=words.outcome(result),
        ms=round(result.duration_ms),
        flask=result.flask,
        python=result.python,
    )
    say(footer, dim=True, err=True)


def _show_explanation(text: str, *, plain: bool) -> None:
    """Between words on a terminal, which would else part them where it ends."""
    if plain or not sys.stderr.isatty():
        say_output(text, err=True)
        return
    for line in text.splitlines():
        show(wrapped(line, "strong", first=""), plain=plain, err=True)


def _show_surroundings(result: RunResult, left: tuple[Path, ...]) -> None:
    """On stderr, as all that is said about a run."""
    for line in protections.in_words(result.isolation):
        say(f"  - {line}", dim=True, err=True)
    for line in protections.left_in_words(left):
        say(line, bold=True, err=True)
