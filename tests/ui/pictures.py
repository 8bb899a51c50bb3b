"""Draws every kind of block and of step at several widths.

python -m tests.ui.pictures    draws all pictures in `tests/ui/pictures/` anew
"""

from __future__ import annotations

import contextlib
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from flasktutor.player import Player
from flasktutor.progress import Progress
from flasktutor.runner.runner import Runner
from flasktutor.ui.asking.taking import Taking
from flasktutor.ui.protocol.blocks import (
    Beside,
    Block,
    Code,
    Contexts,
    CriterionLine,
    Listing,
    Note,
    Output,
    Paste,
    Prose,
    Standing,
    Title,
    Tone,
)
from flasktutor.ui.protocol.figures import Bar, Bars, CourseMap, MapStop
from tests.ui.emulator import BACKSPACE, CTRL_S, ENTER, Emulator, Shown
from tests.ui.sampler import Clock, items
from tests.ui.timelines import sample

FOLDER = Path(__file__).parent / "pictures"
WIDTHS = (40, 60, 80, 120)
LONG = "A sentence that is long enough to be broken on every terminal, with `code` in it. "
PROSE = f"""{LONG}

- **One** thing.
- {LONG}

```python
with app.app_context():
    print(current_app.name)
```

1. first
2. second
"""
CODE = """# A comment
@app.get("/books/<int:number>")
def book(number):
    return f"Book {number} of a shop in Bandung that has a rather long name, and more"
"""
TONES: tuple[Tone, ...] = ("plain", "good", "bad", "note", "dim")
BLOCKS: dict[str, tuple[Block, ...]] = {
    "title": (
        Title("Contexts and proxies"),
        Title("Contexts and proxies in every Flask application there is", "7 of 22"),
    ),
    "prose": (Prose(PROSE),),
    "code": (Code(CODE), Code(CODE, "One solution")),
    "output": (Output("a\n" + "x" * 130, "It prints"), Output("Oops", "It raises", "bad")),
    "note": tuple(Note(f"**{tone}** {LONG}", tone) for tone in TONES),
    "line": (
        CriterionLine("It prints `hello`", "passed"),
        CriterionLine(LONG, "failed", expected="hello", seen="good bye " * 9, note=LONG),
        CriterionLine("`/about` answers", "not-reached"),
        CriterionLine("there is `app.py`", "failed", instead="`app.py` is a folder", note=LONG),
    ),
    "beside": (Beside(Output("2", "You predicted"), Output("x" * 50, "It gave")),),
    "listing": (
        Listing((("1", "a = 1"), ("2", "print(" + "a" * 60 + ")"))),
        Listing((("contexts", "3/14", "2"),), ("lesson", "answered", "hints")),
    ),
    "paste": (Paste(("cd ~/shop", "pip install " + "flask " * 20), "To type there"),),
    "contexts": (Contexts(sample()),),
    "standing": (
        Standing(sample().stack("main", 4), sample().events[3]),
        Standing((), replace(sample().events[3], current_app=None, g=None)),
    ),
    "map": (
        CourseMap(
            (
                MapStop("first", "The first lesson of all", "done", 20, 20, "15 min"),
                MapStop("aside", "What can be taken beside it", "open", 0, 9, "5 min", ("first",)),
                MapStop("second", "The second", "here", 7, 21, "16 min", ("first",)),
                MapStop("third", LONG, "next", 0, 24, "20 min", ("second",)),
            )
        ),
    ),
    "bars": (
        Bars(
            (
                Bar("first", (("done", 14), ("part", 4)), 20, "14 of 20"),
                Bar("Monday", (("accent", 3),), 20, "3"),
            ),
            (("done", "right at the first try"), ("part", "right later")),
        ),
    ),
}
STEPS: dict[str, tuple[str, ...]] = {
    "text": (),
    "run": ("r", "?"),
    "predict": ("1", ENTER),
    "choice": ("h", "1", ENTER),
    "several": ("1", "2", ENTER),
    "fill": ("1", ENTER, "-", ENTER, "1", ENTER, "+", ENTER),
    "order": ("1 2 9", ENTER, "1", ENTER, "g", ENTER),
    "code": (CTRL_S, "e", *BACKSPACE * 10, 'hello")', CTRL_S, Shown("✓ Right.")),
    "do": (ENTER, ENTER, "h", Shown("there is no app.py")),
}
"""A step kind → the keys pressed there before the picture is taken."""


def of_block(name: str, width: int) -> str:
    """The blocks called `name` on a terminal of `width` columns."""
    terminal = Emulator(width, 24)
    with terminal.session() as screen:
        screen.show(*BLOCKS[name])
    return terminal.text()


def of_step(name: str, width: int, runner: Runner) -> str:
    """The step of that kind when its keys were pressed; `several` is a choice of several."""
    if name == "do":
        with _own_home():
            return _of_step(name, width, runner)
    return _of_step(name, width, runner)


@contextlib.contextmanager
def _own_home() -> Iterator[None]:
    """A home folder in which there is nothing, for what is done on the learner's machine."""
    before = os.environ.get("HOME")
    with tempfile.TemporaryDirectory() as home:
        os.environ["HOME"] = home
        try:
            yield
        finally:
            os.environ.pop("HOME")
            os.environ.update({"HOME": before} if before else {})


def _of_step(name: str, width: int, runner: Runner) -> str:
    item = next(one for one in items() if name in (one.step.kind, one.step.key))
    player = Player([item, item], Progress.open(None), clock=Clock(), rng=random.Random(3))
    terminal = Emulator(width, 24)
    terminal.keys = list(STEPS[name])
    with terminal.session() as screen:
        try:
            Taking(player, screen, runner).take()
        except EOFError:
            return terminal.picture
    raise AssertionError("the keys led past the end")


def all_pictures() -> Iterator[tuple[str, int]]:
    """The name and width of each picture there is."""
    for width in WIDTHS:
        for name in BLOCKS:
            yield f"block-{name}", width
        for name in STEPS:
            yield f"step-{name}", width


def draw(name: str, width: int, runner: Runner) -> str:
    """A picture by its name."""
    sort, _dash, what = name.partition("-")
    return of_block(what, width) if sort == "block" else of_step(what, width, runner)


def path_of(name: str, width: int) -> Path:
    """The file that holds a picture."""
    return FOLDER / f"{name}-{width}.txt"


def main() -> int:
    """Draw all pictures anew."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.txt"):
        old.unlink()
    with Runner() as runner:
        for name, width in all_pictures():
            path_of(name, width).write_text(draw(name, width, runner), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
