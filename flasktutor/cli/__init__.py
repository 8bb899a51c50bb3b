"""Owns the `flasktutor` command: its group, its global options, the one error boundary."""

from __future__ import annotations

import os
import sys

import click

from flasktutor import __version__, language
from flasktutor.cli import exits, signals
from flasktutor.cli.commands import COMMANDS, SECTIONS, ProgramGroup
from flasktutor.cli.output import as_json, streams
from flasktutor.cli.spoken import LANG
from flasktutor.errors import TutorError
from flasktutor.language import _, later


@click.group(
    cls=ProgramGroup,
    table=COMMANDS,
    sections=SECTIONS,
    invoke_without_command=True,
    help=later(
        "A tutor for Flask's set-up and its contexts.\n\n"
        "\b\nExamples:\n"
        "  flasktutor start             begin, or go on\n"
        "  flasktutor lesson contexts   take one lesson\n"
        "  flasktutor check-install     see whether Flask works here"
    ),
    epilog=later(
        "--lang, --plain and --lessons may also stand after the command.\n\n"
        "\b\nExit codes: 0 fine, 1 a problem found, 2 wrong usage, 130 interrupted.\n"
        "FLASKTUTOR_HOME moves all stored data; FLASKTUTOR_DEBUG=1 shows tracebacks."
    ),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(LANG, type=click.Choice(language.available()), help=later("Speak this language."))
@click.option("--plain", is_flag=True, help=later("Plain lines, for pipes and screen readers."))
@click.option(
    "--lessons",
    "folders",
    multiple=True,
    metavar="DIR",
    type=click.Path(file_okay=False),
    help=later("Look for lessons in this folder too."),
)
@click.version_option(__version__, message="flasktutor %(version)s")
@click.pass_context
def group(ctx: click.Context, lang: str | None, plain: bool, folders: tuple[str, ...]) -> None:
    from flasktutor.cli.tutor import Tutor

    signals.take_over()
    ctx.obj = tutor = Tutor(lang=lang, plain=plain, folders=folders)
    ctx.call_on_close(tutor.close)
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main() -> None:
    """Run the command line and leave with its exit code."""
    # Whatever Ctrl-C meets, up to the very end, is no error of ours to be shown.
    sys.excepthook = signals.excepted
    streams.make_sure()
    try:
        code = run(sys.argv[1:])
    finally:
        signals.let_go()
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """What `flasktutor ARGUMENTS` ends with: 0 fine, 1 a problem, 2 usage, 128+N by signal N."""
    as_json.begin()
    try:
        code = group.main(arguments, prog_name="flasktutor", standalone_mode=False)
        sys.stdout.flush()
    except BaseException as error:
        return _ended(error, json=as_json.wanted(arguments))
    return code if isinstance(code, int) else 0


def _ended(error: BaseException, *, json: bool) -> int:
    """The exit code after `error`, which was told to whoever can still be told."""
    if code := signals.exit_code():
        # What failed after the signal came of it: the terminal may be gone.
        streams.give_up()
        return code
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else exits.PROBLEM
    if _came_of_ctrl_c(error) or (
        isinstance(error, click.Abort) and not isinstance(error.__cause__, EOFError)
    ):
        return exits.INTERRUPTED
    if isinstance(error, OSError) and (lost := streams.lost()):
        streams.give_up()
        # Whoever left while reading knows; on all else it is said.
        return (
            exits.PROBLEM if isinstance(lost, BrokenPipeError) else _told(_lost(lost), json=False)
        )
    return _told(_in_words(error), json=json)


def _came_of_ctrl_c(error: BaseException) -> bool:
    """Whether Ctrl-C ended it: amid the making of a class Python makes another error of that.

    So may what tidies up on the way out. Words after Ctrl-C are said when its handling is over:
    a fault in them is none of its.
    """
    came_of: BaseException | None = error
    while came_of is not None and not isinstance(came_of, (TutorError, click.ClickException)):
        if isinstance(came_of, KeyboardInterrupt):
            return True
        came_of = came_of.__cause__ or came_of.__context__
    return False


def _lost(error: OSError) -> TutorError:
    from flasktutor.cli.output import troubles

    return troubles.output_lost(error)


def _in_words(error: BaseException) -> TutorError | click.ClickException:
    if isinstance(error, (TutorError, click.ClickException)):
        return error
    if not isinstance(error, Exception):
        raise error
    from flasktutor.cli.output import troubles

    return troubles.in_words(error) or _unforeseen(error)


def _debugging() -> bool:
    return os.environ.get("FLASKTUTOR_DEBUG", "") not in ("", "0")


def _told(error: TutorError | click.ClickException, *, json: bool) -> int:
    from flasktutor.cli.output.complain import complain, plainly

    code = exits.after(error)
    if json:
        with streams.where_heard():
            as_json.show_error(plainly(error), code)
    with streams.where_heard():
        complain(error)
    if isinstance(error, TutorError) and _debugging():
        raise error
    return code


def _unforeseen(error: Exception) -> TutorError:
    if _debugging():
        raise error
    return TutorError(
        _("Something went wrong inside flasktutor: {error}").format(
            error=f"{type(error).__name__}: {error}"
        ),
        hint=_("FLASKTUTOR_DEBUG=1 shows where it happened."),
    )
