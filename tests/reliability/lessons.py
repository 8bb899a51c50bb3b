"""Reads thousands of damaged lesson files and translations, and counts what goes wrong.

python -m tests.reliability.lessons [--count N] [--overlays] [--seed N] [--only CASE]

Each case takes a lesson of the course, or a generated one, damages some of its bytes
(or those of its translation, with `--overlays`) and reads it as `lessons check` and
the screens do. A case is found again by its number and the seed. Exit 0: no traceback,
no hang, and every rejection has a line that the file has.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from random import Random
from types import FrameType

from flasktutor import course, lesson, paths, translation_proofs, yamlsource
from flasktutor.cli.output.complain import pointed_at
from flasktutor.errors import Issue
from flasktutor.lesson import Lesson
from tests import generated

if sys.platform == "win32":
    raise ImportError("what hangs is ended by a signal of the clock, which is missing there")

HANG = 10
"""Seconds after which a case counts as hung; most take some thousandths of one."""
NAME = "lesson"
CHUNKS = (
    b"\0",
    b"\xff",
    b"\xed\xa0\x80",
    b"\xe2\x80\xa8",
    b"\xc2\x85",
    b"\r",
    b"\t",
    b"\x1b[31m",
    b"\n",
    b": ",
    b"- ",
    b"? ",
    b"*a",
    b"&a ",
    b"!!python/name:os.system ",
    b"---\n",
    b"...\n",
    b"%YAML 9\n",
    b"[",
    b"]",
    b"{",
    b"}",
    b'"',
    b"'",
    b"|",
    b">",
    b"#",
    b"`",
    b"\\",
    b"@",
    b"<<: ",
    b"~",
    b"[" * 99,
    b"null",
    b"true",
    b"key: ",
    b"kind: code\n",
    b"____",
    b"9" * 400,
    b"x" * 5000,
    "\u202e日本🙂".encode(),
)


class HungError(BaseException):
    """A case took longer than `HANG` seconds; nothing of the program may catch it."""


@dataclass
class Tally:
    """What was counted."""

    read: int = 0
    accepted: int = 0
    issues: int = 0
    slowest: float = 0.0
    flaws: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count what `other` counted, too."""
        self.read += other.read
        self.accepted += other.accepted
        self.issues += other.issues
        self.slowest = max(self.slowest, other.slowest)
        self.flaws += other.flaws

    def __str__(self) -> str:
        return "\n".join(
            [
                f"{self.read} files: {self.accepted} accepted, "
                f"{self.read - self.accepted} rejected "
                f"with {self.issues} messages; {len(self.flaws)} tracebacks, hangs or messages "
                f"without a place; the slowest took {self.slowest:.2f} s",
                *self.flaws[:20],
            ]
        )


@cache
def _real(overlays: bool) -> tuple[tuple[bytes, bytes], ...]:
    """Each lesson of the course, renamed, with what is to be damaged: itself or its translation."""
    found = []
    for path in course.lesson_files(Path(paths.own_lessons())):
        whole = _renamed(path.read_bytes())
        damaged = path.with_suffix(".id.yaml") if overlays else path
        found.append((whole, _renamed(damaged.read_bytes())))
    return tuple(found)


def _renamed(data: bytes) -> bytes:
    lines = data.split(b"\n")
    return b"\n".join(
        f"lesson: {NAME}".encode() if line.startswith(b"lesson: ") else line for line in lines
    )


def _taken(chance: Random, overlays: bool) -> tuple[bytes, bytes]:
    """A lesson and the bytes to damage."""
    if chance.random() < 0.3:
        return chance.choice(_real(overlays))
    data = generated.lesson(chance, NAME)
    other = generated.overlay(data, NAME) if overlays else data
    return generated.written(data).encode(), generated.written(other).encode()


def damaged(data: bytes, chance: Random) -> bytes:
    """`data` after one to six small accidents."""
    for _accident in range(chance.choice((1, 1, 1, 2, 3, 6))):
        one, other = sorted((chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)))
        near = min(other, one + chance.choice((0, 1, 2, 8, 40)))
        match chance.randrange(8):
            case 0:
                data = data[:one] + bytes([chance.randrange(256)]) + data[one + 1 :]
            case 1:
                data = data[:one] + data[near:]
            case 2:
                data = data[:one] + chance.choice(CHUNKS) + data[one:]
            case 3:
                data = data[:one] + chance.choice(CHUNKS) + data[near:]
            case 4:
                data = data[:other] + data[one:near] + data[other:]
            case 5:
                data = data[:one] if chance.random() < 0.2 else data
            case 6:
                data = _lines_moved(data, chance)
            case 7:
                data = _indented(data, chance)
    return data


def _lines_moved(data: bytes, chance: Random) -> bytes:
    lines = data.split(b"\n")
    line = lines.pop(chance.randrange(len(lines)))
    for _copy in range(chance.choice((0, 1, 2))):
        lines.insert(chance.randrange(len(lines) + 1), line)
    return b"\n".join(lines)


def _indented(data: bytes, chance: Random) -> bytes:
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    lines[at] = chance.choice((b" ", b"  ", b"\t")) + lines[at]
    if chance.random() < 0.5:
        lines[at] = lines[at].lstrip()
    return b"\n".join(lines)


def use(path: Path) -> tuple[Lesson | None, list[Issue]]:
    """Read the lesson and its translation, and ask of its steps what the program asks."""
    read, issues = lesson.read(path)
    if read is None:
        return None, issues
    translated, overlay = lesson.translate(read, "id")
    gaps = [Issue(overlay.reader.path, n.line, n.column, place) for n, place in overlay.gaps]
    for taken in (read, translated):
        for step in taken.steps:
            list(step.proofs(taken.setup))
            step.solution_text()
            step.holds_for("3.1.3")
    for pair in overlay.pairs:
        translation_proofs.spans(pair.translation)
    return translated, [*issues, *overlay.reader.issues, *gaps]


def case(number: int, *, seed: int, overlays: bool, folder: Path) -> Tally:
    """One damaged file, read."""
    chance = Random(f"{seed}-{number}")
    whole, other = _taken(chance, overlays)
    path, overlay = folder / f"{NAME}.yaml", folder / f"{NAME}.id.yaml"
    path.write_bytes(whole if overlays else damaged(other, chance))
    if overlays:
        overlay.write_bytes(damaged(other, chance))
    tally = Tally(read=1)
    begun = time.monotonic()
    signal.setitimer(signal.ITIMER_REAL, HANG)
    try:
        read, issues = use(path)
        tally.flaws += [f"case {number}: {flaw}" for flaw in _misplaced(issues)]
        tally.issues, tally.accepted = len(issues), int(not issues)
        if read is None and not issues:
            tally.flaws.append(f"case {number}: rejected without a word")
    except (Exception, HungError):
        tally.flaws.append(f"case {number}: {traceback.format_exc()}")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    tally.slowest = time.monotonic() - begun
    return tally


def _misplaced(issues: Sequence[Issue]) -> Iterator[str]:
    for path in {issue.path for issue in issues}:
        lines = yamlsource.lines(path.read_bytes().decode("utf-8-sig", "replace"))
        for issue in (each for each in issues if each.path == path):
            pointed_at(issue, lines)
            if not (1 <= issue.line <= len(lines) + 1 and issue.column >= 1 and issue.text):
                yield f"no such place: {issue}"


def _hung(signal_number: int, frame: FrameType | None) -> None:
    raise HungError


def share(numbers: Sequence[int], seed: int, overlays: bool) -> Tally:
    """The cases of these numbers, in one process."""
    signal.signal(signal.SIGALRM, _hung)
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="flasktutor-lessons-") as folder:
        for number in numbers:
            tally.add(case(number, seed=seed, overlays=overlays, folder=Path(folder)))
    return tally


def check(count: int, seed: int = 0, *, overlays: bool = False) -> Tally:
    """`count` cases, shared out over the processors."""
    processes = min(os.cpu_count() or 1, count)
    shares = [range(start, count, processes * 8) for start in range(min(count, processes * 8))]
    tally = Tally()
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for one in pool.imap_unordered(partial(share, seed=seed, overlays=overlays), shares):
            tally.add(one)
    return tally


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.lessons")
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--overlays", action="store_true", help="damage translations instead")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", type=int, metavar="CASE", help="this case alone")
    options = parser.parse_args(arguments)
    if options.only is not None:
        tally = share([options.only], options.seed, options.overlays)
    else:
        tally = check(options.count, options.seed, overlays=options.overlays)
    print(tally)
    return 1 if tally.flaws else 0


if __name__ == "__main__":
    sys.exit(main())
