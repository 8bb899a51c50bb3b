"""Writes docs/what-is-taught.md: each idea of the course, and the steps that teach it.

python -m tests.coverage_table
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from flasktutor import course, lesson, paths
from flasktutor.steps import Step

PAGE = Path(__file__).parents[1] / "docs" / "what-is-taught.md"
HEAD = """\
# What is taught where

Each idea of `lessons/course.yaml`, the steps that teach it (`teaches`), and the steps in which a
wrong answer stands for not having it (`misconception`). Made by `python -m tests.coverage_table`.
"""


def table() -> str:
    """The page."""
    folder = Path(paths.own_lessons())
    spec = course.course(folder)
    assert spec is not None
    teaching: dict[str, list[str]] = defaultdict(list)
    testing: dict[str, list[str]] = defaultdict(list)
    for name in spec.lessons:
        for step in lesson.load(folder / f"{name}.yaml").steps:
            place = f"{name}/{step.key}"
            for taught in step.teaches:
                teaching[taught].append(place)
            for believed in dict.fromkeys(_misconceptions(step)):
                testing[believed].append(place)
    rows = [
        f"| {one.title} (`{one.key}`) | {_cell(teaching[one.key])} | {_cell(testing[one.key])} |"
        for one in spec.ideas
    ]
    return "\n".join([HEAD, "| idea | taught in | tested in |", "|---|---|---|", *rows, ""])


def _misconceptions(step: Step) -> Iterator[str]:
    for name in ("options", "choices", "mistakes"):
        for part in getattr(step, name, ()):
            if part.misconception:
                yield part.misconception


def _cell(places: list[str]) -> str:
    return ", ".join(f"`{place}`" for place in places) or "–"


if __name__ == "__main__":
    PAGE.write_text(table(), encoding="utf-8")
