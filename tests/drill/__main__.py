"""Whether drill finds out what simulated learners believe.

--write puts it into docs/beliefs.md, and keeps what the programs foresaw for a quick test.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from flasktutor import paths
from tests.checkout import ROOT
from tests.drill import bank, foreseen, simulation
from tests.drill.simulation import Tutor

PAGE = ROOT / "docs/beliefs.md"
MARK = "<!-- python -m tests.drill --write -->"
TOGETHER = 8
"""So many worlds go to one process at a time."""
Row = tuple[str, int, float, float, float]
"""A world, the questions that ask it, how often it is found, by `drill IDEA`, how often asked."""


def row(everything: Tutor, runs: int, world: str | None) -> Row:
    """What becomes of learners who live in that world."""
    made = everything.bank
    plain = _sittings(everything, runs, world, None)
    about = made.worlds[world] if world else None
    named = _sittings(Tutor(made, about), runs, world, about) if world else plain
    asking = sum(world in one.worlds and one.tells for one in made.questions) if world else 0
    found, by_idea = (sum(one.found(world) for one in ran) / runs for ran in (plain, named))
    return world or "", asking, found, by_idea, sum(one.asked for one in plain) / runs


def _sittings(
    tutor: Tutor, runs: int, world: str | None, about: str | None
) -> list[simulation.Run]:
    seeds = (random.Random(f"{world} {about} {number}") for number in range(runs))
    return [simulation.sitting(tutor, world, rng) for rng in seeds]


def table(rows: list[Row]) -> Iterator[str]:
    """The rows as Markdown."""
    yield "| lives in | questions about it | told by `drill` | told by `drill IDEA` |"
    yield "|---|---|---|---|"
    for world, asking, found, by_idea, _asked in rows:
        if world:
            yield f"| `{world}` | {asking} | {found:.0%} | {by_idea:.0%} |"
        else:
            yield f"| Flask as it is (told nothing) | | {found:.0%} | |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000, help="sittings of each learner")
    parser.add_argument("--seeds", type=int, default=2, help="programs of a question at a level")
    parser.add_argument("--lessons", type=Path, default=Path(paths.own_lessons()))
    parser.add_argument("--only", nargs="*", help="these worlds")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name}, and what is kept")
    wanted = parser.parse_args()
    cache = Path(tempfile.gettempdir(), "flasktutor-drill")
    made = bank.filled(wanted.lessons, wanted.seeds, cache, tell=True)
    print("Worlds that foresee something else and are not asked:")
    print(*bank.unlisted(made), sep="\n", flush=True)
    worlds = [None, *(wanted.only or made.worlds)]
    rows = []
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        # Worlds that go together share what is asked first: it is worked out once.
        asked = partial(row, Tutor(made), wanted.runs)
        for one in pool.map(asked, worlds, chunksize=TOGETHER):
            print(*one, flush=True)
            rows.append(one)
    said = "\n".join(table(rows))
    print(said)
    if wanted.write:
        foreseen.write(made)
        before, _mark, _old = PAGE.read_text("utf-8").partition(MARK)
        PAGE.write_text(f"{before}{MARK}\n\n{said}\n", "utf-8")


if __name__ == "__main__":
    main()
