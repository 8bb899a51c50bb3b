"""Kills a program that saves answers, at random moments, and counts what was lost.

python -m tests.reliability.kill [--times N] [--seed N] [--ack REGEX] [--input FILE] [COMMAND …]

COMMAND runs with a `FLASKTUTOR_HOME` of its own, the same in every round. A line
of its output that matches REGEX acknowledges an answer: with a group, the group
is the id of the attempt; without one, each such line stands for one attempt
more in the database. Exit 0: nothing acknowledged was lost, the database is sound.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from flasktutor.progress import Progress
from tests.checkout import ROOT
from tests.process import kill_group

_SOON = 0.05
"""Seconds in which a program that has said too much may not have done it yet."""
WRITER = (sys.executable, "-m", "tests.reliability.writer")


@dataclass
class Tally:
    """What was counted over all rounds."""

    rounds: int = 0
    killed: int = 0
    acknowledged: int = 0
    unacknowledged: int = 0
    lost: int = 0
    flaws: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Nothing lost or broken, and the trial really did kill and save."""
        return not (self.lost or self.flaws) and self.killed > 0 and self.acknowledged > 0

    def __str__(self) -> str:
        lines = [
            f"{self.killed} of {self.rounds} runs killed: {self.acknowledged} answers "
            f"acknowledged, {self.lost} of them lost; {self.unacknowledged} saved without "
            f"a word of it",
            *self.flaws,
        ]
        return "\n".join(lines)


@dataclass(frozen=True)
class Trial:
    """The program to kill, and how to read its output."""

    command: Sequence[str]
    ack: re.Pattern[str]
    home: Path
    input: Path

    def run(self, seconds: float | None, after: int = 0) -> tuple[bool, float]:
        """Run until the end, or kill `seconds` after so many answers were acknowledged.

        Says whether it was killed, and how long it took.
        """
        begun = time.monotonic()
        with self.input.open("rb") as source, self.output.open("wb") as output:
            process = subprocess.Popen(
                self.command,
                stdin=source,
                stdout=output,
                cwd=ROOT,
                env={**os.environ, "FLASKTUTOR_HOME": str(self.home)},
                start_new_session=True,
            )
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._hear(after, process)
                process.wait(seconds)
            kill_group(process)
        return process.returncode < 0, time.monotonic() - begun

    def _hear(self, times: int, process: subprocess.Popen[bytes]) -> None:
        while process.poll() is None and len(self.acknowledged()) < times:
            time.sleep(0.005)

    @property
    def output(self) -> Path:
        """Where the run's output goes: what stands there was said before the kill."""
        return self.home / "output.txt"

    def acknowledged(self) -> list[str]:
        """Each acknowledging line's id, or the line; a line without its end does not count."""
        said = self.output.read_bytes().decode("utf-8", "replace")
        matches = (self.ack.search(line) for line in said.split("\n")[:-1])
        return [match[1] if self.ack.groups else match[0] for match in matches if match]

    def saved(self) -> set[str]:
        """The ids of all answers in the database, opened as a learner's next start does."""
        with Progress.open(self.home / "progress.db") as progress:
            if progress.warning:
                raise ValueError(progress.warning)
            return {one.id for one in progress.attempts() if one.result != "seen"}

    def lost(self, before: set[str], after: set[str]) -> int:
        """How many acknowledged answers are missing."""
        said = self.acknowledged()
        if self.ack.groups:
            return len(set(said) - after)
        return max(0, len(said) - len(after - before))


def check(trial: Trial, times: int, seed: int = 0) -> Tally:
    """Run the trial's program once to its end, then kill it `times` times.

    By turns soon after it has acknowledged an answer, and at any moment. The latter alone may
    hit nothing but its start: how long that takes differs from run to run on a busy machine.
    """
    chance = random.Random(seed)
    tally = Tally()
    _, whole = trial.run(None)
    saved, most = trial.saved(), len(trial.acknowledged())
    for number in range(times):
        if number % 2:
            killed, _taken = trial.run(chance.uniform(0, whole))
        else:
            killed, _taken = trial.run(
                chance.uniform(0, _SOON), after=chance.randint(1, max(most, 1))
            )
        before, saved = saved, trial.saved()
        said = len(trial.acknowledged())
        tally.rounds += 1
        tally.killed += killed
        tally.acknowledged += said
        tally.lost += trial.lost(before, saved)
        tally.unacknowledged += max(0, len(saved - before) - said)
        tally.flaws += _flaws(trial.home / "progress.db")
    return tally


def _flaws(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        verdicts = [row[0] for row in connection.execute("PRAGMA integrity_check")]
    return [verdict for verdict in verdicts if verdict != "ok"]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability.kill")
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--ack", type=re.compile, default=re.compile(r"^saved (\w+)$"))
    parser.add_argument(
        "--input", type=Path, default=Path(os.devnull), help="what the command reads"
    )
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="flasktutor-kill-") as home:
        command = options.command or WRITER
        trial = Trial(command, options.ack, Path(home), options.input)
        tally = check(trial, options.times, options.seed)
    print(tally)
    return 0 if tally.passed else 1


if __name__ == "__main__":
    sys.exit(main())
