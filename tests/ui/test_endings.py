"""The end of a lesson on a terminal: a screen at a time, what matters most first."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import pytest

from flasktutor import lesson, paths
from flasktutor.player import now
from flasktutor.progress import Attempt, Progress, Result
from flasktutor.ui.protocol.blocks import Listing, Note, Title
from tests.ui.emulator import Emulator

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)
from tests.ui.terminal import Terminal

ENTER = "\r"
WORDS = {
    "en": (r"Done: The error clinic[\s\S]*go on", "The next lesson is", "right at", "What you"),
    "id": (
        r"Selesai: Klinik error[\s\S]*lanjut",
        "Pelajaran berikutnya",
        "benar pada",
        "Yang kamu",
    ),
}


def missed_often(home: Path, name: str) -> None:
    """A learner at the last step of a lesson who missed and skipped some, and got most right."""
    steps = lesson.load(Path(paths.own_lessons()) / f"{name}.yaml").steps
    with Progress.open(home / "data" / "progress.db") as progress:
        progress.begin(name)
        at = now() - timedelta(hours=1)
        for number, step in enumerate(step for step in steps if step.asks):
            at += timedelta(seconds=40)
            results: list[Result] = ["wrong", "right"] if number % 3 == 1 else ["right"]
            if number % 7 == 6:
                results = ["skipped"]
            for result in results:
                progress.record(Attempt(lesson=name, step=str(step.key), result=result, at=at))
        progress.set_place(name, str(steps[-1].key), finished=False, at=at)


@pytest.mark.parametrize("spoken", sorted(WORDS))
def test_all_of_it_can_be_seen_by_going_on(tmp_path: Path, spoken: str) -> None:
    done, following, score, gained = WORDS[spoken]
    missed_often(tmp_path, "errors")
    with Terminal(f"--lang {spoken} lesson errors", tmp_path) as one:
        one.wait(r"26 (of|dari) 26[\s\S]*Enter (go on|lanjut)")
        one.press(ENTER)
        first = one.wait(done)
        assert following in first
        assert score in first
        assert "flasktutor" in first
        one.press(ENTER)
        last = one.wait("EXIT=0")
        assert gained in last
        assert following in last, "what to type next stands above the shell's prompt"


def test_an_end_that_fits_is_shown_at_once(tmp_path: Path) -> None:
    with Terminal("lesson errors --from recap", tmp_path) as one:
        one.wait(r"Enter go on")
        one.press(ENTER)
        assert "Done: The error clinic" in one.wait("EXIT=0")


def test_parts_are_put_together_as_far_as_they_fit() -> None:
    long = (Note("What:"), Listing(tuple(("•", f"line {n}") for n in range(12))))
    with Emulator(80, 24).session() as screen:
        together = screen.fitting((Title("Done"),), long, long, (Note("next"),))
    assert together == [(Title("Done"), *long), (*long, Note("next"))]
