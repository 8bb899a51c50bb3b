"""Owns the word that something goes on, where it takes longer than a second."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import click


@contextmanager
def patience(words: str) -> Iterator[None]:
    """On a terminal, say `words` after a second, and take them away at the end."""
    if not sys.stderr.isatty():
        yield
        return
    shown = threading.Event()

    def tell() -> None:
        shown.set()
        click.echo(words, err=True, nl=False)

    timer = threading.Timer(1.0, tell)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        if shown.is_set():
            click.echo("\r\x1b[K", err=True, nl=False)
