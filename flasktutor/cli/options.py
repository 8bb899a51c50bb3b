"""Owns the options that several commands take."""

from __future__ import annotations

from pathlib import Path

import click

from flasktutor.language import later

trust_option = click.option(
    "--trust",
    is_flag=True,
    help=later("Run code of lessons from elsewhere without asking."),
)
python_option = click.option(
    "--python",
    envvar="FLASKTUTOR_PYTHON",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help=later("Run snippets on this Python and its Flask."),
)
