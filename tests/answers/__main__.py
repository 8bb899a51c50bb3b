"""Shows what is said of likely answers: `python -m tests.answers [LESSON …] [--write]`.

`--write` keeps it in `tests/answers/shown`, for the readers of a change. The exit code is 1 when
an answer is accepted that is wrong, or refused that is right.
"""

from __future__ import annotations

import argparse
import sys

from tests.answers import shown
from tests.remembering import Remembering


def main() -> int:
    """Print, or keep, what is said at each lesson."""
    parser = argparse.ArgumentParser(prog="python -m tests.answers")
    parser.add_argument("lessons", nargs="*", metavar="LESSON", default=[])
    parser.add_argument("--write", action="store_true")
    wish = parser.parse_args()
    wrong = 0
    with Remembering() as runner:
        for name in wish.lessons or shown.lessons():
            text = shown.shown(name, runner)
            wrong += text.count(shown.AMISS)
            if wish.write:
                shown.kept(name).write_text(text, encoding="utf-8")
            else:
                print(text)
            print(f"{name}: {text.count(shown.ANSWER)} answers, {text.count(shown.AMISS)} amiss")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
