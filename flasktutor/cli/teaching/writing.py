"""Owns the commands for writers of lessons: `lessons new`, `schema`, `preview`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from flasktutor.cli import exits
from flasktutor.cli.completion import step_keys_of_file
from flasktutor.cli.options import python_option, trust_option
from flasktutor.cli.output import as_json
from flasktutor.cli.output.say import say
from flasktutor.cli.tutor import Tutor
from flasktutor.language import _, later


@click.command(
    help=later(
        "Write a lesson to start from: one step of every kind, which works as it is.\n\n"
        "NAME.yaml holds the lesson, NAME.id.yaml its Indonesian words, and two schema files "
        "help your editor to complete and check them. With --course, a folder NAME with a first "
        "lesson; with --package, a Python package that hands such a course out.\n\n"
        "Example: flasktutor lessons new my-lesson --folder my-lessons"
    )
)
@click.argument("name")
@click.option(
    "--folder",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help=later("Where to write it; here unless given."),
)
@click.option("--course", is_flag=True, help=later("Write a course with a first lesson."))
@click.option("--package", is_flag=True, help=later("Write a package that hands out a course."))
@click.pass_obj
def new(tutor: Tutor, name: str, folder: Path, course: bool, package: bool) -> None:
    from flasktutor import draft, trust
    from flasktutor.cli.consent import Agreements
    from flasktutor.draft import courses
    from flasktutor.ui.flows import to_type

    if course and package:
        raise click.UsageError(_("--package writes a course as well; leave --course away."))
    write = courses.write_package if package else courses.write_course if course else draft.write
    files = write(name, folder)
    # What was written is ours, until it is changed.
    trust.agree(trust.content_of(files[0]), Agreements(tutor.progress))
    say(_("Written: {files}").format(files=", ".join(map(str, files))))
    command = to_type.of_words(["lessons", "preview", str(files[0])])
    say(_("Take it: {command}").format(command=command))
    proved = files[0].parent if course or package else files[0]
    command = to_type.of_words(["lessons", "check", "--watch", str(proved)])
    say(_("Write on, and let this prove it: {command}").format(command=command))
    if package:
        # A bare name is that of a package in the registry to pip, whatever lies here.
        made = folder / name
        here = str(made) if made.is_absolute() else f".{os.sep}{made}"
        command = f"python -m pip wheel --no-deps --wheel-dir dist {to_type.quoted([here])}"
        say(_("Make what you hand out: {command}").format(command=command))


@click.command(
    help=later(
        "Print the JSON Schema of lesson files, by which editors complete and check them.\n\n"
        "Example: flasktutor lessons schema > lesson.schema.json"
    )
)
@click.argument("sort", type=click.Choice(["lesson", "translation", "course"]), default="lesson")
def schema(sort: str) -> None:
    from flasktutor import editor_schema

    wanted = next(one for one in editor_schema.SORTS if one == sort)
    as_json.show(editor_schema.schema_of(wanted))


@click.command(
    help=later(
        "Take a lesson file, or one of its steps, as a learner would; nothing is recorded.\n\n"
        "Example: flasktutor lessons preview my-lesson.yaml --step push"
    )
)
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--step",
    metavar="KEY",
    shell_complete=step_keys_of_file,
    help=later("Take only the step with this key."),
)
@python_option
@trust_option
@click.pass_obj
def preview(tutor: Tutor, path: Path, step: str | None, python: Path | None, trust: bool) -> int:
    from flasktutor import language, lesson
    from flasktutor.course import gather
    from flasktutor.ui.flows import preview_flow

    tutor.trusts = trust
    (file,) = gather([path])
    desk, taken = tutor.desk(python), lesson.load(file, language.current())
    return exits.after_sitting(lambda: preview_flow.take(desk, taken, step))
