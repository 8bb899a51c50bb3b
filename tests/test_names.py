"""A name means one thing: no two classes of the package have the same."""

from __future__ import annotations

import ast
from collections import Counter

from tests.checkout import ROOT


def classes() -> Counter[str]:
    """How many classes of each name modules of the package have, beside those of one module."""
    found: Counter[str] = Counter()
    for path in (ROOT / "flasktutor").rglob("*.py"):
        body = ast.parse(path.read_text("utf-8")).body
        found.update(
            one.name for one in body if isinstance(one, ast.ClassDef) and one.name[0] != "_"
        )
    return found


def test_no_name_stands_for_two_things() -> None:
    doubled = {name for name, count in classes().items() if count > 1}
    assert doubled == set(), "name the newer, or the less public one, for what it is"
