"""`fill`: whatever is typed for the right answer is right, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flasktutor import course, lesson, paths, patterns
from flasktutor.runner.runner import Runner
from flasktutor.steps.exercise import Exercise
from flasktutor.steps.fill import BLANK, FillStep, tidy
from tests.reading import graded, step_of

PUSH = """
key: push
kind: fill
body: Push the app context.
context: none
code: |
  with app.____():
      print(current_app.name)
accept: [app_context, test_request_context]
prints: shop
"""
TWO = """
key: two
kind: fill
body: Read the query.
context: /?title=Saman
code: |
  title = request.____["____"]
  print(title)
accept: [[args, title]]
prints: Saman
"""


def fills() -> Iterator[FillStep]:
    for path in course.lesson_files(Path(paths.own_lessons())):
        yield from (step for step in lesson.load(path).steps if isinstance(step, FillStep))


FILLS = list(fills())


@pytest.mark.parametrize(
    "typed",
    [
        "app_context", " app_context ", "app_context()", "app.app_context", "app.app_context()",
        "app.app_context():", "with app.app_context():", "`app_context`", "app_context\n",
        "test_request_context", "__class__('shop').app_context",
    ],
)  # fmt: skip
def test_what_does_it_is_right(runner: Runner, typed: str) -> None:
    verdict = graded(runner, step_of(PUSH), (typed,))
    assert verdict.right, verdict


@pytest.mark.parametrize(
    "typed", ["", " ", "app", "App_Context", "request_context", "app_context)", "()", "`", "\ud800"]
)
def test_what_does_it_not_is_wrong_and_said(runner: Runner, typed: str) -> None:
    verdict = graded(runner, step_of(PUSH), (typed,))
    assert not verdict.right
    assert not verdict.fault
    assert verdict.marks


@pytest.mark.parametrize(
    "typed",
    [
        ("args", "title"), ("args", '"title"'), ("args", "'title'"), ("args", "“title”"),
        ("request.args", '["title"]'), (".args", "title"), ("values", "title"),
        ('args["', 'title"]'), ("args", 'request.args["title"]'),
    ],
)  # fmt: skip
def test_two_blanks(runner: Runner, typed: tuple[str, str]) -> None:
    verdict = graded(runner, step_of(TWO), typed)
    assert verdict.right, step_of(TWO)


def test_too_few_and_too_many_texts_are_no_trouble(runner: Runner) -> None:
    for answer in ((), ("args",), ("args", "title", "more"), None, "args"):
        verdict = graded(runner, step_of(TWO), answer)
        assert verdict.right == (answer == ("args", "title", "more"))


@pytest.mark.parametrize(
    ("typed", "before", "after", "kept"),
    [
        ("print(x)", "print(", ")", "x"),
        ("f(x)", "print(", ")", "f(x)"),
        ("t(x)", "print(", ")", "t(x)"),
        ("(1, 2)", "f(", ")", "(1, 2)"),
        ("it's", '"', '"', "it's"),
        ("'a'", "f(", ")", "'a'"),
        ("“a”", "f(", ")", '"a"'),
        ("!=", "sys.prefix ", " sys.base_prefix", "!="),
        ("sys.prefix != sys.base_prefix", "sys.prefix ", " sys.base_prefix", "!="),
        ("contexts", "app.", "(): # contexts", "contexts"),
        ("", "f(", ")", ""),
        (")", "f(", ")", ")"),
    ],
)
def test_tidy(typed: str, before: str, after: str, kept: str) -> None:
    assert tidy(typed, before, after) == kept


@pytest.mark.parametrize("step", FILLS, ids=lambda step: step.key)
def test_accepted_answers_stay_as_they_are(step: FillStep) -> None:
    parts = BLANK.split(step.code)
    for answer in step.accept:
        before = parts[0]
        for text, after in zip(answer, parts[1:], strict=True):
            assert tidy(text, before, after) == text
            before += text + after


@given(st.sampled_from(FILLS), st.data())
def test_repeating_what_stands_around_the_blank_changes_nothing(
    step: FillStep, data: st.DataObject
) -> None:
    """Any whole words of the code on either side may be typed again."""
    if step.blanks() != 1:
        return
    before, after = BLANK.split(step.code)
    line_before, line_after = before.rsplit("\n", 1)[-1].lstrip(), after.split("\n", 1)[0].rstrip()
    (answer,) = data.draw(st.sampled_from(step.accept))
    words = [n for n in range(len(line_before)) if not _inside_name(line_before, n)]
    start = data.draw(st.sampled_from([*words, len(line_before)]))
    whole = data.draw(st.booleans())
    typed = line_before[start:] + answer + (line_after if whole else "")
    if len(line_before) - start == 1 or patterns.is_expression(typed):
        # One character may belong to the answer itself, and so may all of it.
        return
    assert step.source_of((typed,)) in (step.source_of((answer,)), before + typed + after)
    if start == 0 and whole:
        assert step.source_of((typed,)) == step.source_of((answer,))


def _inside_name(text: str, place: int) -> bool:
    pair = text[place - 1 : place + 1] if place else ""
    return len(pair) == 2 and all(each.isalnum() or each == "_" for each in pair)


@given(st.text(), st.text(), st.text())
def test_tidy_takes_any_text_and_never_adds(typed: str, before: str, after: str) -> None:
    kept = tidy(typed, before, after)
    assert len(kept) <= len(typed)
    assert "\n" not in kept


@given(st.text(alphabet="ab_()[]'\" .,", max_size=12), st.text(max_size=8), st.text(max_size=8))
def test_tidy_is_done_when_it_is_done_for_quotes_and_blanks(
    typed: str, before: str, after: str
) -> None:
    """Typographic quotes and spaces around an answer never matter."""
    fancy = typed.replace('"', "”").replace("'", "’")
    assert tidy(f"  {fancy}\n", before, after) == tidy(typed, before, after)


TYPED = st.text(alphabet="ab_=1 ", min_size=1, max_size=10)


@given(st.sampled_from([step_of(PUSH), step_of(TWO)]) | st.sampled_from(FILLS), st.data())
def test_whatever_is_typed_is_known_as_an_answer(step: Exercise, data: st.DataObject) -> None:
    """No example of a mistake is refused that somebody could type."""
    assert isinstance(step, FillStep)
    around = BLANK.split(step.code)
    wordy = st.tuples(st.sampled_from(["", around[0].strip()]), TYPED, st.sampled_from(["", "):"]))
    typed = data.draw(st.tuples(*[wordy.map("".join) for _blank in range(step.blanks())]))
    assert step.why_no_answer(step.source_of(typed)) == ""


def test_an_example_that_loses_what_is_typed_again_is_no_answer() -> None:
    """What `tidy` takes off is never part of an answer."""
    told = "typed into the blanks it becomes another program"
    two = step_of(TWO)
    assert isinstance(two, FillStep)
    assert (
        two.why_no_answer(two.code.replace('request.____["____"]', """request.args["'title'"]"""))
        == told
    )


@given(st.sampled_from(FILLS), st.text(max_size=8))
def test_what_changes_the_code_around_the_blanks_is_no_answer(step: FillStep, more: str) -> None:
    answer = step.source_of(step.model_answer())
    for source in (
        f"x{more}\n{answer}",
        f"{answer}x\n{more}",
        answer.replace("\n", f"\nx{more}\n"),
    ):
        assert step.why_no_answer(source)
