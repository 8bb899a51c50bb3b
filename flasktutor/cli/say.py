"""Owns what commands print beside the screens: lines, output, JSON, with nothing unsafe in them."""

from __future__ import annotations

import sys
from typing import Any

import click

from flasktutor.text import as_json, escape, escape_line


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


def say_json(value: Any) -> None:
    """Print `value` as JSON, which stays the same where the stream's encoding is a poor one."""
    text = as_json(value)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        import json

        text = json.dumps(value, indent=2)
    click.echo(text)
