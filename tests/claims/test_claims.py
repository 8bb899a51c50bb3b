"""Every bullet of a recap and every idea rests on a claim."""

from __future__ import annotations

from importlib import metadata

import pytest

from flasktutor.lesson import Lesson
from flasktutor.steps.claims import bullets
from tests.claims import needs, sentences, table
from tests.matrix import FLASKS, OLDEST
from tests.reading import lesson_of

VERSIONS = [
    *(name.split(",")[0] for name in (*FLASKS, *OLDEST)),
    metadata.version("flask"),
    "3.2",
]
"""What the matrix runs claims on; its newest 3.1 is the one that is here."""


def test_nothing_lacks_a_claim() -> None:
    assert needs.lacking() == []


def test_the_table_is_up_to_date() -> None:
    told = "run python -m tests.claims --write"
    assert table.PAGE.read_text(encoding="utf-8") == table.written(), told


@pytest.mark.parametrize("one", needs.lessons(), ids=lambda one: str(one.lesson))
def test_a_recap_has_bullets_and_each_claim_is_run_somewhere(one: Lesson) -> None:
    recap = needs.recap_of(one)
    assert recap is None or bullets(recap.body)
    for stated in needs.stated_in(one):
        assert any(map(stated.claim.holds_for, VERSIONS)), stated.claim.says


RECAP = """
- key: recap
  kind: text
  body: |
    - An app has a name.
    - A context has a `g`.
  claims:
    - says: The name is the one that was given.
      bullets: [1]
      code: print(app.name)
      prints: shop
"""


def test_a_bullet_rests_on_the_claims_that_name_it() -> None:
    first, second = needs.bullets_of(lesson_of(RECAP))
    assert [each.claim.says for each in first.rests_on] == ["The name is the one that was given."]
    assert second.rests_on == ()
    assert second.name == "lesson: A context has a `g`."


def test_where_to_read_on_is_no_claim() -> None:
    more = RECAP.replace(
        "  claims:", "    - Contexts: https://flask.palletsprojects.com/appcontext/\n  claims:"
    )
    assert len(list(needs.bullets_of(lesson_of(more)))) == 2


def test_a_test_proves_what_a_step_says_and_nothing_else() -> None:
    said = "There is no limit and no deposit"
    assert sentences.missing("tasks/recap", ("the reloader a module runs in two", said)) == [said]
