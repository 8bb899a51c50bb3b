"""Owns completion by Tab: what may follow, and the script that brings it to a shell."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flasktutor import __version__
from flasktutor.cli.output.say import say, say_output
from flasktutor.errors import UsageError
from flasktutor.language import _, later
from flasktutor.text import escape_line

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from flasktutor.outlines import Outline

    Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
    Candidates = Callable[[click.Context], Iterator[tuple[str, str]]]

PROGRAM = "flasktutor"
VARIABLE = "_FLASKTUTOR_COMPLETE"
SHELLS = ("bash", "zsh", "fish", "powershell")


def item(name: str, told: str) -> CompletionItem:
    """A candidate and a word about it."""
    from click.shell_completion import CompletionItem

    # click's script for fish takes a comma for the end of it.
    return CompletionItem(name, help=escape_line(told).replace(",", ";"))


def _completer(candidates: Candidates) -> Completer:
    """A completer of the names, each with a word about it, that `candidates` yields.

    Whatever goes wrong, nobody who presses Tab wants to read about it. A name that is not safe
    to show is left out: a shell would put it on the line as it is.
    """

    @wraps(candidates)
    def complete(
        ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        try:
            named = ((name, told) for name, told in candidates(ctx) if name == escape_line(name))
            found = [pair for pair in named if pair[0].startswith(incomplete)]
        except Exception:
            return []
        return [item(name, told) for name, told in found]

    return complete


@_completer
def lesson_names(ctx: click.Context) -> Iterator[tuple[str, str]]:
    """The lessons that can be taken, those of the folders on the line included."""
    for outline in _outlines(ctx).values():
        if not outline.flaw:
            yield outline.name, outline.title


@_completer
def step_keys(ctx: click.Context) -> Iterator[tuple[str, str]]:
    """The steps of the lesson that stands on the line."""
    from flasktutor import outlines

    for key in outlines.pick(_outlines(ctx), _typed(ctx, "name")).keys:
        yield key, ""


@_completer
def idea_keys(ctx: click.Context) -> Iterator[tuple[str, str]]:
    """The ideas that questions to practise teach."""
    from flasktutor.beliefs import name_of

    ideas: dict[str, str] = {}
    for outline in _outlines(ctx).values():
        for key in outline.varied:
            for idea in outline.teaches.get(key, ()):
                ideas.setdefault(name_of(outline.name, idea), outline.title)
    yield from ideas.items()


@_completer
def step_keys_of_file(ctx: click.Context) -> Iterator[tuple[str, str]]:
    """The steps of the lesson file that stands on the line."""
    from flasktutor import lesson

    read, _issues = lesson.read(Path(_typed(ctx, "path")))
    for step in read.steps if read else ():
        yield step.key, step.kind


def files(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Any file: the shell knows them."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def _outlines(ctx: click.Context) -> dict[str, Outline]:
    from flasktutor import outlines, sources

    folders = ctx.find_root().params.get("folders") or ()
    return outlines.of_sources(sources.sources(folders))[0]


def _typed(ctx: click.Context, name: str) -> str:
    # While its last option still lacks its value, click has not yet given words to arguments.
    return str(ctx.params.get(name) or ctx.args[0])


@click.command(
    help=later(
        "Print the script that completes commands, lessons and steps by Tab in bash, zsh, fish or\n"
        "PowerShell.\n"
        "\n"
        "SHELL is yours unless given. The script's first lines say where to put it.\n"
        "\n"
        "Example: flasktutor completion bash"
    )
)
@click.argument("shell", type=click.Choice(SHELLS), required=False)
@click.pass_context
def completion(ctx: click.Context, shell: str | None) -> None:
    from click.shell_completion import get_completion_class

    shell = shell or _own_shell()
    made = get_completion_class(shell)
    if made is None:
        raise _too_old_for(shell)
    source = made(ctx.find_root().command, {}, PROGRAM, VARIABLE).source()
    told = _("Completion of flasktutor {version} for {shell}.")
    say(f"# {told.format(version=__version__, shell=shell)}")
    say("# " + _("Keep it: {command}").format(command=_keeping(shell)))
    say_output(source.strip())


def _too_old_for(shell: str) -> UsageError:
    """PowerShell is known to click from 8.5 on; flasktutor itself does with an older one."""
    return UsageError(
        _("The click that is installed here knows no completion for {shell}.").format(shell=shell),
        hint=_("Upgrade it: {command}").format(command="python -m pip install -U click"),
    )


def _own_shell() -> str:
    name = Path(os.environ.get("SHELL", "")).name
    if name in SHELLS:
        return name
    raise UsageError(
        _("Your shell is not known."),
        hint=_("Name it: {commands}").format(
            commands=", ".join(f"`flasktutor completion {shell}`" for shell in SHELLS)
        ),
    )


def _keeping(shell: str) -> str:
    """The command that keeps the script where the shell finds it at its next start."""
    if shell == "fish":
        return f"{PROGRAM} completion fish > ~/.config/fish/completions/{PROGRAM}.fish"
    if shell == "powershell":
        line = f"{PROGRAM} completion powershell | Out-String | Invoke-Expression"
        return f"Add-Content $PROFILE '{line}'"
    return f"echo 'eval \"$({PROGRAM} completion {shell})\"' >> ~/.{shell}rc"
