"""Owns steps that are taken by keys on the plain screen, with real runs, and what is said then."""

from __future__ import annotations

import io
import random

from flasktutor.items import Item
from flasktutor.player import Player
from flasktutor.progress import Progress
from flasktutor.runner.runner import Runner
from flasktutor.ui.asking.taking import Taking
from flasktutor.ui.plain.plain_screen import PlainScreen
from tests.reading import lesson_of

CONTEXTS = "c see the contexts"


def taken(runner: Runner, steps: str, *keys: str) -> str:
    """What is said while the steps are taken by `keys`, each a line."""
    lesson = lesson_of(steps)
    out = io.StringIO()
    screen = PlainScreen(io.StringIO("".join(f"{key}\n" for key in (*keys, "q"))), out)
    items = [Item(lesson, step) for step in lesson.steps]
    player = Player(items, Progress.open(None), rng=random.Random(1))
    Taking(player, screen, runner).take()
    return out.getvalue()


def run_step(code: str, more: str = "") -> str:
    return f"""
  - key: go
    kind: run
    body: Run it.
    code: |
      {code}
    prints: ""
{more}"""


BARE = "    context: none\n    setup: false\n"
