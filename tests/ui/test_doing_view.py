"""What is shown of a `do` step: states as sentences, errors as `explain` says them, honestly."""

from __future__ import annotations

from pathlib import Path

import pytest

from flasktutor.causes.system import System
from flasktutor.checks import Mark
from flasktutor.steps.base import Verdict
from flasktutor.ui.protocol.blocks import CriterionLine, Note
from flasktutor.ui.views import doing

LINUX = System("linux", "sh")
FOLDER = Path("/home/ana/shop")
TRACE = """Traceback (most recent call last):
  File "/home/ana/shop/app.py", line 1, in <module>
    import flsk
{error}
"""


def shown(*marks: Mark, message: str = "") -> tuple[list[CriterionLine], list[Note]]:
    sight = doing.sight_of(Verdict(right=False, marks=marks, message=message), FOLDER, LINUX)
    lines = [one for one in sight.blocks if isinstance(one, CriterionLine)]
    return lines, [one for one in sight.blocks if isinstance(one, Note)]


def failed(error: str = "", *, seen: str = "it does not", fail: str = "") -> Mark:
    return Mark(criterion="it runs", state="failed", seen=seen, error=error, fail=fail)


def test_an_error_is_explained_with_its_place_and_a_repair() -> None:
    error = TRACE.format(error="ModuleNotFoundError: No module named 'flask'")
    _lines, (note,) = shown(failed(error))
    assert "Flask is not installed" in note.text
    assert "Your line: `app.py`, line 1: `import flsk`" in note.text
    assert "pip install Flask" in note.text


@pytest.mark.parametrize(
    "text", ["Segmentation fault (core dumped)", "something went ` wrong\nquite ``` wrong"]
)
def test_what_is_not_known_is_said_to_be_so_with_its_last_line(text: str) -> None:
    _lines, (note,) = shown(failed(text))
    assert "not known" in note.text
    assert text.split("\n")[-1] in note.text


def test_an_error_of_no_known_cause_is_said_in_general_and_placed() -> None:
    _lines, (note,) = shown(failed(TRACE.format(error="ZeroDivisionError: division by zero")))
    assert "Probably" not in note.text
    assert "`app.py`, line 1" in note.text


def test_a_file_in_mid_edit_fails_quietly() -> None:
    error = "  File \"app.py\", line 3\n    app = Flask(\n\nSyntaxError: '(' was never closed\n"
    (line,), (note,) = shown(failed(error))
    assert (line.state, line.instead) == ("not-reached", "it does not")
    assert note.tone == "dim"
    assert "Do this" not in note.text


def test_what_the_author_says_of_a_failure_stands_with_it_and_only_there() -> None:
    (line,), notes = shown(failed(fail="Save it first."), message="Save it first.")
    assert line.note == "Save it first."
    assert notes == []
    _lines, (note,) = shown(failed(fail="Save it first."), message="A known mistake.")
    assert note.text == "A known mistake."


def test_a_page_shows_how_it_begins() -> None:
    mark = Mark(criterion="it answers", state="failed", expected="200", seen="404\n" * 9)
    (line,), _notes = shown(mark)
    assert line.seen == "404\n404\n404\n…"


def test_the_lessons_own_fault_is_said_to_be_that() -> None:
    (line,), _notes = shown(Mark(criterion="it runs", state="failed", fault="a bad check"))
    assert "The lesson has a flaw here" in line.instead
    assert "a bad check" in line.instead
