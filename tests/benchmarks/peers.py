"""The waits of a learner beside those of the nearest tutors from PyPI, all in the same run.

Each peer is installed once into an environment of its own under the cache folder; one that cannot
be is skipped with a word. Waits are those of whole processes, as a learner types them. From answer
to verdict is the way from a program handed in to what is said of it, the learner's code run on
the way; ours is a `code` step's solution, handed in within a lesson that is already open, theirs
the command for it that needs no terminal, which is a process anew each time.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flasktutor import lesson, paths
from flasktutor.items import Item
from flasktutor.player import Player
from flasktutor.progress import Progress
from flasktutor.runner.runner import Runner
from tests.benchmarks.measure import PROGRAM, Row, medians
from tests.matrix import environments

ROUNDS = 11


@dataclass(frozen=True)
class Peer:
    """How a tutor is called; an empty command is one that it does not have.

    `prepare` is run once, in the folder `work` (below the one it runs in) that the others use.
    """

    name: str
    list_: tuple[str, ...] = ()
    prepare: tuple[str, ...] = ()
    work: str = "."
    verdict: tuple[str, ...] = ()


PEERS = (
    Peer(
        "pythonlings",
        list_=("list",),
        prepare=("init", "--path", "."),
        verdict=("dry-run", "variables1"),
    ),
    Peer("pytorial", list_=("list",)),
    Peer("gitgym", list_=("list",)),
    Peer(
        "pylings",
        prepare=("init",),
        work="pylings",
        verdict=("dry-run", "exercises/00_intro/intro1.py"),
    ),
)


def rows() -> list[Row]:
    """Ours divided by each peer's: below 1 is ahead."""
    found = []
    for peer in PEERS:
        program = _installed(peer.name)
        if program is None:
            print(f"{peer.name} is skipped: it could not be installed.", file=sys.stderr)
        else:
            found += _beside(peer, program)
    return found


def _installed(name: str) -> Path | None:
    """The peer's command, installed when it is not there yet."""
    folder = environments().with_name("flasktutor-peers") / name
    program = folder / "bin" / name
    if not program.exists():
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        install = [str(folder / "bin/python"), "-m", "pip", "install", "-q", name]
        subprocess.run(install, check=False, capture_output=True)
    return program if program.exists() else None


def _beside(peer: Peer, program: Path) -> list[Row]:
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **{k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"},
            "HOME": home,
            "FLASKTUTOR_HOME": home,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        }
        theirs_environment = {k: v for k, v in environment.items() if k != "PYTHONPATH"}

        def ours(*arguments: str) -> None:
            command = [sys.executable, *PROGRAM, *arguments]
            _quietly(command, home, environment)

        def theirs(*arguments: str, work: str = peer.work) -> None:
            _quietly([str(program), *arguments], str(Path(home, work)), theirs_environment)

        if peer.prepare:
            theirs(*peer.prepare, work=".")
        ours("lessons")
        found = [_row(peer, "--help", lambda: ours("--help"), lambda: theirs("--help"))]
        if peer.list_:
            row = _row(peer, "list", lambda: ours("lessons"), lambda: theirs(*peer.list_))
            found.append(row)
        if peer.verdict:
            found.append(_verdict(peer, lambda: theirs(*peer.verdict), Path(home)))
        return found


def _row(peer: Peer, what: str, ours: Callable[[], None], theirs: Callable[[], None]) -> Row:
    mine, other = medians([ours, theirs], ROUNDS)
    return Row(f"{what} ÷ {peer.name}'s", mine / other, 1.0)


def _verdict(peer: Peer, theirs: Callable[[], None], home: Path) -> Row:
    taken = lesson.load(Path(paths.own_lessons()) / "contexts.yaml")
    step = next(step for step in taken.steps if step.kind == "code")
    solution = step.solution_text()
    with Progress.open(home / "progress.db") as kept, Runner() as runner:
        player = Player([Item(taken, step)], kept)

        def ours() -> None:
            request = step.request(taken.setup, solution)
            assert request is not None
            verdict = player.answer(solution, runner.run(request))
            assert verdict.right, verdict

        ours()
        return _row(peer, "answer to verdict in an open lesson", ours, theirs)


def _quietly(command: list[str], folder: str, environment: dict[str, str]) -> None:
    # A peer's exit code says how the exercise stands, not how the program did.
    subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
