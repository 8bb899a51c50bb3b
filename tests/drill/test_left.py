"""`drill` left by a key, on a real pseudo-terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from flasktutor.progress import Progress
from tests.ui.terminal import Terminal, is_quiet
from tests.varied import shop

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
CTRL_C, CTRL_D = "\x03", "\x04"


@pytest.mark.parametrize(("key", "code"), [(CTRL_C, 130), (CTRL_D, 0)], ids=["ctrl-c", "ctrl-d"])
def test_what_was_answered_is_kept_and_summed_up(tmp_path: Path, key: str, code: int) -> None:
    folder, home = tmp_path / "course", tmp_path / "home"
    folder.mkdir()
    shop.written(folder, shop.NESTED)
    with Terminal(f"--lang en --lessons {folder} drill app-changes --trust", home) as one:
        one.wait(r"Your answer[\s\S]*1\. ")
        one.press("1\r")
        one.wait(r"Enter go on")
        one.press("\r")
        one.hear(r"drill 2")
        one.wait(r"Your answer[\s\S]*1\. ")
        one.press(key)
        one.wait(r"What the drill showed[\s\S]*Go on with")
        assert one.ends() == code
    assert is_quiet(home)
    with Progress.open(home / "data" / "progress.db") as progress:
        assert [attempt.step for attempt in progress.attempts()] == ["nested"]
