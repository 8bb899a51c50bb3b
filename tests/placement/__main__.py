"""Whether simulated learners are placed rightly; --write puts it into docs/placement.md."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.checkout import ROOT
from tests.placement.course import Placed, course, often, without

PAGE = ROOT / "docs/placement.md"
MARK = "<!-- python -m tests.placement --write -->"


def learners() -> dict[str, list[str]]:
    """Whom we simulate, in words, and the lessons that they know."""
    names = [one.name for one in course()]
    asked = [one.name for one in course() if one.cards and not one.workshop]
    firsts = {f"the first {k}": names[:k] for k in range(len(names) + 1)}
    return firsts | {f"all but `{name}`": without(name) for name in asked}


def table(rows: dict[str, Placed], runs: int) -> Iterator[str]:
    """The rows as Markdown."""
    yield f"| {runs} learners who know | placed within one lesson | led past it | questions |"
    yield "|---|---|---|---|"
    for who, row in rows.items():
        yield f"| {who} | {row.near / runs:.0%} | {row.late / runs:.0%} | {row.asked:.1f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=100, help="learners of each kind")
    parser.add_argument("--write", action="store_true", help=f"write the table into {PAGE.name}")
    wanted = parser.parse_args()
    known = learners()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        placed = pool.map(partial(often, runs=wanted.runs), known.values())
        said = "\n".join(table(dict(zip(known, placed, strict=True)), wanted.runs))
    print(said)
    if wanted.write:
        before, _mark, _old = PAGE.read_text("utf-8").partition(MARK)
        PAGE.write_text(f"{before}{MARK}\n\n{said}\n", "utf-8")


if __name__ == "__main__":
    main()
