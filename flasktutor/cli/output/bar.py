"""Owns the progress bar of commands that count what they have done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer

PATIENCE = 0.5
"""Seconds after which a person wants to see that something is going on."""


@contextmanager
def bar(what: str, total: int, *, shown: bool) -> Iterator[Callable[[], None]]:
    """Yield what is to be called for each of `total` things done.

    The bar stands on the error stream, appears after `PATIENCE` seconds, and is gone in the end.
    """
    if not shown:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    progress = Progress(*columns, console=Console(stderr=True), transient=True)
    task = progress.add_task(what, total=total)
    timer = Timer(PATIENCE, progress.start)
    timer.start()
    try:
        yield lambda: progress.advance(task)
    finally:
        timer.cancel()
        timer.join()
        if progress.live.is_started:
            progress.stop()
