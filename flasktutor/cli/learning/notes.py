"""Owns `flasktutor notes`: what was learned, as Markdown to keep."""

from __future__ import annotations

from pathlib import Path

import click

from flasktutor.cli.completion import lesson_names
from flasktutor.cli.output.say import say, say_output
from flasktutor.cli.tutor import Tutor
from flasktutor.errors import TutorError, UsageError
from flasktutor.language import _, later


@click.command(
    help=later(
        "Print notes of LESSON, or of all lessons begun, as Markdown: recaps with their further "
        "reading, your own solutions, the ideas that you missed.\n"
        "\n"
        "Example: flasktutor notes contexts --output contexts.md"
    )
)
@click.argument("names", metavar="[LESSON]...", nargs=-1, shell_complete=lesson_names)
@click.option(
    "--output",
    "target",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=later("Write them to FILE, which must not be there yet."),
)
@click.option("--force", is_flag=True, help=later("Write over FILE where it is there."))
@click.pass_obj
def notes(tutor: Tutor, names: tuple[str, ...], target: Path | None, force: bool) -> None:
    from flasktutor import notes as made

    if force and target is None:
        raise click.UsageError(_("`--force` needs `--output FILE`."))
    lessons = [tutor.lesson(name) for name in _wanted(tutor, names)]
    text = made.notes(lessons, tutor.progress.attempts(), tutor.ideas())
    if target is None:
        say_output(text)
    else:
        _write(target, text, force=force)
        say(_("Written: {files}").format(files=target))


def _wanted(tutor: Tutor, names: tuple[str, ...]) -> list[str]:
    """The lessons that were named, else those begun, in the order of the course."""
    from flasktutor import outlines

    if names:
        return list(dict.fromkeys(outlines.pick(tutor.outlines, name).name for name in names))
    begun = {place.lesson for place in tutor.progress.places()}
    wanted = [name for name, one in tutor.outlines.items() if name in begun and not one.flaw]
    if not wanted:
        raise TutorError(
            _("No lesson was begun yet, so there is nothing to note."),
            hint=_("`flasktutor start` begins; a lesson that you name is noted all the same."),
        )
    return wanted


def _write(target: Path, text: str, *, force: bool) -> None:
    from flasktutor.language import reason
    from flasktutor.progress import write_whole

    try:
        if force:
            write_whole(target, text)
            return
        # What comes to be there in the meantime is not written over either.
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(
            _("{path} is there already; it was left as it is.").format(path=target),
            hint=_("Name another file, or add `--force` to write over it."),
        ) from None
    except OSError as error:
        raise TutorError(
            _("{file} cannot be written: {reason}.").format(file=target, reason=reason(error)),
            hint=_("Name a file in a folder of yours, for example in your home."),
        ) from error
