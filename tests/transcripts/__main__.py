"""Shows what a learner reads in lessons: `python -m tests.transcripts [LESSON …] [--write]`.

`--write` keeps it in `tests/transcripts/LESSON.LANGUAGE.txt`, and in `other_flasks/` what holds on
another Flask than this one alone; without it, the difference from what
is kept is printed, and the exit code is 1 where there is any.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from flasktutor.errors import TutorError
from flasktutor.runner.runner import Runner
from tests.remembering import Remembering
from tests.transcripts import other_flasks, taken


def main() -> int:
    """Keep the transcripts of lessons, or compare them with those that are kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.transcripts")
    parser.add_argument("lessons", nargs="*", metavar="LESSON", default=[])
    parser.add_argument("--write", action="store_true")
    wish = parser.parse_args()
    try:
        with Remembering() as runner, other_flasks.runners() as others:
            return _all(wish.lessons or taken.lessons(), runner, others, write=wish.write)
    except TutorError as error:
        print(f"{error.message} {error.hint}".strip(), file=sys.stderr)
        return 2


def _all(names: list[str], runner: Runner, others: Mapping[str, Runner], *, write: bool) -> int:
    differing = 0
    for name in names:
        for spoken in taken.LANGUAGES:
            now = taken.transcript(name, spoken, runner)
            differing += _one(taken.kept(name, spoken), now, write=write)
            there = other_flasks.transcript(name, spoken, runner.flask_version, others)
            differing += _one(other_flasks.kept(name, spoken), there, write=write)
    return int(bool(differing) and not write)


def _one(kept: Path, now: str, *, write: bool) -> int:
    """Keep or compare a transcript; 1 where it differs."""
    difference, said = taken.difference(kept, now), "is as it was kept"
    if difference and write:
        said = f"is {taken.keep(kept, now)}"
    elif difference:
        said = "differs from what is kept"
        sys.stdout.write(difference)
    if now or difference:
        print(f"{kept.relative_to(taken.FOLDER)}: {now.count(chr(10))} lines, {said}")
    return int(bool(difference))


if __name__ == "__main__":
    sys.exit(main())
