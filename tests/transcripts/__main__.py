"""Shows what a learner reads in lessons: `python -m tests.transcripts [LESSON …] [--write]`.

`--write` keeps it in `tests/transcripts/LESSON.LANGUAGE.txt`; without it, the difference from what
is kept is printed, and the exit code is 1 where there is any.
"""

from __future__ import annotations

import argparse
import sys

from flasktutor.errors import TutorError
from tests.remembering import Remembering
from tests.transcripts import taken


def main() -> int:
    """Keep the transcripts of lessons, or compare them with those that are kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.transcripts")
    parser.add_argument("lessons", nargs="*", metavar="LESSON", default=[])
    parser.add_argument("--write", action="store_true")
    wish = parser.parse_args()
    try:
        with Remembering() as runner:
            return _all(wish.lessons or taken.lessons(), runner, write=wish.write)
    except TutorError as error:
        print(f"{error.message} {error.hint}".strip(), file=sys.stderr)
        return 2


def _all(names: list[str], runner: Remembering, *, write: bool) -> int:
    differing = 0
    for name in names:
        for spoken in taken.LANGUAGES:
            now, kept = taken.transcript(name, spoken, runner), taken.kept(name, spoken)
            said = "is as it was kept"
            if difference := taken.difference(kept, now):
                differing += 1
                said = f"is written to {kept.name}" if write else "differs from what is kept"
                if write:
                    kept.write_text(now, encoding="utf-8")
                else:
                    sys.stdout.write(difference)
            print(f"{name} in {spoken}: {now.count(chr(10))} lines, {said}")
    return int(bool(differing) and not write)


if __name__ == "__main__":
    sys.exit(main())
