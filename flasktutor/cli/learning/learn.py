"""Owns the commands of learning: `start`, `lesson`, `review`."""

from __future__ import annotations

from pathlib import Path

import click

from flasktutor.cli import exits
from flasktutor.cli.completion import lesson_names, step_keys
from flasktutor.cli.options import python_option, trust_option
from flasktutor.cli.output import as_json as json_output
from flasktutor.cli.tutor import Tutor
from flasktutor.language import later


@click.command(help=later("Begin, or go on where you were.\n\nExample: flasktutor start"))
@python_option
@trust_option
@click.pass_obj
def start(tutor: Tutor, python: Path | None, trust: bool) -> int:
    from flasktutor.ui.flows import start_flow

    tutor.trusts = trust
    if tutor.chosen_language and tutor.progress.setting("language") is None:
        tutor.progress.set_setting("language", tutor.chosen_language)
    desk = tutor.desk(python)
    return exits.after_sitting(lambda: start_flow.start(desk, _flask_works))


def _flask_works() -> bool:
    """Run `check-install` as a part of this command: its end is not the end of all."""
    from flasktutor.cli.repairing.check_install import check_install

    try:
        click.get_current_context().invoke(check_install)
    except click.exceptions.Exit as ended:
        return ended.exit_code == 0
    return True


@click.command(
    help=later("Take a lesson, from where you left it.\n\nExample: flasktutor lesson contexts")
)
@click.argument("name", required=False, shell_complete=lesson_names)
@click.option(
    "--from",
    "start_key",
    metavar="KEY",
    shell_complete=step_keys,
    help=later("Begin at the step with this key."),
)
@click.option("--restart", is_flag=True, help=later("Begin anew; the score counts from here."))
@click.option("--editor", is_flag=True, help=later("Write code in $VISUAL or $EDITOR."))
@python_option
@trust_option
@click.pass_obj
def lesson(
    tutor: Tutor,
    name: str | None,
    start_key: str | None,
    restart: bool,
    editor: bool,
    python: Path | None,
    trust: bool,
) -> int:
    from flasktutor.ui.flows import lesson_flow

    tutor.external_editor, tutor.trusts = editor, trust
    desk = tutor.desk(python)
    return exits.after_sitting(
        lambda: lesson_flow.take(desk, name, start=start_key, restart=restart)
    )


@click.command(help=later("Answer the questions that are due again.\n\nExample: flasktutor review"))
@click.option(
    "--json", "as_json", is_flag=True, help=later("List what is due as JSON; ask nothing.")
)
@python_option
@trust_option
@click.pass_obj
def review(tutor: Tutor, as_json: bool, python: Path | None, trust: bool) -> int:
    from flasktutor.ui.flows import portions, review_flow

    tutor.trusts = trust
    desk = tutor.desk(python, aloud=not as_json)
    if not as_json:
        return exits.after_sitting(lambda: review_flow.take(desk))
    cards = portions.due(desk)
    due = [{"lesson": c.lesson, "step": c.step, "due": c.due.isoformat()} for c in cards]
    json_output.show(due)
    return 0
