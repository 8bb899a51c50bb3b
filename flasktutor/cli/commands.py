"""Owns groups of commands that are loaded when needed, and the table of our own."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from flasktutor.cli.anywhere import taking_all
from flasktutor.cli.output.streams import columns
from flasktutor.cli.spoken import in_language, settle
from flasktutor.language import _, later

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

NARROWEST, WIDEST = 50, 100
"""Columns of a help, at the least and at the most."""
Table = Mapping[str, tuple[str, str]]
"""A command's name → where it is, and its help: literal, so that `--help` loads no command."""

COMMANDS: Table = {
    "start": ("learning.learn:start", later("Begin, or go on where you were.")),
    "lesson": ("learning.learn:lesson", later("Take a lesson.")),
    "review": ("learning.learn:review", later("Answer the questions that are due again.")),
    "drill": ("learning.drill:drill", later("Practise without end, with a new program each time.")),
    "progress": ("learning.record:progress", later("Show what you have done.")),
    "notes": ("learning.notes:notes", later("Keep what you learned, as Markdown.")),
    "reset": ("learning.record:reset", later("Forget the answers of a lesson, or of all.")),
    "check-install": (
        "repairing.check_install:check_install",
        later("Find out whether Flask works here."),
    ),
    "explain": ("repairing.explain:explain", later("Explain an error message or a traceback.")),
    "run": ("seeing.run_snippet:run", later("Run a snippet as lessons do.")),
    "trace": ("tracing.trace:trace", later("See the contexts of your own app at work.")),
    "play": ("seeing.play:play", later("Try Flask out at a prompt, and see its contexts.")),
    "lessons": ("learning.lessons:lessons", later("List the lessons; write and check your own.")),
    "class": ("teaching.classroom:class_", later("See what a class handed in, as a table.")),
    "completion": ("completion:completion", later("Complete words by Tab in your shell.")),
}

SECTIONS: dict[str, tuple[str, ...]] = {
    later("Learn"): ("start", "lesson", "review", "drill", "progress", "notes", "reset"),
    later("Look"): ("run", "trace", "play"),
    later("Repair"): ("check-install", "explain"),
    later("Lessons"): ("lessons", "class", "completion"),
}
"""What a person wants to do → the commands for it, as `--help` shows them."""


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command is used.

    `sections` says under which heading each command of the `table` is listed.
    """

    def __init__(
        self, *, table: Table, sections: Mapping[str, tuple[str, ...]] | None = None, **rest: Any
    ) -> None:
        super().__init__(**rest)
        self._table = table
        self._sections = sections or {later("Commands"): tuple(table)}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._table:
            return None
        module, attribute = self._table[cmd_name][0].split(":")
        command = getattr(import_module(f"flasktutor.cli.{module}"), attribute)
        assert isinstance(command, click.Command)
        return in_language(taking_all(command, ctx), ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from flasktutor.schema import nearest

            hint = nearest(args[0], list(self._table))
            raise click.UsageError(f"{error.message} {hint}", ctx) from error

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        from flasktutor.cli.completion import item

        named = [
            item(name, _(line))
            for name, (_where, line) in self._table.items()
            if name.startswith(incomplete)
        ]
        # A group would load every command for its help; what is left are the options.
        return [*named, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        width = max(map(len, self._table))
        for section, names in self._sections.items():
            with formatter.section(_(section)):
                lines = ((name, self._table[name][1]) for name in names)
                formatter.write_dl([(f"{name:{width}}", _(line)) for name, line in lines])


class ProgramGroup(LazyGroup):
    """The group of all commands, which settles the language before click says a word."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        settle(args)
        in_language(self, ctx)
        ctx.terminal_width = max(min(columns(), WIDEST) - 2, NARROWEST)
        return super().parse_args(ctx, args)
