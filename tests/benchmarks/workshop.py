"""From a save in the learner's folder to the mark on the screen, against importing the app once.

The tutor runs on a pseudo-terminal, the app in an environment of its own. Each save makes the
step's check hold or fail again, so no mark of before can be taken for the one that is awaited.
"""

from __future__ import annotations

import itertools
import subprocess
import tempfile
from pathlib import Path

from tests.benchmarks.measure import Row, medians
from tests.doctor import workbench
from tests.ui.terminal import Terminal

ROUNDS = 15
LESSON = """\
format: 1
lesson: saving
title: Saving
summary: An app is saved again and again.
folder: saving
steps:
  - key: save
    kind: do
    body: Save it.
    checks:
      - app:
          - request: /
            contains: hello
      - file: never.txt
    solution: {}
"""
APP = """\
from flask import Flask

app = Flask(__name__)


@app.route("/")
def home():
    return "%s"
"""
SAVES = (("hello", "✓"), ("good bye", "✗"))


def rows() -> list[Row]:
    """One row: what stands between Ctrl-S in the editor and the mark."""
    with tempfile.TemporaryDirectory() as base:
        root = Path(base).resolve()
        folder = root / "h/flasktutor/saving"
        folder.mkdir(parents=True)
        workbench.venv(folder / ".venv", packages=workbench.installed(*workbench.FLASK))
        lessons = root / "lessons"
        lessons.mkdir()
        (lessons / "saving.yaml").write_text(LESSON, "utf-8")
        take = f"--lessons {lessons} lesson saving --trust"
        with Terminal(take, root, more={"HOME": str(root / "h")}) as tutor:
            tutor.wait("Enter takes it")
            tutor.press("\r")
            tutor.wait(r"Work there\?")
            tutor.press("y")
            tutor.wait("✗ your app")
            saves = itertools.cycle(SAVES)

            def save() -> None:
                word, mark = next(saves)
                (folder / "app.py").write_text(APP % word, "utf-8")
                tutor.until(f"{mark} GET", tutor.text)

            def once() -> None:
                python = folder / ".venv/bin/python"
                subprocess.run([python, "-c", "import app"], cwd=folder, check=True)

            (folder / "app.py").write_text(APP % "good bye", "utf-8")
            tutor.wait("✗ GET")
            saved, bare = medians([save, once], ROUNDS)
            tutor.press("q")
            tutor.ends()
    return [Row("save of an app to its mark ÷ python -c 'import app'", saved / bare, 3.0)]
