"""Owns the program's own options where they stand after a command, as people type them."""

from __future__ import annotations

from copy import copy
from typing import Any

import click


def taking_all(command: click.Command, ctx: click.Context) -> click.Command:
    """`command`, which takes the program's options too; its help leaves them to the program's."""
    taken = {name for one in command.params for name in one.opts}
    for option in ctx.find_root().command.params:
        # What says its answer at once, as `--version` does, is asked of the program alone.
        if (
            option.expose_value
            and isinstance(option, click.Option)
            and taken.isdisjoint(option.opts)
        ):
            command.params.append(_repeated(option))
    return command


def _repeated(option: click.Option) -> click.Option:
    repeated = copy(option)
    repeated.hidden = True
    repeated.expose_value = False
    repeated.callback = _heard
    return repeated


def _heard(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """As if it had stood before the command: the last one holds, and folders add up."""
    if value and param.name:
        root = ctx.find_root()
        said = root.params
        said[param.name] = (*said.get(param.name, ()), *value) if param.multiple else value
        if root.obj is not None:
            root.obj.hear(**said)
    return value
