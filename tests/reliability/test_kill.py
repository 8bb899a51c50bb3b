"""The kill trial in short, and proof that it notices a loss."""

from __future__ import annotations

import sys

import pytest

from tests.reliability import kill, piped

# Says that it saved before it saves, and takes its time in between.
LIAR = """
import time
from datetime import datetime, timezone
from pathlib import Path
from flasktutor import paths
from flasktutor.progress import Attempt, Progress

progress = Progress.open(Path(paths.stored(paths.DATABASE)))
for _ in range(3):
    attempt = Attempt(lesson="a", step="b", result="right", at=datetime.now(timezone.utc))
    print("saved", attempt.id, flush=True)
    time.sleep(0.1)
    progress.record(attempt)
"""


def test_no_acknowledged_answer_is_lost_to_kill_9(capsys: pytest.CaptureFixture[str]) -> None:
    assert kill.main(["--times", "6", "--seed", "1"]) == 0, capsys.readouterr().out


def test_no_verdict_of_a_piped_lesson_is_lost_to_kill_9(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert piped.main(["--times", "4", "--seed", "2"]) == 0, capsys.readouterr().out


@pytest.mark.parametrize("ack", [r"^saved (\w+)$", r"^saved"])
def test_a_program_that_acknowledges_too_early_is_found_out(
    ack: str, capsys: pytest.CaptureFixture[str]
) -> None:
    trial = ["--times", "5", "--seed", "1", "--ack", ack, sys.executable, "-c", LIAR]
    assert kill.main(trial) == 1
    assert " 0 of them lost" not in capsys.readouterr().out
