"""Owns how pictures of a trace come to a terminal, and into files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from flasktutor.cli.tutor import Tutor
from flasktutor.errors import TutorError
from flasktutor.language import _, reason

if TYPE_CHECKING:
    from rich.console import Console

    from flasktutor.ui.blocks import Block

_LANE = 44
"""Columns that a lane gets, where the terminal has them."""
_SAVED_WIDTH = 100


def show(tutor: Tutor, blocks: Sequence[Block]) -> None:
    """Draw them, or say them in plain lines."""
    if tutor.plain:
        tutor.screen.show(*blocks)
    else:
        _print(_console(), blocks)


def save(blocks: Sequence[Block], svg: Path | None, html: Path | None) -> None:
    """Draw them into the files that are named; raises TutorError where that cannot be."""
    for path, is_svg in ((svg, True), (html, False)):
        if path is None:
            continue
        console = _console(_SAVED_WIDTH)
        _print(console, blocks)
        try:
            if is_svg:
                console.save_svg(str(path), title="flasktutor trace")
            else:
                console.save_html(str(path))
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

    from flasktutor.ui.rich_blocks import THEME

    if recorded:
        return Console(
            theme=THEME, highlight=False, width=recorded, record=True, file=io.StringIO(),
            force_terminal=True, color_system="truecolor", legacy_windows=False,
        )  # fmt: skip
    return Console(theme=THEME, highlight=False)


def _print(console: Console, blocks: Sequence[Block]) -> None:
    from flasktutor.ui.rich_blocks import WIDEST, drawn

    cells = min(console.width, max(WIDEST, _LANE * _lanes(blocks)))
    for block in blocks:
        console.print(drawn(block, cells), width=cells)


def _lanes(blocks: Sequence[Block]) -> int:
    """The most lanes that any of the pictures has."""
    from flasktutor.ui.blocks import Contexts

    drawn = (one.timeline for one in blocks if isinstance(one, Contexts))
    return max((len({event.lane for event in one.events}) for one in drawn), default=1)
