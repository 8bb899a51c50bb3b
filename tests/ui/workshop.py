"""Owns the sampler's do step on a pseudo-terminal, and what is kept of it."""

from __future__ import annotations

from pathlib import Path

from flasktutor.progress import Progress
from tests.checkout import ROOT
from tests.ui.terminal import Terminal, is_quiet

LESSONS = f"--lessons {ROOT}/tests/ui/lessons"
TAKE = f"{LESSONS} lesson sampler --trust --from make"
ENTER, CTRL_C, CTRL_D = "\r", "\x03", "\x04"
APP = "from flask import Flask\n\napp = Flask(__name__)\n"


class Workshop(Terminal):
    """The sampler's `do` step; its home folder is `home/h`, the proposal lies in it."""

    def __init__(
        self,
        home: Path,
        *,
        size: tuple[int, int] = (80, 24),
        more: dict[str, str | None] | None = None,
        arguments: str = TAKE,
    ) -> None:
        self.folder = home / "h/flasktutor" / "sampler"
        (home / "h").mkdir(parents=True, exist_ok=True)
        own: dict[str, str | None] = {
            "HOME": str(home / "h"),
            "SHELL": "/bin/sh",
            "ENV": None,
            "EDITOR": None,
            "VISUAL": None,
        }
        super().__init__(arguments, home, size=size, more={**own, **(more or {})})

    def __enter__(self) -> Workshop:
        return self

    def begin(self) -> None:
        """Take the proposed folder, which is made."""
        self.wait(r"Enter takes it")
        self.press(ENTER)
        self.wait(r"Make\s+it\?")
        self.press(ENTER)
        self.wait(r"✗ app.py holds")

    def write(self, path: str, text: str) -> None:
        """Save a file there, as an editor in another terminal does."""
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text, encoding="utf-8")

    def leave(self) -> None:
        self.press("q")
        assert self.ends() == 0
        assert is_quiet(self.home)


def kept(home: Path) -> list[tuple[str, str, int]]:
    with Progress.open(home / "data/progress.db") as progress:
        return [(one.step, one.result, one.hints) for one in progress.attempts()]
