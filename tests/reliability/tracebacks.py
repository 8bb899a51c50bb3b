"""Explains thousands of damaged tracebacks, and counts what goes wrong.

python -m tests.reliability.tracebacks [--count N] [--seed N] [--only CASE]

Each case takes a text as learners meet it (`tests/causes/tracebacks`), does to it what terminals,
logs, chats and accidents do, and asks what it means, in English and in Indonesian. A case is found
again by its number and the seed. Exit 0: no exception, and no text took a second of computing.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache, partial
from pathlib import Path
from random import Random
from types import FrameType

from flasktutor import causes, language
from tests.reliability import lessons

if sys.platform == "win32":
    raise ImportError("what hangs is ended by a signal of the clock, which is missing there")

FOLDER = Path(__file__).parents[1] / "causes" / "tracebacks"
HANG = 1.0
"""Seconds of computing after which a text counts as hung; most take some thousandths of one."""
CHUNKS = (
    'File "',
    'File "a.py", line 1, in f',
    f'  File "a.py", line {"9" * 5000}, in f',
    "Traceback (most recent call last):",
    "During handling of the above exception, another exception occurred:",
    "The above exception was the direct cause of the following exception:",
    "  + Exception Group Traceback (most recent call last):",
    "  | ",
    "+-+---------------- 1 ----------------",
    "[Previous line repeated 996 more times]",
    "    ^^^^^^",
    "Error: ",
    "RuntimeError: ",
    "a.B: ",
    "E   ",
    "{name}{}{0.__class__}%s%(x)s",
    "\x1b[31m",
    "\x1b]8;;http://x\x07",
    "\r",
    "\0",
    "\ud800",
    "\u2028",
    "&lt;b&gt;<script>",
    "A." * 3000,
    "a" * 20_000,
    "(" * 3000,
    " " * 20_000,
    "\n" * 3000,
    '"' * 3000,
    "_" * 20_000,
    "Error" * 3000,
)


class HungError(BaseException):
    """A text took longer than `HANG`; nothing of the program may catch it."""


@dataclass
class Tally:
    """What was counted."""

    read: int = 0
    explained: int = 0
    nothing_seen: int = 0
    slowest: float = 0.0
    flaws: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count what `other` counted, too."""
        self.read += other.read
        self.explained += other.explained
        self.nothing_seen += other.nothing_seen
        self.slowest = max(self.slowest, other.slowest)
        self.flaws += other.flaws

    def __str__(self) -> str:
        return "\n".join(
            [
                f"{self.read} texts: {self.explained} explained, {self.nothing_seen} without an "
                f"error in them, {self.read - self.explained - self.nothing_seen} unknown; "
                f"{len(self.flaws)} exceptions or hangs; the slowest took {self.slowest:.2f} s",
                *self.flaws[:20],
            ]
        )


@cache
def _real() -> tuple[str, ...]:
    return tuple(path.read_bytes().decode("utf-8", "replace") for path in sorted(FOLDER.iterdir()))


def _prefixed(text: str, chance: Random) -> str:
    before = chance.choice(
        ("> ", "web-1  | ", "2024-05-01 12:00:00,123 ERROR ", "E   ", "\t", "| ")
    )
    return "\n".join(before + line for line in text.split("\n"))


def _shuffled(text: str, chance: Random) -> str:
    lines = text.split("\n")
    chance.shuffle(lines)
    return "\n".join(lines)


def _mixed(text: str, chance: Random) -> str:
    """Two programs that write to one terminal."""
    lines, others = text.split("\n"), chance.choice(_real()).split("\n")
    while others:
        lines.insert(chance.randrange(len(lines) + 1), others.pop())
    return "\n".join(lines)


def _wrapped(text: str, chance: Random) -> str:
    width = chance.choice((20, 40, 79))
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


def _cut(text: str, chance: Random) -> str:
    one, other = sorted(chance.randrange(len(text) + 1) for _end in range(2))
    return text[one:other]


def _repeated(text: str, chance: Random) -> str:
    return text * chance.choice((2, 3, 20))


def _planted(text: str, chance: Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(CHUNKS) + text[at:]


def _replaced(text: str, chance: Random) -> str:
    lines = text.split("\n")
    lines[chance.randrange(len(lines))] = chance.choice(CHUNKS)
    return "\n".join(lines)


def _bytes(text: str, chance: Random) -> str:
    return lessons.damaged(text.encode("utf-8", "replace"), chance).decode("utf-8", "replace")


def _one_line(text: str, chance: Random) -> str:
    return text.replace("\n", chance.choice((" ", "", "\\n", "\r\n", "\r")))


DAMAGES: tuple[Callable[[str, Random], str], ...] = (
    _prefixed,
    _shuffled,
    _mixed,
    _wrapped,
    _cut,
    _repeated,
    _planted,
    _replaced,
    _bytes,
    _one_line,
)


def damaged(text: str, chance: Random) -> str:
    """`text` after one to five accidents, and never longer than somebody would paste."""
    for _accident in range(chance.randint(1, 5)):
        text = chance.choice(DAMAGES)(text, chance)
    return text[:200_000]


def use(text: str) -> causes.Explanation | None:
    """Explain the text in both languages, and take apart what is said of it."""
    causes.is_cut_off(text)
    explanation = None
    for spoken in ("id", "en"):
        language.use(spoken)
        explanation = causes.explain_text(text)
        if explanation is not None:
            json.dumps(asdict(explanation))
    return explanation


def case(number: int, *, seed: int) -> Tally:
    """One damaged text, explained."""
    chance = Random(f"{seed}-{number}")
    text = damaged(chance.choice(_real()), chance)
    tally = Tally(read=1)
    begun = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, HANG)
    try:
        explanation = use(text)
        tally.nothing_seen = int(explanation is None)
        tally.explained = int(explanation is not None and explanation.known)
    except (Exception, HungError):
        tally.flaws.append(f"case {number}: {traceback.format_exc()}")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    tally.slowest = time.process_time() - begun
    return tally


def _hung(signal_number: int, frame: FrameType | None) -> None:
    raise HungError


def share(numbers: Sequence[int], seed: int) -> Tally:
    """The cases of these numbers, in one process."""
    # Time of computing, not of the clock: a busy machine is no flaw of the program.
    signal.signal(signal.SIGVTALRM, _hung)
    for spoken in ("id", "en"):  # reading the knowledge base is no part of a case
        language.use(spoken)
        causes.known()
    tally = Tally()
    for number in numbers:
        tally.add(case(number, seed=seed))
    return tally


def check(count: int, seed: int = 0) -> Tally:
    """`count` cases, shared out over the processors."""
    processes = min(os.cpu_count() or 1, count)
    shares = [range(start, count, processes * 4) for start in range(min(count, processes * 4))]
    tally = Tally()
    with multiprocessing.Pool(processes) as pool:
        for one in pool.imap_unordered(partial(share, seed=seed), shares):
            tally.add(one)
    return tally


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.tracebacks")
    parser.add_argument("--count", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", type=int, metavar="CASE", help="this case alone")
    options = parser.parse_args(arguments)
    if options.only is not None:
        tally = share([options.only], options.seed)
    else:
        tally = check(options.count, options.seed)
    print(tally)
    return 1 if tally.flaws else 0


if __name__ == "__main__":
    sys.exit(main())
