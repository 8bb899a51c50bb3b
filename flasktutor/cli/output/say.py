"""Owns what commands print beside the screens: lines and output, with nothing unsafe in them."""

from __future__ import annotations

from typing import Any

import click

from flasktutor.text import escape, escape_line


def say(*lines: str, err: bool = False, **style: Any) -> None:
    """Print each of `lines`, which stays one line whatever is in it; `style` as click takes it."""
    for line in lines:
        safe = escape_line(line)
        click.echo(click.style(safe, **style) if style else safe, err=err)


def say_output(text: str, *, err: bool = False, **style: Any) -> None:
    """Print text of several lines, such as what a program printed, and end its last line."""
    if text:
        safe = escape(text.removesuffix("\n"))
        click.echo(click.style(safe, **style) if style else safe, err=err)
