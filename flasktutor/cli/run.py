"""`flasktutor run`: one snippet, run as lessons do, shown to a person or as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

import click

from flasktutor.errors import TutorError
from flasktutor.language import _
from flasktutor.runner import protections
from flasktutor.runner.codec import result_to_json
from flasktutor.runner.protocol import Context, HttpRequest, Limits, RunRequest, RunResult
from flasktutor.runner.text import escape

_NOT_SHOWN = ("observations", "events")


@dataclass(frozen=True)
class _Pair(click.ParamType[Any]):
    """`KEY<separator>VALUE`, given once for each pair."""

    separator: str
    name: str = "pair"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """Split at the first separator."""
        if isinstance(value, tuple):
            return value
        key, found, rest = str(value).partition(self.separator)
        if not found or not key.strip():
            self.fail(
                _("{value} is not of the form KEY{separator}VALUE.").format(
                    value=repr(value), separator=self.separator
                ),
                param,
                ctx,
            )
        return key.strip(), rest.strip() if self.separator == ":" else rest


@click.command("run", short_help="Run a snippet of Flask code as lessons do.")
@click.argument("file", type=click.File("rb"))
@click.option("--path", help="Path and query of the request.  [default: /]")
@click.option("--method", help="Method of the request.  [default: GET, with a body POST]")
@click.option("--header", "headers", multiple=True, type=_Pair(":"), metavar="KEY:VALUE")
@click.option("--form", multiple=True, type=_Pair("="), metavar="KEY=VALUE")
@click.option("--json-body", metavar="TEXT", help="JSON that the request carries.")
@click.option("--context", "kind", type=click.Choice(["none", "app", "request"]), default="request")
@click.option("--timeout", type=click.FloatRange(0, min_open=True), metavar="SECONDS")
@click.option("--python", metavar="PATH", help="Interpreter or virtual environment to run it on.")
@click.option("--namespaces", is_flag=True, help="Ask for Linux namespaces: no network at all.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def run(
    ctx: click.Context,
    /,
    file: BinaryIO,
    kind: str,
    timeout: float | None,
    python: str | None,
    namespaces: bool,
    as_json: bool,
    **request: Any,
) -> None:
    """Run FILE (or - for standard input) inside app.test_request_context().

    An `app` of its own is used where FILE makes one before it needs the context;
    else `app` is a fresh application. Exit code 0 when it ended well, 1 when not.
    """
    wanted = RunRequest(
        source=_source(file),
        context=_context(kind, **request),
        limits=_limits(timeout),
    )
    result = _run(wanted, python, namespaces)
    if as_json:
        shown = {k: v for k, v in result_to_json(result).items() if k not in _NOT_SHOWN}
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        _show(result)
    ctx.exit(0 if result.outcome == "ok" else 1)


def _run(wanted: RunRequest, python: str | None, namespaces: bool) -> RunResult:
    # Wrong usage is found without the cost of loading the runner.
    from flasktutor.runner.launch import find_interpreter
    from flasktutor.runner.runner import Runner

    with Runner(find_interpreter(python) if python else None, namespaces=namespaces) as runner:
        return runner.run(wanted)


def _source(file: BinaryIO) -> str:
    data = file.read()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        name = escape(str(getattr(file, "name", "-")))
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        raise TutorError(
            _("{file}:{line}:{column}: this byte is no UTF-8: {byte}.").format(
                file=name,
                line=line,
                column=column,
                byte=f"0x{data[error.start]:02x}",
            ),
            hint=_("Save the file with the encoding UTF-8."),
            exit_code=2,
        ) from None


def _context(
    kind: str,
    path: str | None,
    method: str | None,
    headers: tuple[tuple[str, str], ...],
    form: tuple[tuple[str, str], ...],
    json_body: str | None,
) -> Context:
    given = [path, method, *headers, *form, json_body]
    if kind != "request":
        if any(value is not None for value in given):
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
            headers=dict(headers),
            form=_form(form),
            json=_json_value(json_body),
            has_json=json_body is not None,
        )
    )


def _form(pairs: tuple[tuple[str, str], ...]) -> Mapping[str, str] | None:
    return dict(pairs) if pairs else None


def _json_value(text: str | None) -> Any:
    if text is None:
        return None
    try:
        return json.loads(text)
    except ValueError as error:
        raise click.BadParameter(
            _("this is not JSON: {reason}").format(reason=error), param_hint="--json-body"
        ) from None


def _limits(timeout: float | None) -> Limits:
    return Limits() if timeout is None else Limits(wall=timeout, cpu=math.ceil(timeout))


def _show(result: RunResult) -> None:
    """The snippet's own output on stdout, all that is said about it on stderr."""
    click.echo(result.stdout, nl=False)
    click.echo(result.stderr, nl=False, err=True)
    for text in (result.stdout, result.stderr):
        if text and not text.endswith("\n"):
            click.echo(err=text is result.stderr)
    if result.exception is not None:
        click.secho(result.exception.trace, fg="red", err=True)
    if protections.ROOT in result.isolation:
        warning = protections.in_words([protections.ROOT])[0]
        click.secho(_("Careful: {warning}.").format(warning=warning), fg="yellow", err=True)
    if result.explanation:
        click.secho(result.explanation, fg="yellow", err=True)
    footer = _("{outcome} · {ms} ms · Flask {flask} on Python {python}").format(
        outcome=result.outcome,
        ms=f"{result.duration_ms:.0f}",
        flask=result.flask,
        python=result.python,
    )
    click.secho(footer, dim=True, err=True)
