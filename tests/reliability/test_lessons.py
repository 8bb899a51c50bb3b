"""The trial of damaged lessons in short, and proof that it notices what goes wrong."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from flasktutor.errors import Issue
from flasktutor.lesson import Lesson
from tests.reliability import lessons


@pytest.mark.parametrize("what", [[], ["--overlays"]])
def test_damaged_files_are_read_or_refused_in_words(
    what: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code = lessons.main(["--count", "100", "--seed", "1", *what])
    said = capsys.readouterr().out
    assert code == 0, said
    assert said.startswith("100 files: ")


def test_both_accepted_and_rejected_files_are_among_them() -> None:
    tally = lessons.check(100, seed=2)
    assert 0 < tally.accepted < tally.read == 100
    assert tally.issues >= tally.read - tally.accepted


def test_a_traceback_a_hang_and_a_place_that_is_none_are_found_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(path: Path) -> tuple[Lesson | None, list[Issue]]:
        raise KeyError("x")

    def hang(path: Path) -> tuple[Lesson | None, list[Issue]]:
        time.sleep(60)
        return None, []

    def misplace(path: Path) -> tuple[Lesson | None, list[Issue]]:
        return None, [Issue(path, 0, 1, "here")]

    monkeypatch.setattr(lessons, "HANG", 0.2)
    for broken, said in ((fail, "KeyError"), (hang, "HungError"), (misplace, "no such place")):
        monkeypatch.setattr(lessons, "use", broken)
        (flaw,) = lessons.share([1], 1, False).flaws
        assert said in flaw
