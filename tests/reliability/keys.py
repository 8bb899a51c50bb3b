"""Presses random keys in `flasktutor start` on a pseudo-terminal, over and over.

python -m tests.reliability.keys [--count N] [--seed N]

Whenever the program ends, it is started again in the same home. Exit 0: it never
showed a traceback or an error of its own, every end was a clean one, and the
terminal was always as before.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.ui.terminal import PATIENCE, Terminal

ARROWS = ["\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[H", "\x1b[F", "\x1b[5~", "\x1b[6~"]
ODD = ["\x1b", "\x00", "\x7f", "\t", "\x1b[3~", "\x1b[15~", "\x1b[200~a\nb\x1b[201~", "\x1b[999~"]
LETTERS = list("hsb?nrewatgcqy0123456789 .,:_()'\"=#xé∂日🦊")
KEYS = [*["\r"] * 30, *["n", "r", "g", "s", "1", "2"] * 3, *ARROWS, *ODD, *LETTERS]
# Ctrl-Z would put it to sleep under a shell without job control.
CONTROL = [chr(n) for n in range(1, 27) if chr(n) not in "\x1a"]
# A live session is not left by Ctrl-C, as Python's own is not.
LEAVING = ["\x03", "\x04"] * 10
ENDS = (0, 130)


@dataclass
class Tally:
    """What was pressed and what went wrong."""

    pressed: int = 0
    starts: int = 0
    flaws: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        words = f"{self.pressed} keys in {self.starts} starts, {len(self.flaws)} flaws"
        return "\n".join([words, *self.flaws])


def press(count: int, seed: int, home: Path) -> Tally:
    """Press `count` random keys."""
    chance, tally = random.Random(seed), Tally()
    # Keys may name a folder for a project, and one is made where they are pressed.
    (home / "at-work").mkdir()
    while tally.pressed < count and not tally.flaws:
        tally.starts += 1
        size = chance.choice([(80, 24), (40, 15), (120, 40)])
        with Terminal("start", home, size=size, folder=home / "at-work") as terminal:
            _press_until_it_ends(terminal, chance, tally, count)
            tally.flaws += _flaws(terminal)
    return tally


def _press_until_it_ends(
    terminal: Terminal, chance: random.Random, tally: Tally, count: int
) -> None:
    while tally.pressed < count and _asks(terminal):
        if chance.random() < 0.05:
            keys = [chance.choice(CONTROL)]
        else:
            keys = [chance.choice(KEYS) for _ in range(chance.randint(1, 12))]
        terminal.press("".join(keys))
        tally.pressed += len(keys)
        terminal.look(0.02)
    for key in LEAVING:
        if not _asks(terminal):
            return
        terminal.press(key)
        terminal.look(0.5)


def _asks(terminal: Terminal) -> bool:
    """Wait until a prompt takes keys; False when the program has ended."""
    end = time.monotonic() + PATIENCE
    while terminal.look(0.01):
        if "EXIT=" in terminal.said:
            return False
        if terminal.is_asking() or time.monotonic() > end:
            return True
    return False


def _flaws(terminal: Terminal) -> list[str]:
    try:
        code = terminal.ends()
    except AssertionError as error:
        return [str(error)]
    found = re.search(r"Something went wrong|Exception in|Press ENTER", terminal.said)
    if code not in ENDS or found:
        return [f"exit {code}: {terminal}"]
    return []


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.keys")
    parser.add_argument("--count", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="flasktutor-keys-") as home:
        tally = press(options.count, options.seed, Path(home))
    print(tally)
    return 1 if tally.flaws else 0


if __name__ == "__main__":
    sys.exit(main())
