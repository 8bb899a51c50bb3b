"""Owns the options that several commands take."""

from __future__ import annotations

from pathlib import Path

import click

from flasktutor import paths
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


def stored_python() -> Path | None:
    """The Python that the learner chose once for all to run snippets on."""
    from flasktutor.progress import glance

    stored = glance.settings(paths.stored(paths.DATABASE)).get("python")
    return Path(stored) if stored else None
