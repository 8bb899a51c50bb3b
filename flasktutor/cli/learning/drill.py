"""Owns the command `drill`: practice without end."""

from __future__ import annotations

from pathlib import Path

import click

from flasktutor.cli import exits
from flasktutor.cli.completion import idea_keys
from flasktutor.cli.options import python_option, trust_option
from flasktutor.cli.output import as_json as json_output
from flasktutor.cli.tutor import Tutor
from flasktutor.language import later


@click.command(
    help=later(
        "Practise without end, with a new program each time: about IDEA, or near your lessons.\n"
        "\n"
        "It asks what tells most about what you believe, or what you are weakest in. `q` ends it.\n"
        "\n"
        "Example: flasktutor drill g-dies-with-context --count 5"
    )
)
@click.argument("ideas", metavar="[IDEA]...", nargs=-1, shell_complete=idea_keys)
@click.option(
    "--count",
    metavar="N",
    type=click.IntRange(1, 10_000),
    help=later("End after N questions."),
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help=later("Its summary as JSON; the questions go to the error stream, in plain lines."),
)
@python_option
@trust_option
@click.pass_obj
def drill(
    tutor: Tutor,
    ideas: tuple[str, ...],
    count: int | None,
    as_json: bool,
    python: Path | None,
    trust: bool,
) -> int:
    from flasktutor.ui.flows import drill_flow

    tutor.trusts = trust
    if as_json:
        tutor.speak_on_the_error_stream()
    done = drill_flow.take(tutor.desk(python), ideas, count)
    if as_json:
        json_output.show(done.to_json())
    return exits.INTERRUPTED if done.interrupted else 0
