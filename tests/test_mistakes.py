"""Common mistakes are recognised in real runs and said in words, at their line."""

from __future__ import annotations

import re
import sys
from textwrap import indent

import pytest

from flasktutor import language
from flasktutor.runner.runner import Runner
from flasktutor.steps.code import CodeStep
from tests.reading import graded, step_of

STEP = """
key: write
kind: code
body: Write a view at `/books` that answers `Saman`.
context: none
starter: pass
solution: |
  @app.get("/books")
  def books():
      return "Saman"
checks:
  - request: /books
    body: Saman
mistakes:
  - source: session[_]
    example: session["a"]
    say: The session is not asked for.
  - source: abort()
    lacks: request
    error: "ZeroDivisionError"
    example: |
      abort
      1 / 0
    say: Neither is this.
"""
VIEW = '@app.get("/books")\ndef books():\n'


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("with app.app_context:\n    pass",
         "`app.app_context` is only named here, not called: write `app.app_context()`."),
        ("client = app.test_client\nclient.get('/')",
         "`app.test_client` is only named here, not called: write `app.test_client()`."),
        ("print(current_app.name)",
         "current_app or g is used while your file is still being read."),
        (f"{VIEW}    'Saman'", "The view `books` returns nothing: is a `return` missing?"),
        (f"{VIEW}    return 3",
         "A view returns text, or a dictionary or list for JSON; this one gave `int`."),
        ('@app.get("/book")\ndef books():\n    return "Saman"',
         "A request met no route (404): compare the path with the one you registered."),
        ('@app.post("/books")\ndef books():\n    return "Saman"',
         "The path is there, but not for this method (405): look at the decorator."),
        ("x = 1\nprint(curent_app)",
         "Line 2 uses `curent_app`, which is not known. Did you mean `current_app`?"),
        ("title = 1\n\nprint(titel)",
         "Line 3 uses `titel`, which is not known. Did you mean `title`?"),
        ("print(zzzz)", "Line 1 uses `zzzz`, which was never defined or imported."),
        (f"{VIEW}    return titel",
         "Line 3 uses `titel`, which was never defined or imported."),
        ("x = 1\nif x\n    pass", "Python cannot read line 2: expected ':'. Nothing was run."),
        ("print('a'))", "Python cannot read line 1: unmatched ')'. Nothing was run. "
         "The bracket “)” closes nothing, for none of its kind is open here."),
        ("x = [1,\n2)", "Python cannot read line 2: closing parenthesis ')' does not match opening "
         "parenthesis '[' on line 1. Nothing was run. “)” closes here, but the bracket that is "
         "open is “[”, from line 1."),
        ("if 1:\n\tx = 1\n        y = 2", "Python cannot read line 3: "),
        ("if 1:\nx = 1", "Python cannot read line 2: expected an indented block"),
        ("x = 1\nreturn x", "Python cannot read line 2: 'return' outside function."),
        ("x = 1\ny = '\ud800'",
         "Line 2 holds a character that Python cannot read (U+D800): delete it."),
        ("x = 1\0", "Line 1 holds a character that Python cannot read (U+0000): delete it."),
        ("del app", "Your code is asked for `app`, and does not define it."),
        ("x = 1\napp.rout('/')",
         "Line 2 asks for `rout`, and a `Flask` has nothing of that name. Did you mean `route`?"),
        ("x = 1\napp.zzzz",
         "Line 2 asks for `zzzz`, and a `Flask` has nothing of that name."),
        ("session['a']", "The session is not asked for."),
        ("abort\n1 / 0", ""),
        (f"{VIEW}    abort(404)", ""),
        (f"{VIEW}    return 'Saman', 404", ""),
        (f"{VIEW}    return 'Other'", ""),
        ("", "Nothing is written yet."),
    ],
)  # fmt: skip
def test_what_is_said(runner: Runner, code: str, said: str) -> None:
    verdict = graded(runner, step_of(STEP), code)
    assert not verdict.right
    assert verdict.message.startswith(said)
    assert said or not verdict.message


def test_only_who_gave_else_a_condition_reads_of_one(runner: Runner) -> None:
    step, begin = step_of(STEP), "if app:\n    x = 1\n"
    with_condition = graded(runner, step, f"{begin}else app.debug:\n    x = 2").message
    assert "“else” takes none" in with_condition
    assert "“elif”" in with_condition
    for code in ("if app\n    x = 1", f"{begin}else\n    x = 2", f"{begin}else print('x')"):
        message = graded(runner, step, code).message
        assert "Python expects a colon here." in message
        assert "elif" not in message
        assert "condition" not in message


LISTS = """
key: write
kind: code
body: Keep the name.
context: none
starter: pass
solution: |
  app.name = "Saman"
  app.testing = True
checks:
  - value: app.testing
    equals: true
mistakes:
  - source: [app.name, g.name]
    lacks: [app.testing, app.debug]
    example: app.name = g.name
    say: Neither kept nor tested.
    misconception: kept
  - lacks: app.name
    example: x = 1
    say: Nobody has a name.
"""


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("app.name\ng.name", "Neither kept nor tested."),
        ("app.name", ""),
        ("app.name\ng.name\napp.debug", ""),
        ("x = 1", "Nobody has a name."),
    ],
)
def test_all_of_a_list_has_to_be_there_and_none_of_the_other(
    runner: Runner, code: str, said: str
) -> None:
    # No code here is run with a request: only its shape is told.
    message = graded(runner, step_of(LISTS), f"if x := 0:\n{indent(code, '    ')}").message
    assert message == said


@pytest.mark.parametrize("code", ["", "  \n\n"])
def test_who_has_written_nothing_has_made_no_mistake(runner: Runner, code: str) -> None:
    verdict = graded(runner, step_of(LISTS), code)
    assert (verdict.message, verdict.belief) == ("Nothing is written yet.", None)


def test_the_code_as_it_was_given_is_no_belief_of_the_learner(runner: Runner) -> None:
    given = LISTS.replace("starter: pass", "starter: app.name = g.name")
    verdict = graded(runner, step_of(given), "app.name = g.name")
    assert verdict.message.startswith("This is still the code as it was given")
    assert verdict.belief is None


def test_a_step_knows_the_error_behind_a_request_that_failed(runner: Runner) -> None:
    error = "AttributeError: 'Flask' object has no attribute 'stock'"
    known = (
        STEP
        + f"""  - error: "{error}"
    example: pass
    say: An app has no stock.
"""
    )
    verdict = graded(runner, step_of(known), f"{VIEW}    return app.stock")
    assert verdict.message == "An app has no stock."


GUESSED = (
    STEP
    + """  - error: "AssertionError: The setup method"
    example: pass
    say: The app is at work already.
"""
)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (f'{VIEW}    return session["a"]\napp.test_client().get("/books")\napp.get("/late")(books)',
         "The app is at work already."),
        (f'{VIEW}    return session["a"]\nprint(bokks)',
         "Line 4 uses `bokks`, which is not known. Did you mean `books`?"),
        (f'{VIEW}    return session["a"]\nprint(app.bokks)',
         "Line 4 asks for `bokks`, and a `Flask` has nothing of that name."),
        (f'{VIEW}    return session["a"]\n1 / 0', "The session is not asked for."),
        (f'{VIEW}    lambda: session["a"]',
         "The view `books` returns nothing: is a `return` missing?"),
    ],
)  # fmt: skip
def test_what_the_run_shows_comes_before_what_the_code_suggests(
    runner: Runner, code: str, said: str
) -> None:
    assert graded(runner, step_of(GUESSED), code).message == said


FACTORY = """
key: factory
kind: code
body: Write the factory.
context: none
starter: pass
solution: |
  def create_app():
      def helper(): pass
      return Flask("shop")
checks:
  - value: create_app().name
    equals: shop
mistakes:
  - source: Flask(__name__)
    example: |
      def create_app():
          return Flask(__name__)
    say: Name it.
  - source: Flask("late")
    example: |
      def create_app():
          Flask("late")
    say: It is not even given back.
"""


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("Flask(__name__)", "`create_app` returns nothing: is a `return` missing?"),
        ("return Flask(__name__)", "Name it."),
        ('Flask("late")', "It is not even given back."),
        ("def inner(): return 1", "`create_app` returns nothing: is a `return` missing?"),
    ],
)
def test_a_missing_return_is_seen_by_what_it_leads_to(runner: Runner, code: str, said: str) -> None:
    verdict = graded(runner, step_of(FACTORY), f"def create_app():\n    {code}")
    assert verdict.message == said


def test_what_a_passed_check_saw_is_no_mistake(runner: Runner) -> None:
    """A 404 that was asked for says nothing of a route that is missing."""
    checks = "checks:\n  - request: /nowhere\n    status: 404\n  - uses: redirect\n"
    step = step_of(STEP[: STEP.index("checks:")] + checks)
    verdict = graded(runner, step, "tried = True")
    assert [mark.passed for mark in verdict.marks] == [True, False]
    assert not verdict.message


def test_an_error_that_is_raised_by_code_that_ran_is_no_unreadable_line(runner: Runner) -> None:
    verdict = graded(runner, step_of(STEP), 'x = 1\neval("1 +")')
    assert "Nothing was run" not in verdict.message


SLIPS = {
    "if 1 == 1\n    pass": ("expects a colon", "menunggu titik dua"),
    "if 1 == 1:\npass": ("line 1, nothing is indented", "baris 1, tidak ada yang menjorok"),
    "x = 1\n  y = 2": ("no block begins before it", "tidak ada blok yang dimulai sebelumnya"),
    "x = 'Ani\n": ("not closed", "tidak ditutup"),
    "if 1 = 2:\n    pass": ("One “=” stands", "Ada satu “=”"),
    "x = (1": ("“(” is opened", "“(” dibuka"),
    "print(“a”)": ("U+201C", "U+201C"),
    "x y": ("Mostly a bracket", "Biasanya ada tanda kurung"),
}


@pytest.mark.parametrize("code", SLIPS)
def test_what_python_cannot_read_is_told_in_the_language_in_use(runner: Runner, code: str) -> None:
    for spoken, said in zip(("en", "id"), SLIPS[code], strict=True):
        language.use(spoken)
        message = graded(runner, step_of(STEP), code).message
        assert said in message, f"{spoken}: {message}"
        assert re.search(r"(?:baris|line) \d+: .+\. ", message)


def test_quotes_inside_an_f_string_are_told_where_this_python_refuses_them(runner: Runner) -> None:
    message = graded(runner, step_of(STEP), 'd = {"a": 1}\nprint(f"{d["a"]}")').message
    assert ("the same quotes" in message) is (sys.version_info < (3, 12))


HARD = {
    "ten thousand lines": "x = 1\n" * 10_000,
    "one very long line": "x = '" + "a" * 1_000_000 + "'",
    "deeply nested": "x = " + "(" * 500 + ")" * 500,
    "a long chain of attributes": "app" + ".a" * 5_000 + ".app_context",
    "a long sum": "x = 1" + " + 1" * 20_000,
    "names that are not ASCII": "ñandú = 'é'\nprint(ñandú, '日本', '🙂')",
    "an invalid escape": "x = '\\d'",
    "a form feed": "x = 1\n\x0cy = 2",
    "old line ends": "x = 1\r\ny = 2\r\n",
    "lone carriage returns": "x = 1\ry = 2\r",
    "control characters": "x = '\x1b[31m'",
    "half a pair": "\ud800",
    "only blanks": "  \n\t\n",
    "a byte-order mark": "\ufeffx = 1",
    "an exit": "import sys\nsys.exit('bye')",
    "a kill": "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    "deep recursion": "def f(): f()\nf()",
    "a class that hides its name": "class E(Exception):\n    def __str__(self): 1 / 0\nraise E",
}


@pytest.mark.parametrize("name", HARD)
def test_hard_answers_are_answered_in_words(
    runner: Runner, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """Right with the solution before them where they run, wrong in words where they do not."""
    step = step_of(STEP)
    assert isinstance(step, CodeStep)
    alone = graded(runner, step, HARD[name])
    assert not alone.right
    assert not alone.fault
    both = graded(runner, step, step.solution + "\n" + HARD[name])
    assert both.right or both.marks[0].seen
    assert "Traceback" not in alone.message + both.message
    assert capfd.readouterr() == ("", "")


def test_an_endless_loop_is_stopped_and_said(runner: Runner) -> None:
    verdict = graded(runner, step_of(STEP), "while True:\n    pass")
    assert not verdict.right
    assert verdict.marks[0].criterion == "runs to its end"
    # Whichever limit of the run is met first: the clock or the processor's time.
    assert re.match(r"Stopped after \d+ s.* It was at line [12]\.$", verdict.message)
