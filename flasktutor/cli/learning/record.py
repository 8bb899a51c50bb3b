"""Owns the commands about what was done: `progress`, `reset`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flasktutor.cli.completion import lesson_names
from flasktutor.cli.output import as_json as json_output
from flasktutor.cli.output.say import say
from flasktutor.cli.tutor import Tutor
from flasktutor.language import _, later, ngettext

if TYPE_CHECKING:
    from flasktutor.outlines import Outline
    from flasktutor.progress import Attempt
    from flasktutor.report import Missed
    from flasktutor.ui.flows.desk import Desk


@click.command(
    help=later(
        "Show what you have done, or carry it to another machine.\n"
        "\n"
        "Example: flasktutor progress --export mine.json"
    )
)
@click.option("--json", "as_json", is_flag=True, help=later("All figures as JSON."))
@click.option(
    "--export",
    "target",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=later("Write all progress to FILE."),
)
@click.option(
    "--import",
    "origin",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=later("Merge the progress in FILE into yours."),
)
@click.option(
    "--name",
    metavar="NAME",
    help=later("Who you are to whom the file or the answers go: a name or a number."),
)
@click.option(
    "--send",
    "store",
    metavar="URL",
    help=later("Send answers and lessons as xAPI to the record store at URL, each once."),
)
@click.option("--dry-run", is_flag=True, help=later("Print what --send would send; send nothing."))
@click.option("--without-tls", is_flag=True, help=later("Let --send use http:, which can be read."))
@click.pass_obj
def progress(
    tutor: Tutor,
    as_json: bool,
    target: Path | None,
    origin: Path | None,
    name: str | None,
    store: str | None,
    dry_run: bool,
    without_tls: bool,
) -> int:
    called = _called(name, wanted=as_json or target is not None or store is not None)
    if store is not None:
        if origin is not None or target is not None:
            raise click.UsageError(_("--send goes with neither --export nor --import."))
        return _sent(tutor, store, called, dry_run, without_tls=without_tls, quiet=as_json)
    if dry_run or without_tls:
        raise click.UsageError(_("--dry-run and --without-tls need --send."))
    if origin is None and target is None:
        _show(tutor, as_json, called)
        return 0
    done = _carried(tutor, origin, target, called, quiet=as_json)
    if as_json:
        json_output.show(done)
    return 0


def _called(name: str | None, *, wanted: bool) -> str:
    from flasktutor.progress.names import LONGEST, chosen_name

    if name is None:
        return ""
    if not wanted:
        raise click.UsageError(_("--name needs --export, --send or --json."))
    try:
        return chosen_name(name)
    except ValueError:
        text = _("--name takes 1 to {n} characters that can be seen.")
        raise click.UsageError(text.format(n=LONGEST)) from None


def _sent(
    tutor: Tutor, store: str, name: str, dry_run: bool, *, without_tls: bool, quiet: bool
) -> int:
    from flasktutor.cli.learning import sending

    if not name:
        raise click.UsageError(_("--send needs --name: a name or number that the store may know."))
    if dry_run:
        sending.show(tutor, store, name, without_tls=without_tls, quiet=quiet)
        return 0
    return sending.send(tutor, store, name, without_tls=without_tls, quiet=quiet)


def _carried(
    tutor: Tutor, origin: Path | None, target: Path | None, name: str, *, quiet: bool
) -> dict[str, Any]:
    """Import, then export, as wished; what was done, as data, and unless `quiet` in words."""
    from flasktutor.progress import export, import_

    tell: Callable[[str], None] = (lambda _sentence: None) if quiet else say
    done: dict[str, Any] = {}
    if origin is not None:
        brought = import_(tutor.progress, origin)
        done["imported"] = brought.to_json()
        text = _("Answers taken over: {new}. Here already: {known}.")
        tell(text.format(new=brought.attempts, known=brought.known))
    if target is not None:
        export(tutor.progress, target, name, _versions(tutor))
        done["exported"] = str(target)
        tell(_("All progress is in {file}.").format(file=target))
    return done


def _versions(tutor: Tutor) -> dict[str, str]:
    """The version of each lesson that is at hand: a mark of its bytes."""
    return {one.name: one.mark for one in tutor.outlines.values() if one.mark}


def _show(tutor: Tutor, as_json: bool, name: str) -> None:
    from flasktutor import review
    from flasktutor.progress.records import now
    from flasktutor.report import LessonAsked, report
    from flasktutor.ui.flows import portions, to_type
    from flasktutor.ui.flows.believed import Believed
    from flasktutor.ui.views import learner

    attempts, desk = tutor.progress.attempts(), tutor.desk(aloud=False)
    outlines = [
        LessonAsked(
            name=one.name, title=one.title, steps=_asked_here(desk, one, attempts), was=one.was
        )
        for one in tutor.outlines.values()
    ]
    made = report(attempts, outlines)
    beliefs = Believed(desk, attempts)
    cards, _gone = portions.sorted_out(tutor.progress, tutor.outlines)
    waiting, ahead = len(review.due(cards, now())), review.ahead(cards, now())
    if as_json:
        told = {"beliefs": beliefs.to_json(), "waiting": waiting, "ahead": ahead}
        versions = _versions(tutor)
        lessons = [
            {**one, "version": versions.get(one["lesson"], "")} for one in made.to_json()["lessons"]
        ]
        by = {"name": name} if name else {}
        json_output.show({**by, **made.to_json(), "lessons": lessons, **told})
        return
    words = learner.ReportWords(
        tutor.ideas(), partial(_question, tutor), partial(to_type.of_step, desk)
    )
    tutor.screen.show(*learner.blocks_of(made, words), *beliefs.blocks())
    portion = portions.said(tutor.progress, waiting)
    tutor.screen.show(*learner.week(waiting, ahead, portion))


def _asked_here(desk: Desk, outline: Outline, attempts: Sequence[Attempt]) -> tuple[str, ...]:
    """The steps that can be answered with the Flask that runs the snippets, or were anyway."""
    answered = {one.step for one in attempts if one.lesson == outline.name}
    if not (outline.only and answered):
        # A lesson not begun does not wait for the worker, which knows the version.
        return outline.asked
    from flasktutor.steps.versions import holds

    flask = desk.runner.flask_version
    return tuple(
        key for key in outline.asked if key in answered or holds(outline.only.get(key, ""), flask)
    )


def _question(tutor: Tutor, missed: Missed) -> str:
    """A step by its words; by its key where its lesson cannot be read now."""
    from flasktutor.errors import TutorError
    from flasktutor.ui.flows.gist import gist

    try:
        return gist(tutor.lesson(missed.lesson).step(missed.step).body)
    except TutorError:
        return missed.step


@click.command(
    help=later(
        "Forget the answers, place and cards of LESSON, or of all lessons.\n"
        "\n"
        "Example: flasktutor reset contexts"
    )
)
@click.argument("name", metavar="[LESSON]", required=False, shell_complete=lesson_names)
@click.option("--yes", is_flag=True, help=later("Do not ask first."))
@click.pass_obj
def reset(tutor: Tutor, name: str | None, yes: bool) -> int:
    from flasktutor import outlines

    if name is not None:
        name = outlines.pick(tutor.outlines, name).name
    count = len(tutor.progress.attempts(name))
    what = ngettext("{n} answer", "{n} answers", count).format(n=count)
    question = _("Forget everything about {lessons} for good ({what})?").format(
        lessons=f"`{name}`" if name else _("all lessons"), what=what
    )
    if not yes:
        try:
            agreed = tutor.screen.confirm(question, default=False)
        except EOFError:
            agreed = False
        if not agreed:
            say(_("Nothing was changed."))
            return 0
    count = tutor.progress.reset(name)
    what = ngettext("{n} answer", "{n} answers", count).format(n=count)
    say(_("Forgotten: {what}.").format(what=what))
    return 0
