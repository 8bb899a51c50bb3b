"""A name means one thing: no two classes of the package have the same, but those listed here."""

from __future__ import annotations

import ast
from collections import Counter

from tests.checkout import ROOT

TWICE = frozenset(
    {
        "Code", "Command", "Drawing", "Ended", "Fault", "Finding", "Frame", "Held",
        "Line", "Output", "Pair", "Part", "Picture", "Place", "Program", "Question",
        "Report", "Session", "Source", "Stop", "Trouble", "Verdict", "Watch", "Wish",
    }
)  # fmt: skip
"""Names that two rooms gave before this was held. The list gets shorter, never longer."""


def classes() -> Counter[str]:
    """How many classes of each name modules of the package have, beside those of one module."""
    found: Counter[str] = Counter()
    for path in (ROOT / "flasktutor").rglob("*.py"):
        body = ast.parse(path.read_text("utf-8")).body
        found.update(
            one.name for one in body if isinstance(one, ast.ClassDef) and one.name[0] != "_"
        )
    return found


def test_no_new_name_stands_for_two_things() -> None:
    doubled = {name for name, count in classes().items() if count > 1}
    assert doubled - TWICE == set(), "name the newer, or the less public one, for what it is"


def test_what_has_one_name_again_is_struck_off_the_list() -> None:
    doubled = {name for name, count in classes().items() if count > 1}
    assert doubled == TWICE
