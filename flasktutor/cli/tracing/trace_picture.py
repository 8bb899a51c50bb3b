"""Owns how pictures of a trace come to a terminal, and into files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from flasktutor.cli.tutor import Tutor
from flasktutor.errors import TutorError
from flasktutor.language import _, reason

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from flasktutor.ui.protocol.blocks import Block

_LANE = 44
"""Columns that a lane gets, where the terminal has them."""
_SAVED_WIDTH = 100
_GAP = 2
"""Columns between two runs."""


def show(tutor: Tutor, *runs: Sequence[Block]) -> None:
    """Draw a run, or several beside each other; or say them in plain lines."""
    if tutor.plain:
        for blocks in runs:
            tutor.screen.show(*blocks)
    else:
        _print(_console(), runs)


def save(path: Path, *runs: Sequence[Block]) -> None:
    """Draw them into an SVG file; raises TutorError where that cannot be."""
    console = _console(_SAVED_WIDTH * len(runs))
    _print(console, runs)
    with writing(path):
        console.save_svg(str(path), title="flasktutor trace")


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Say of a file that cannot be written why: raises TutorError."""
    try:
        yield
    except OSError as error:
        raise TutorError(
            _("{path} cannot be written: {reason}.").format(path=path, reason=reason(error))
        ) from None


def width() -> int:
    """The columns of the terminal."""
    return _console().width


def _console(recorded: int = 0) -> Console:
    """Of the terminal, or one as wide as said that keeps what is printed."""
    import io

    from rich.console import Console

    from flasktutor.ui.terminal.rich_blocks import THEME

    if recorded:
        return Console(
            theme=THEME, highlight=False, width=recorded, record=True, file=io.StringIO(),
            force_terminal=True, color_system="truecolor", legacy_windows=False,
        )  # fmt: skip
    return Console(theme=THEME, highlight=False)


def _print(console: Console, runs: Sequence[Sequence[Block]]) -> None:
    from flasktutor.ui.terminal.rich_blocks import WIDEST, drawn

    wanted = _LANE * max(map(_lanes, runs))
    each = (console.width - _GAP * (len(runs) - 1)) // len(runs)
    if len(runs) > 1 and each >= wanted:
        console.print(_beside(runs, min(each, max(WIDEST, wanted))))
        return
    cells = min(console.width, max(WIDEST, wanted))
    for blocks in runs:
        for block in blocks:
            console.print(drawn(block, cells), width=cells)


def _beside(runs: Sequence[Sequence[Block]], width: int) -> Table:
    """Runs in columns of that width."""
    from rich.console import Group
    from rich.table import Table

    from flasktutor.ui.protocol.blocks import Contexts
    from flasktutor.ui.terminal.rich_blocks import drawn

    table = Table.grid(padding=(0, _GAP, 0, 0), pad_edge=False)
    for _run in runs:
        table.add_column(width=width)
    table.add_row(
        *(
            Group(
                *(
                    drawn(replace(one, beside=True) if isinstance(one, Contexts) else one, width)
                    for one in blocks
                )
            )
            for blocks in runs
        )
    )
    return table


def _lanes(blocks: Sequence[Block]) -> int:
    """The most lanes that any of the pictures has."""
    from flasktutor.ui.protocol.blocks import Contexts

    drawn = (one.timeline for one in blocks if isinstance(one, Contexts))
    return max((len({event.lane for event in one.events}) for one in drawn), default=1)
