"""What is said of a name that is not known: what was meant, before any belief."""

from __future__ import annotations

import pytest

from flasktutor.runner.runner import Runner
from tests.reading import graded, step_of
from tests.test_mistakes import STEP

SETUP = "from flask import Flask\n\nshelf = Flask('shelf')\n_private = 1\n"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("print(shlef.name)", "Line 1 uses `shlef`, which is not known. Did you mean `shelf`?"),
        ("def show():\n    total = 1\n    return totl\n\nshow()",
         "Line 3 uses `totl`, which is not known. Did you mean `total`?"),
        ("[titel for title in 'ab']",
         "Line 1 uses `titel`, which is not known. Did you mean `title`?"),
        ("lenn('a')", "Line 1 uses `lenn`, which is not known. Did you mean `len`?"),
        ("print(shlef)\nprint(sheflf)",
         "Line 1 uses `shlef`, which is not known. Did you mean `shelf`?"),
        ("print(app)", "Line 1 uses `app`, which was never defined or imported."),
        ("print(self.name)", "Line 1 uses `self`, which was never defined or imported."),
        ("print(request)", "“request” is used, but was never imported in this file."),
        ("print(later)\nlater = 1",
         "Line 1 uses `later` before it has a value, or outside the function that gives it one."),
        ("def f():\n    inner = 1\n\nf()\nprint(inner)",
         "Line 5 uses `inner` before it has a value, or outside the function that gives it one."),
        ("print(latre)\nlater = 1",
         "Line 1 uses `latre`, which is not known. Did you mean `later`?"),
        ("print(private)",
         "Line 1 uses `private`, which is not known. Did you mean `_private`?"),
        ("print(map_)", "Line 1 uses `map_`, which is not known. Did you mean `map`?"),
        ("print(" + "a" * 5_000 + ")", "Line 1 uses `aaa"),
        ("globals().update({f'n{i}': i for i in range(100_000)})\nshlef",
         "Line 2 uses `shlef`, which is not known. Did you mean `shelf`?"),
        ("globals()[1] = 2\nshlef",
         "Line 2 uses `shlef`, which is not known. Did you mean `shelf`?"),
    ],
)  # fmt: skip
def test_the_nearest_name_is_one_that_was_known_where_it_happened(
    runner: Runner, code: str, said: str
) -> None:
    """Also a name that only the lesson's setup defines, or Python itself."""
    verdict = graded(runner, step_of(STEP), code, SETUP)
    assert verdict.message.startswith(said)


def test_the_app_that_was_made_for_the_snippet_is_known(runner: Runner) -> None:
    step = step_of(STEP.replace("context: none\n", ""))
    verdict = graded(runner, step, "appp.name")
    assert verdict.message == "Line 1 uses `appp`, which is not known. Did you mean `app`?"


IN_A_FILE = """
from pathlib import Path
Path("orders.py").write_text(
    "from flask import Blueprint\\n"
    "orders = Blueprint('orders', __name__)\\n"
    "@orders.get('/books')\\n"
    "def books():\\n"
    "    return NAME.name\\n"
)
from orders import orders
app.register_blueprint(orders)
"""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("app", "Line 5 of orders.py uses `app`, which is not known there. "
                "Where the app is not made, `current_app` of `flask` stands for it."),
        ("current_app",
         "Line 5 of orders.py uses `current_app`, which is not defined or imported there."),
    ],
)  # fmt: skip
def test_a_name_is_missing_in_the_file_that_uses_it(runner: Runner, name: str, said: str) -> None:
    verdict = graded(runner, step_of(STEP), IN_A_FILE.replace("NAME", name))
    assert verdict.message == said


LACKING = """
key: limit
kind: code
body: Say the limit of the app that answers.
context: none
starter: pass
solution: |
  app.config["LIMIT"] = "3"
  @app.get("/limit")
  def limit():
      return current_app.config["LIMIT"]
checks:
  - request: /limit
    body: "3"
mistakes:
  - source: shop.config[_]
    example: |
      @app.get("/limit")
      def limit():
          return shop.config["LIMIT"]
    say: The view cannot see that name.
    misconception: circle
  - lacks: current_app
    example: |
      @app.get("/limit")
      def limit():
          return app.config["LIMIT"]
    say: The view has not found out which app answers.
    misconception: circle
"""
KNOWN_ERROR = """  - error: "NameError: name 'the_app'"
    example: the_app
    say: There is no such name.
"""
LIMIT = '@app.get("/limit")\ndef limit():\n    return '


@pytest.mark.parametrize(
    ("code", "said", "belief"),
    [
        (f'{LIMIT}curent_app.config["LIMIT"]',
         "Line 3 uses `curent_app`, which is not known. Did you mean `current_app`?", None),
        (f'{LIMIT}curent_app.name + shop.config["LIMIT"]',
         "Line 3 uses `curent_app`, which is not known. Did you mean `current_app`?", None),
        ('name = curent_app.name',
         "Line 1 uses `curent_app`, which is not known. Did you mean `current_app`?", None),
        (f'{LIMIT}the_app.config["LIMIT"]', "There is no such name.", None),
        (f'{LIMIT}shop.config["LIMIT"]', "The view cannot see that name.", "circle"),
        (f'{LIMIT}app.config["LIMIT"]', "The view has not found out which app answers.", "circle"),
    ],
)  # fmt: skip
def test_a_misspelt_name_is_no_mistake_that_does_not_know_it(
    runner: Runner, code: str, said: str, belief: str | None
) -> None:
    verdict = graded(runner, step_of(LACKING + KNOWN_ERROR), code)
    assert (verdict.message, verdict.belief) == (said, belief)


BLANK = """
key: key
kind: fill
body: Give the app its key.
context: none
code: |
  ____.secret_key = "s3cret"
  print(app.config["SECRET_KEY"])
accept:
  - [app]
prints: s3cret
mistakes:
  - lacks: app.secret_key
    example: |
      current_app.secret_key = "s3cret"
      print(app.config["SECRET_KEY"])
    say: A session needs a key.
    misconception: needs-key
"""


def test_nor_is_one_that_was_typed_into_a_blank(runner: Runner) -> None:
    step = step_of(BLANK)
    verdict = graded(runner, step, ("ap",))
    said = "Line 1 uses `ap`, which is not known. Did you mean `app`?"
    assert (verdict.message, verdict.belief) == (said, None)
    assert graded(runner, step, ("request",)).belief == "needs-key"


@pytest.mark.parametrize(
    ("code", "meant"),
    [("ap.get('/')", "app"), ("jsonfy('a')", "jsonify"), ("reqest.args", "request")],
)
def test_what_is_meant_is_rather_of_the_app_than_of_python(
    runner: Runner, code: str, meant: str
) -> None:
    """`map` and `app` are equally like `ap`."""
    assert f"Did you mean `{meant}`?" in graded(runner, step_of(STEP), code).message


def test_a_name_of_flask_that_nobody_imported_is_no_misspelt_one(runner: Runner) -> None:
    message = graded(runner, step_of(STEP), "stream_template('a')").message
    assert message == "Line 1 uses `stream_template`, which was never defined or imported."
