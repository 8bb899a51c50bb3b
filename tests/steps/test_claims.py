"""Claims: what counts as a bullet, and for which versions of Flask one is run."""

from __future__ import annotations

from pathlib import Path

from flasktutor import audit, lesson
from flasktutor.steps.claims import bullets

BAD = Path(__file__).parents[1] / "lessons_bad"


def test_bullets_are_those_at_the_margin_whole() -> None:
    body = """What to keep:

- One thing, and
  its second line.
- Another:

  ```
  - no bullet
  ```
1. A third
   - a part of it

Further words.
  Indented, and of no bullet.
"""
    third = "A third - a part of it"
    assert bullets(body) == (
        "One thing, and its second line.",
        "Another: ``` - no bullet ```",
        third,
    )


def test_a_claim_is_proved_on_the_versions_that_it_speaks_of() -> None:
    step = lesson.load(BAD / "claim-words.yaml").steps[0]
    assert len(list(step.claim_proofs("", "3.1.0"))) == 2
    assert len(list(step.claim_proofs("", "1.1.4"))) == 3


def test_no_claim_is_run_of_a_step_that_is_for_other_versions(tmp_path: Path) -> None:
    text = (BAD / "claim-untrue.yaml").read_text(encoding="utf-8")
    path = tmp_path / "claim-untrue.yaml"
    path.write_text(text.replace("ideas: [proxy]", ""), encoding="utf-8")
    assert audit.audit([path]).runs == 5
    path.write_text(text.replace("    body: |", '    flask: "<1"\n    body: |'), encoding="utf-8")
    assert audit.audit([path]).runs == 0
