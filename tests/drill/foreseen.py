"""Owns what the programs of our lessons foresee, kept so that sittings need no runs.

`python -m tests.drill --write` writes it; a test says where lessons and what is kept differ.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from flasktutor import course
from flasktutor.drill import Place, Question
from tests.drill import bank
from tests.drill.bank import Bank, Program

KEPT = Path(__file__).with_name("foreseen.json")


def write(made: Bank) -> None:
    """Keep of each program the worlds of its options, the true one first."""
    lines = (
        f"{json.dumps(' '.join(place))}: {json.dumps([one.foreseen for one in programs])}"
        for place, programs in made.programs.items()
    )
    KEPT.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


def read(folder: Path) -> Bank:
    """The lessons' questions as they are now, with programs as they were kept."""
    spec = course.course(folder)
    assert spec is not None
    questions = tuple(bank.questions(folder, spec.worlds))
    kept = json.loads(KEPT.read_text("utf-8"))
    programs = {
        one.place: list(_programs(one, kept.get(" ".join(one.place), []))) for one in questions
    }
    return Bank(questions, programs, {str(world.key): str(world.idea) for world in spec.worlds})


def stale(made: Bank) -> list[Place]:
    """The questions whose programs ask other worlds than they name."""
    return [
        one.place for one in made.questions if _asked(made.programs[one.place]) != set(one.worlds)
    ]


def _programs(question: Question, foreseen: list[list[list[str]]]) -> Iterator[Program]:
    for seed, options in enumerate(foreseen):
        # A wrong answer typed into a blank is the last: what is typed in none of the worlds.
        taken = {
            world: number if question.tells else len(options) - 1
            for number, worlds in enumerate(options)
            for world in worlds
            if number
        }
        yield Program(question.place, seed, tuple(map(tuple, options)), taken)


def _asked(programs: list[Program]) -> set[str]:
    return {world for one in programs for worlds in one.foreseen for world in worlds}
