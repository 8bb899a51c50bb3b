"""Owns docs/claims.md: which sentences of which recap, and which ideas, rest on which claim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

from flasktutor.lesson import Lesson
from tests.claims import sentences
from tests.claims.needs import Need, Stated, bullets_of, ideas, lessons, stated_in

PAGE = Path(__file__).parents[2] / "docs" / "claims.md"
HEAD = """\
# What is stated, and what proves it

Each bullet of each recap and each idea of `lessons/course.yaml`, and the claims that it rests on.
A claim is a sentence with code (docs/lesson-format.md); `lessons check` runs it, and
`python -m tests.matrix` does on each Flask and each Python. What needs a real server, a task queue
or another Flask is proved by a test of `tests/claims`; what needs a Python that is not at hand is
skipped there, and lessons say whose word it is. Made by `python -m tests.claims --write`.
"""
NONE = "– (not proved yet)"


def written() -> str:
    """The page."""
    parts = [HEAD]
    for one in lessons():
        parts += ["\n".join(_section(one)), ""]
    rows = (_row(f"{need.text} (`{need.name.removeprefix('idea ')}`)", need) for need in ideas())
    parts += ["## Ideas", "", *_table("idea", rows), ""]
    tested = (
        f"| {_cell(f'`{step}`: … {words} …')} | `{test}` |" for step, words, test in _tested()
    )
    return "\n".join([*parts, "## Proved by tests", "", *_table("sentence", tested), ""])


def _tested() -> list[tuple[str, str, str]]:
    """Steps, words of their sentences, and the tests that prove them."""
    for path in Path(__file__).parent.glob("test_*.py"):
        import_module(f"tests.claims.{path.stem}")
    return sorted(set(sentences.PROVED))


def _section(one: Lesson) -> Iterator[str]:
    """A lesson: the bullets of its recap, and what else is claimed in it."""
    needs = list(bullets_of(one))
    shown = {id(each.claim) for need in needs for each in need.rests_on}
    others = [each for each in stated_in(one) if id(each.claim) not in shown]
    yield f"## {one.title} (`{one.lesson}`)"
    if needs:
        yield from (
            "",
            *_table("recap", (_row(f"{n}. {need.text}", need) for n, need in enumerate(needs, 1))),
        )
    if others:
        yield from ("", "Also claimed:", "", *(f"- {_said(each)}" for each in others))
    if not needs and not others:
        yield from ("", "Nothing is claimed here.")


def _table(heading: str, rows: Iterable[str]) -> Iterator[str]:
    yield from (f"| {heading} | rests on |", "|---|---|", *rows)


def _row(what: str, need: Need) -> str:
    proofs = "<br>".join(map(_said, need.rests_on)) or NONE
    return f"| {_cell(what)} | {_cell(proofs)} |"


def _said(stated: Stated) -> str:
    versions = f" (Flask {stated.claim.flask})" if stated.claim.flask else ""
    sentence = " ".join(stated.claim.says.split())
    return f"`{stated.lesson}/{stated.step}`: {sentence}{versions}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
