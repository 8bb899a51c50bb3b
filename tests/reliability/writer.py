"""Answers questions as fast as the disk allows, saying each one's id once it is saved.

python -m tests.reliability.writer [ANSWERS]
"""

from __future__ import annotations

import sys
from datetime import datetime, timezone
from pathlib import Path

from flasktutor import paths
from flasktutor.progress import Attempt, Progress


def main(answers: int) -> None:
    """Save so many answers in the learner's home, each with its place and draft."""
    with Progress.open(Path(paths.stored(paths.DATABASE))) as progress:
        for number in range(answers):
            now = datetime.now(timezone.utc)
            step = f"step-{number}"
            progress.set_draft("lesson", step, "print(request.path)\n" * 20)
            attempt = Attempt(lesson="lesson", step=step, result="right", at=now)
            progress.record(attempt)
            progress.set_place("lesson", step, finished=False, at=now)
            if progress.is_kept():
                print("saved", attempt.id, flush=True)
        lost = progress.finish(patient=True)
        if lost or progress.warning:
            sys.exit(lost.message if lost else progress.warning)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
