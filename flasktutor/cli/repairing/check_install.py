"""Owns the command `check-install`: its options, and how findings are printed."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from pathlib import Path

import click

from flasktutor.causes.system import System, detect
from flasktutor.cli.options import here, stored_python
from flasktutor.cli.output import as_json as json_output
from flasktutor.cli.output.lines import show, wrapped
from flasktutor.cli.output.patience import patience
from flasktutor.cli.output.say import say, say_output
from flasktutor.cli.repairing.findings_text import changed_lines, containment_lines, summary_lines
from flasktutor.doctor import repair
from flasktutor.doctor.containment import Containment, containment
from flasktutor.doctor.look import LookOptions
from flasktutor.doctor.summary import Summary, check, loaded
from flasktutor.language import _, later
from flasktutor.values import frozen


@click.command(
    "check-install",
    help=later(
        "Find out why Flask does not start here, and say how to repair it.\n\n"
        "\b\nExamples:\n"
        "  flasktutor check-install\n"
        "  flasktutor check-install --python .venv --app shop\n"
        "  flasktutor check-install --report > report.md\n\n"
        "With --app the app is loaded, which runs its code; without, a terminal is asked first.\n"
        "Exit code 0 when Flask works, 1 when a problem was found."
    ),
)
@click.option(
    "--python",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help=later("Look at this Python (or virtual environment) instead of the one found."),
)
@click.option(
    "--app", metavar="NAME", default="", help=later("Load this program, as `flask --app` does.")
)
@click.option(
    "--port",
    metavar="PORT",
    type=click.IntRange(1, 65535),
    default=5000,
    show_default=True,
    help=later("The port that the server will use."),
)
@click.option("--verbose", is_flag=True, help=later("Show everything that was looked at."))
@click.option("--json", "as_json", is_flag=True, help=later("Print all findings as JSON."))
@click.option(
    "--report", is_flag=True, help=later("Print Markdown for an issue, names and paths masked.")
)
@click.option("--fix", is_flag=True, help=later("Offer to do what is safe, one question each."))
@click.pass_context
def check_install(
    context: click.Context,
    python: Path | None,
    app: str,
    port: int,
    verbose: bool,
    as_json: bool,
    report: bool,
    fix: bool,
) -> None:
    if as_json and report:
        raise click.UsageError(_("--json and --report cannot be had at once."))
    if python and not (python.exists() or python.is_symlink()):
        raise click.BadParameter(
            _("There is no {path}.").format(path=python), param_hint="--python"
        )
    system, plain = detect(os.environ), bool(context.find_root().params.get("plain"))
    options = LookOptions(python=python.absolute() if python else None, app=app, port=port)
    text = not (as_json or report)
    with containment(_chosen_python()) if verbose or not text else nullcontext() as contained:
        summary = _look(options, system)
        load = bool(app) or (text and _may_load(summary, system))
        summary = _load(summary) if load else summary
        _tell(summary, contained() if contained else None, Form(as_json, report, verbose, plain))
    if fix and text and not summary.healthy and _repair(summary, system):
        before, summary = summary, _look(options, system)
        show(changed_lines(before, summary), plain=plain)
        summary = _load(summary) if load else summary
        show(summary_lines(summary, verbose=verbose), plain=plain)
    context.exit(0 if summary.healthy else 1)


@frozen
class Form:
    """How the result is to be told."""

    as_json: bool
    report: bool
    verbose: bool
    plain: bool


def _tell(summary: Summary, contained: Containment | None, form: Form) -> None:
    if form.as_json:
        told = contained.as_json() if contained else None
        json_output.show({**summary.as_json(), "snippets": told})
    elif form.report:
        from flasktutor.doctor.report import markdown

        say_output(markdown(summary, contained))
    else:
        lines = containment_lines(contained) if contained else ()
        show([*summary_lines(summary, verbose=form.verbose), *lines], plain=form.plain)


def _may_load(summary: Summary, system: System) -> bool:
    """Whether the learner agrees to their app being loaded; without a terminal, nobody does."""
    app, python = summary.to_load, summary.facts.subject
    if app is None or python is None or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    if summary.set_up_broken:  # that comes first, and “Flask works here” would speak against it
        return False
    words = f"flask --app {system.quote(app)} run" if app else "flask run"
    question = _(
        "Flask works here. To see whether your app starts too, its code has to run: "
        "“{command}”, by {python}, up to where it would serve."
    )
    for line in wrapped(question.format(command=words, python=python.typed), first=""):
        say(line.text)
    return click.confirm(_("Run your code now?"), default=False)


def _look(options: LookOptions, system: System) -> Summary:
    with patience(_("Looking at your Python…")):
        return check(here(), os.environ, system, options)


def _load(summary: Summary) -> Summary:
    if summary.to_load is None:
        return summary
    with patience(_("Loading your app…")):
        return loaded(summary)


def _chosen_python() -> Path | None:
    """The Python that snippets run on where no other is named."""
    chosen = os.environ.get("FLASKTUTOR_PYTHON")
    return Path(chosen) if chosen else stored_python()


def _repair(summary: Summary, system: System) -> bool:
    """Ask about each safe step and do it; whether all were done."""
    todo = list(repair.steps(summary))
    if not todo:
        say(_("Nothing here can be repaired safely by --fix; the lines above do it."))
        return False
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        say(_("--fix asks before each step, so it needs a terminal. Nothing was changed."))
        return False
    return all(_done(step, summary.facts.folder, system) for step in todo)


def _done(step: repair.RepairStep, folder: Path, system: System) -> bool:
    say("", step.says, f"    {' '.join(system.quote(word) for word in step.command)}")
    if not click.confirm(_("Do this now?"), default=True):
        say(_("Left as it is."))
        return False
    if not repair.run(step, folder, os.environ):
        say(_("That did not work; its last lines above say why."))
        return False
    return True
