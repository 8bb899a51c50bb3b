"""Speed of what a learner waits for: start-up, lists, the first screen, a verdict."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from flasktutor import lesson, paths
from flasktutor.items import Item
from flasktutor.player import Player
from flasktutor.progress import Progress
from tests.benchmarks.measure import PROGRAM, Row, medians, seconds

Call = Callable[..., None]
ROUNDS = 31
#: What a lesson's first screen needs at the least: click, rich, and the same blocks drawn.
BARE_SCREEN = """
import click
from rich.console import Console
from rich.markdown import Markdown
from rich.panel import Panel
from rich.syntax import Syntax
console = Console(width=80)
console.print(Panel(Markdown("# Contexts\\n\\n`current_app` points at the *active* app.")))
console.print(Syntax("print(current_app.name)", "python"))
"""
#: The command as it was installed, up to the moment that the words of a lesson's first step stand.
FIRST_WORDS = """
import json, sys
from flasktutor.__main__ import main
from flasktutor.cli.tutor import Tutor
from flasktutor.ui.protocol.blocks import Prose
from flasktutor.ui.terminal.rich_screen import RichScreen
show = RichScreen.show
def leave(self, *blocks):
    show(self, *blocks)
    if any(isinstance(block, Prose) for block in blocks):
        sys.exit(0)
RichScreen.show = leave
Tutor.screen = property(lambda self: self.__dict__.setdefault("made", RichScreen()))
sys.argv = ["flasktutor", *json.loads(sys.argv[1])]
main()
"""
#: The same, up to the moment a key is waited for.
FIRST_KEY = """
import json, sys
from flasktutor.__main__ import main
from flasktutor.cli.tutor import Tutor
from flasktutor.ui.terminal.rich_screen import RichScreen
def leave(self, question):
    sys.exit(0)
RichScreen.ask = leave
Tutor.screen = property(lambda self: self.__dict__.setdefault("made", RichScreen()))
sys.argv = ["flasktutor", *json.loads(sys.argv[1])]
main()
"""


def rows() -> list[Row]:
    """Whole processes against `import click`, and what happens inside one."""
    with tempfile.TemporaryDirectory() as home:
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}

        def python(*arguments: str, home: Path = Path(home)) -> None:
            subprocess.run(
                [sys.executable, *arguments],
                env={**environment, "FLASKTUTOR_HOME": str(home)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                check=True,
            )

        def tutor(*arguments: str, home: Path = Path(home)) -> None:
            python(*PROGRAM, *arguments, home=home)

        # As after the first start: the language is looked up in the learner's progress.
        with Progress.open(Path(home, paths.DATABASE)) as kept:
            kept.set_setting("language", "en")
        starts = _starts(python, tutor, Path(home))
        return [*starts, *_screens(python, Path(home)), _verdict()]


def _starts(python: Call, tutor: Call, home: Path) -> list[Row]:
    many = _copies(home / "many", 1000)

    def list_thousand() -> None:
        # In a home of its own: what is kept of so many would be read for twelve too.
        tutor("--lessons", str(many), "lessons", home=home / "other")

    tutor("lessons")
    list_thousand()
    click, version, help_, few, thousand = medians(
        [
            lambda: python("-c", "import click"),
            lambda: tutor("--version"),
            lambda: tutor("--help"),
            lambda: tutor("lessons"),
            list_thousand,
        ],
        ROUNDS,
    )
    return [
        Row("--version ÷ import click", version / click, 1.25),
        Row("--help ÷ import click", help_ / click, 1.25),
        Row("lessons ÷ import click", few / click, 1.25),
        Row("lessons with 1,000 files ÷ with 12", thousand / few, 2),
    ]


def _screens(python: Call, home: Path) -> list[Row]:
    with Progress.open(home / paths.DATABASE) as kept:
        kept.set_setting("level", "basics")

    contexts = json.dumps(["lesson", "contexts", "--restart"])
    start = json.dumps(["start"])
    bare, words_s, key_s, start_s = medians(
        [
            lambda: python("-c", BARE_SCREEN),
            lambda: python("-c", FIRST_WORDS, contexts),
            lambda: python("-c", FIRST_KEY, contexts),
            lambda: python("-c", FIRST_KEY, start),
        ],
        ROUNDS,
    )
    return [
        Row("first screen of a lesson ÷ click and rich alone", words_s / bare, 1.15),
        Row("the same, until it takes a key ÷ click and rich alone", key_s / bare, 1.75),
        Row("first screen of start ÷ click and rich alone", start_s / bare, 1.15),
    ]


def _copies(folder: Path, count: int) -> Path:
    folder.mkdir()
    text = (Path(paths.own_lessons()) / "contexts.yaml").read_text("utf-8")
    for number in range(count):
        name = f"copy-{number}"
        named = text.replace("lesson: contexts", f"lesson: {name}", 1)
        (folder / f"{name}.yaml").write_text(named, "utf-8")
    return folder


def _verdict() -> Row:
    """From an answer to its verdict, kept in a real file, where nothing has to be run."""
    taken = lesson.load(Path(paths.own_lessons()) / "contexts.yaml")
    choice = next(step for step in taken.steps if step.kind == "choice")
    with tempfile.TemporaryDirectory() as home, Progress.open(Path(home, "progress.db")) as kept:
        player = Player([Item(taken, choice)], kept)
        player.answer((0,), None)
        taken_ms = sorted(seconds(lambda: player.answer((0,), None)) for _n in range(50))[25] * 1000
    return Row("answer to verdict without a run", taken_ms, 20, unit="ms")
