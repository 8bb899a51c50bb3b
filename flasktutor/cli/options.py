"""Owns the options that several commands take."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import click

from flasktutor import paths
from flasktutor.errors import TutorError
from flasktutor.language import _, later


class _OnePath(click.Path):
    def split_envvar_value(self, rv: str) -> list[str]:
        # A variable names one, whatever separates paths elsewhere.
        return [rv]


class _Seconds(click.FloatRange):
    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        found = float(super().convert(value, param, ctx))
        if math.isnan(found):
            # Neither more nor less than any bound.
            self.fail(_("{value} is no number of seconds.").format(value=value), param, ctx)
        return found


def seconds(most: float) -> click.FloatRange:
    """The type of an option that says how long: more than 0 s, `most` seconds at most."""
    return _Seconds(0, most, min_open=True)


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
pythons_option = click.option(
    "--python",
    "pythons",
    multiple=True,
    envvar="FLASKTUTOR_PYTHON",
    metavar="PATH",
    type=_OnePath(path_type=Path),
    help=later("Run it on this Python and its Flask; given twice, on both, and compare."),
)


def here() -> Path:
    """The folder that the command was typed in. Raises `TutorError` where it is gone."""
    try:
        return Path.cwd()
    except OSError:
        raise TutorError(_("This folder no longer exists. Go to another one.")) from None


def stored_python() -> Path | None:
    """The Python that the learner chose once for all to run snippets on."""
    from flasktutor.progress import glance

    stored = glance.settings(paths.stored(paths.DATABASE)).get("python")
    return Path(stored) if stored else None
