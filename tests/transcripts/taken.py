"""Owns taking a lesson in plain mode from its first step to its last, all that is said kept.

It goes through the real asking, line by line, as from a pipe. Only what is another on each machine
stands still: the order of options, the values of varied questions, and the learner's own folder.
"""

from __future__ import annotations

import difflib
import io
import random
import re
import zlib
from collections.abc import Iterable, Iterator, MutableSequence, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from flasktutor import course, language, lesson, paths
from flasktutor.items import Item
from flasktutor.lesson import Lesson
from flasktutor.player import Player
from flasktutor.progress import Progress
from flasktutor.runner.runner import Runner
from flasktutor.steps import Step
from flasktutor.steps.varied import VariedStep
from flasktutor.ui.asking.taking import Taking
from flasktutor.ui.plain.plain_screen import PlainScreen
from flasktutor.varied.drawn import MOST_SEEDS
from tests import worlds_at_hand
from tests.transcripts.machine import a_machine
from tests.transcripts.typing import Typing

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "id")
RULES = {
    "addresses in memory": (re.compile(r"\b0x[0-9a-f]{6,}"), "0x…"),
    "folders of runs": (re.compile(r"[^\s('\"]*flasktutor-run-\w+/run-\w+/"), "…/"),
    "folders of packages": (re.compile(r"[^\s('\"]*/site-packages/"), "…/"),
    "times of a log": (re.compile(r"\[\d{4}-\d\d-\d\d [\d:,]+\]"), "[…]"),
    "marks below a traceback's lines": (re.compile(r"^ +[~^]+\n", re.MULTILINE), ""),
    "what Python asks in some of its versions": (
        re.compile(r"\. Did you (?:mean:|forget to import) '[^'\n]*'\?.*$", re.MULTILINE),
        "",
    ),
    "versions of Flask": (re.compile(r"(?<=\bFlask )\d+(?:\.\d+){2,}\b"), "…"),
}
"""What is another on each machine or at each run, by name: how it looks, and what stands for it."""
_THREADED = re.compile(r"(?:^\S.*:\n(?:^ +- .*\n)+){2,}", re.MULTILINE)
_THREAD = re.compile(r"^(\S.*:\n)((?:^ +- .*\n)+)", re.MULTILINE)
_PARTED = re.compile(r"(?<=They part in line )\d+: `[^`]*`|(?<=berbeda di baris )\d+: `[^`]*`")
_SHOWN = 200
"""Lines of a difference that are shown."""


class _Steady(random.Random):
    """Shuffles each list of one length alike: a step's order does not hang on those before it."""

    def shuffle(self, x: MutableSequence[Any], *_nothing: Any) -> None:
        random.Random(len(x)).shuffle(x)


class _Pipe:
    """The input of the screen; what is typed stands behind its prompt."""

    def __init__(self, typing: Typing, out: io.StringIO) -> None:
        self._typing, self._out = typing, out

    def readline(self) -> str:
        line = self._typing.line()
        self._out.write(f"> {line}".rstrip() + "\n")
        return line + "\n"


def lessons() -> list[str]:
    """All our lessons, by name."""
    return [path.stem for path in course.lesson_files(Path(paths.own_lessons()))]


def kept(name: str, spoken: str) -> Path:
    """Where the transcript of a lesson is kept."""
    return FOLDER / f"{name}.{spoken}.txt"


def stamp(runner: Runner) -> str:
    """The first line: the Flask whose words stand in it."""
    flask = ".".join(runner.flask_version.split(".")[:2])
    return f"What a learner reads in lines, on Flask {flask}."


def transcript(name: str, spoken: str, runner: Runner, folder: Path | None = None) -> str:
    """The transcript of the lesson `name` (of ours, or in `folder`) in a language."""
    path = (folder or Path(paths.own_lessons())) / f"{name}.yaml"
    language.use(spoken)
    try:
        read = lesson.load(path, spoken)
        parts = [in_lines(read, read.steps, runner)]
        if read.practice:
            parts.append(f"\n\n#### Practice: what `drill` asks ####\n{_practised(read, runner)}")
    finally:
        language.use("en")
    return f"{stamp(runner)}\n{levelled(''.join(parts))}"


def in_lines(read: Lesson, steps: Iterable[Step], runner: Runner, *, drill: bool = False) -> str:
    """All that is said while these steps are taken, in the language in use."""
    items = list(_items(read, steps, runner, drill))
    player = Player(items, Progress.open(None), rng=_Steady())
    out = io.StringIO()
    screen = PlainScreen(_Pipe(Typing(player, runner), out), out)
    with a_machine() as play:
        aside = replace(worlds_at_hand.aside(), play=play)
        assert Taking(player, screen, runner, aside).take()
    return out.getvalue()


def _practised(read: Lesson, runner: Runner) -> str:
    return in_lines(read, read.practice, runner, drill=True)


def _items(read: Lesson, steps: Iterable[Step], runner: Runner, drill: bool) -> Iterator[Item]:
    for step in steps:
        if step.holds_for(runner.flask_version):
            varies = isinstance(step, VariedStep) and step.to_draw
            seed = zlib.crc32(f"{read.lesson}/{step.key}".encode()) % MOST_SEEDS
            yield Item(read, step, seed=seed if varies else None, drill=drill)


def _thread_by_thread(drawn: re.Match[str]) -> str:
    """Threads that take turns as it happens: each with all that was done in it."""
    threads: dict[str, str] = {}
    for name, lines in _THREAD.findall(drawn[0]):
        threads[name] = threads.get(name, "") + lines
    return "".join(name + threads[name] for name in sorted(threads))


def levelled(text: str) -> str:
    """A transcript without what is another on each machine or at each run."""
    for pattern, instead in RULES.values():
        text = pattern.sub(instead, text)
    text = _THREADED.sub(_thread_by_thread, text)
    # Where a thread of a wrong world is first noticed by another is chance.
    steps = text.split("\n\n== ")
    text = "\n\n== ".join(_PARTED.sub("…", one) if "hread" in one else one for one in steps)
    return "".join(f"{line.rstrip()}\n" for line in text.split("\n")).rstrip("\n") + "\n"


def keep(path: Path, now: str) -> str:
    """Keep a transcript, of nothing none; what was done, in words."""
    if not now:
        path.unlink()
        return "removed"
    path.parent.mkdir(exist_ok=True)
    path.write_text(now, encoding="utf-8")
    return "written"


def difference(path: Path, now: str) -> str:
    """How the transcript at `path` differs from the one of now; empty where it does not."""
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    if before == now:
        return ""
    lines: Sequence[str] = list(
        difflib.unified_diff(
            before.splitlines(True), now.splitlines(True), f"kept/{path.name}", f"now/{path.name}"
        )
    )
    more = len(lines) - _SHOWN
    return "".join(lines[:_SHOWN]) + (f"… {more} lines more\n" if more > 0 else "")
