"""Owns commands that take another command's words behind `--`."""

from __future__ import annotations

import click

_WORDS = "flasktutor.after-dashes"  # where click keeps them


class AfterDashes(click.Command):
    """Takes what follows `--` for a command to run; click itself only takes the dashes away."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Part `args` at the dashes."""
        if "--" in args:
            at = args.index("--")
            args, ctx.meta[_WORDS] = args[:at], args[at + 1 :]
        return super().parse_args(ctx, args)


def words_of(ctx: click.Context) -> list[str] | None:
    """The words behind the dashes; None where there were none."""
    words: list[str] | None = ctx.meta.get(_WORDS)
    return words
