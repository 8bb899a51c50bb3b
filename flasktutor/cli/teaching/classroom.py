"""Owns `flasktutor class`: what learners handed in, as a table."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flasktutor.cli.output import as_json as json_output
from flasktutor.cli.output.say import say, say_output
from flasktutor.cli.tutor import Tutor
from flasktutor.language import _, later

if TYPE_CHECKING:
    from flasktutor.classroom.figures import Class
    from flasktutor.classroom.handed_in import LeftOut

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What begins a cell that spreadsheets would run."""


@click.command(
    "class",
    help=later(
        "Make a table of the files that learners handed in, made by `progress --export FILE "
        "--name NAME`, and show what they misunderstand most.\n"
        "\n"
        "Example: flasktutor class handed-in"
    ),
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--csv", "as_csv", is_flag=True, help=later("The table as CSV, for a spreadsheet."))
@click.option("--json", "as_json", is_flag=True, help=later("All figures as JSON."))
@click.pass_obj
def class_(tutor: Tutor, folder: Path, as_csv: bool, as_json: bool) -> int:
    from flasktutor.classroom import handed_in
    from flasktutor.classroom.figures import figures
    from flasktutor.report import LessonAsked

    if as_csv and as_json:
        raise click.UsageError(_("--csv and --json do not go together."))
    outlines = [
        LessonAsked(name=one.name, title=one.title, steps=one.asked, was=one.was, mark=one.mark)
        for one in tutor.outlines.values()
    ]
    with handed_in.without_collecting():
        found = handed_in.read(folder)
        made = figures(found, outlines)
    if as_json:
        left_out = [{"file": one.file, "why": one.why} for one in found.left_out]
        json_output.show({**made.to_json(), "left_out": left_out})
    elif as_csv:
        say_output(_csv(made))
    else:
        _draw(tutor, made)
    if not as_json:
        _tell(found.left_out)
    return 1 if found.left_out else 0


def _draw(tutor: Tutor, made: Class) -> None:
    from flasktutor.ui.flows import to_type
    from flasktutor.ui.views import classes

    way_to = partial(to_type.of_step, tutor.desk(aloud=False))
    tutor.screen.show(*classes.blocks_of(made, tutor.ideas(), way_to))


def _tell(left_out: tuple[LeftOut, ...]) -> None:
    for one in left_out:
        say(_("Left out: {why}").format(why=one.why), err=True)


def _csv(made: Class) -> str:
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(
        ("who", "finished", "lessons", "answered", "first_try", "hints", "misconceptions")
    )
    for row in made.rows:
        figures = (row.finished, made.lessons, row.answered, row.first_try, row.hints)
        writer.writerow((_cell(row.who), *figures, _cell(" ".join(row.misconceptions))))
    return text.getvalue()


def _cell(text: str) -> str:
    """A text that a spreadsheet takes for a text, whatever a learner wrote into it."""
    from flasktutor.text import escape_line

    return f"'{escape_line(text)}" if text.startswith(FORMULA) else escape_line(text)
