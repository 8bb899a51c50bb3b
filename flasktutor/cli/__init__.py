"""Owns the `flasktutor` command: its group, its global options, the one error boundary."""

from __future__ import annotations

import io
import os
import sys

import click

from flasktutor import __version__, language
from flasktutor.cli.commands import COMMANDS, SECTIONS, Program
from flasktutor.cli.spoken import LANG
from flasktutor.errors import TutorError
from flasktutor.language import _, later

INTERRUPTED = 130


@click.group(
    cls=Program,
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

    _end_politely()
    ctx.obj = tutor = Tutor(plain=plain, folders=folders, chosen_language=lang)
    ctx.call_on_close(tutor.close)
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main() -> None:
    """Run the command line and leave with its exit code."""
    # What an encoding lacks becomes a question mark, never an error.
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    sys.exit(run(sys.argv[1:]))


def _end_politely() -> None:
    """As an exception, a polite kill passes all that restores the terminal and ends workers."""
    import signal

    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))


def run(arguments: list[str]) -> int:
    """What `flasktutor ARGUMENTS` ends with: 0 fine, 1 a problem, 2 usage, 130 interrupted."""
    try:
        code = group.main(arguments, prog_name="flasktutor", standalone_mode=False)
    except click.ClickException as error:
        from flasktutor.cli.complain import complain_of_usage

        complain_of_usage(error)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except TutorError as error:
        return _told(error)
    except BrokenPipeError:
        # Whoever read our output has left; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        return _told(_unforeseen(error))
    return code if isinstance(code, int) else 0


def _debugging() -> bool:
    return os.environ.get("FLASKTUTOR_DEBUG", "") not in ("", "0")


def _told(error: TutorError) -> int:
    if _debugging():
        raise error
    from flasktutor.cli.complain import complain

    complain(error)
    return error.exit_code


def _unforeseen(error: Exception) -> TutorError:
    if _debugging():
        raise error
    return TutorError(
        _("Something went wrong inside flasktutor: {error}").format(
            error=f"{type(error).__name__}: {error}"
        ),
        hint=_("FLASKTUTOR_DEBUG=1 shows where it happened."),
    )
