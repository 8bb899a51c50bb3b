"""A wrong world differs from Flask where it says so, nowhere else, and never fails by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flasktutor import course, course_proofs, paths, world_proofs
from flasktutor.runner.runner import Runner
from flasktutor.worlds import World
from flasktutor.yamlsource import File

HEAD = """format: 1
course: shop
title: A course
ideas:
  - {key: g-dies, title: g dies}
worlds:
"""
GOOD = """  - key: one-g
    idea: g-dies
    belief: g is one
    why: It is not.
    code: |
      from flask import Flask

      one = Flask.app_ctx_globals_class()
      Flask.app_ctx_globals_class = staticmethod(lambda: one)
    shows: |
      from flask import Flask, g

      app = Flask("shop")
      with app.app_context():
          g.city = "Bandung"
      with app.app_context():
          print(g.get("city"))
"""
ABORTS = """  - key: abort-goes-on
    idea: g-dies
    belief: abort goes on
    why: It does not.
    code: |
      import flask

      flask.abort = lambda *args: None
    shows: |
      from flask import abort

      abort(404)
      print("after all")
"""


def worlds(text: str) -> tuple[World, ...]:
    return course.made_of(File(Path("course.yaml"), (HEAD + text).encode())).worlds


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner() as made:
        yield made


def flaws(text: str, runner: Runner) -> list[str]:
    proved = world_proofs.prove(worlds(text), lambda jobs: [runner.run(job) for job in jobs])
    return [f"{issue.line}: {issue.text}" for issue in proved.issues]


def test_worlds_that_are_what_they_say_have_no_flaw(runner: Runner) -> None:
    assert flaws(GOOD + ABORTS, runner) == []


def test_a_world_that_changes_nothing_is_found(runner: Runner) -> None:
    same = GOOD.replace("      Flask.app_ctx_globals_class = staticmethod(lambda: one)\n", "")
    assert flaws(same, runner) == ["15: this program comes out as in Flask itself: 'None'"]


def test_a_world_that_cannot_run_is_found_at_its_line(runner: Runner) -> None:
    broken = GOOD.replace("staticmethod(lambda: one)", "gone")
    (flaw,) = flaws(broken, runner)
    assert flaw.startswith("15: the world does not run by itself: ")
    assert "gone" in flaw


def test_a_world_that_fails_in_a_program_is_found_at_its_line(runner: Runner) -> None:
    fails = GOOD.replace("lambda: one", "lambda: 1 / 0")
    (flaw,) = flaws(fails, runner)
    assert flaw.startswith("15: the world fails by itself in the program of `one-g`: ")


SHOP = """  - key: says-more
    idea: g-dies
    belief: get says more
    why: It does not.
    code: |
      from flask import Flask

      def full_dispatch_request(self, *args):
          return self.make_response("more")

      Flask.full_dispatch_request = full_dispatch_request
    shows: |
      from flask import Flask

      app = Flask("shop")

      @app.route("/")
      def home():
          return "tea"

      print(app.test_client().get("/").text)
"""
FAILS = '          return self.make_response("more")\n'


@pytest.mark.parametrize(
    ("of_world", "of_program"),
    [
        ("1 / 0", ""),
        ("try:\n              1 / 0\n          finally:\n              pass", ""),
        (
            "1 / 0",
            "@app.errorhandler(Exception)\n      def caught(error):\n          return 'oh'\n",
        ),
        ("1 / 0", "app.testing = True\n"),
        (
            "import threading\n"
            "          def work():\n              1 / 0\n"
            "          threading.Thread(target=work).start()\n"
            '          return self.make_response("more")',
            "",
        ),
    ],
    ids=["a 500", "behind finally", "caught by a handler", "passed on", "in a thread"],
)
def test_a_world_that_fails_unseen_is_found_at_its_line(
    of_world: str, of_program: str, runner: Runner
) -> None:
    assert flaws(SHOP, runner) == []
    fails = SHOP.replace(FAILS, f"          {of_world}\n")
    fails = fails.replace('      @app.route("/")', f'      {of_program}\n      @app.route("/")')
    (flaw,) = flaws(fails, runner)
    number = next(n for n, line in enumerate((HEAD + fails).split("\n"), 1) if "1 / 0" in line)
    told = "the world fails by itself in the program of `says-more`: ZeroDivisionError: "
    assert flaw.startswith(f"{number}: {told}")


def test_a_world_that_fails_unseen_in_the_program_of_another_is_found(runner: Runner) -> None:
    ends = FAILS + "          \n"
    fails = SHOP.replace(
        FAILS, '          try:\n              undone()\n          except ZeroDivisionError:\n'
        '              pass\n' + FAILS).replace(
        "      def full", "      def undone():\n          1 / 0\n\n      def full")  # fmt: skip
    assert ends not in fails
    other = SHOP.replace("says-more", "says-too").replace(
        "idea: g-dies", "idea: g-dies\n    beside: [says-more]"
    )
    found = flaws(
        other + fails.replace("idea: g-dies", "idea: g-dies\n    beside: [says-too]"), runner
    )
    assert len(found) == 2
    assert all("the world fails by itself in the program of" in flaw for flaw in found)


def test_what_a_world_handles_by_itself_is_no_fault(runner: Runner) -> None:
    handles = SHOP.replace(
        FAILS,
        "          try:\n              1 / 0\n          except ZeroDivisionError:\n"
        "              pass\n          hasattr(Odd(), 'x')\n          list(one())\n" + FAILS,
    ).replace(
        "      def full",
        "      class Odd:\n          def __getattr__(self, name):\n"
        "              raise AttributeError(name)\n\n"
        "      def one():\n          yield 1\n\n      def full",
    )
    assert flaws(handles, runner) == []


def test_a_world_that_goes_on_for_ever_is_found(runner: Runner) -> None:
    loops = SHOP.replace(FAILS, "          while True:\n              pass\n")
    (flaw,) = flaws(loops, runner)
    told = "in the world the program of `says-more` does not come to an outcome"
    # A busy machine gives it no two seconds of its own before ten of the wall are over.
    assert flaw in [f"11: {told}: out of {what}" for what in ("time", "computing time")]


def test_a_program_that_goes_on_for_ever_is_found(runner: Runner) -> None:
    (flaw,) = flaws(GOOD + SHOP + "      while True:\n          pass\n", runner)
    told = "in Flask itself this program does not come to an outcome"
    assert any(flaw.endswith(f"{told}: out of {what}") for what in ("time", "computing time"))


def test_a_world_that_changes_the_program_of_another_has_to_name_it(runner: Runner) -> None:
    other = GOOD.replace("one-g", "also-one")
    (first, second) = flaws(GOOD + other, runner)
    assert "the program of `also-one` comes out otherwise here, too: 'Bandung', not 'None'" in first
    assert "the program of `one-g` comes out otherwise here, too" in second
    beside = "    idea: g-dies\n    beside: [{}]\n"
    named = GOOD.replace("    idea: g-dies\n", beside.format("also-one"))
    assert flaws(named + other.replace("    idea: g-dies\n", beside.format("one-g")), runner) == []


def test_a_world_that_is_named_beside_has_to_be_changed(runner: Runner) -> None:
    named = GOOD.replace("    idea: g-dies\n", "    idea: g-dies\n    beside: [abort-goes-on]\n")
    (flaw,) = flaws(named + ABORTS, runner)
    assert "the program of `abort-goes-on` comes out as in Flask itself" in flaw


def test_what_one_program_leaves_behind_does_not_reach_the_next(runner: Runner) -> None:
    leaves = ABORTS.replace("abort(404)\n", "app.app_context().push()\n      abort(404)\n").replace(
        "from flask import abort\n", 'from flask import Flask, abort\n\n      app = Flask("left")\n'
    )
    assert flaws(leaves + GOOD, runner) == []


def test_a_world_of_the_name_of_one_of_ours_is_found(tmp_path: Path) -> None:
    ours = course.course(Path(paths.own_lessons()))
    assert ours is not None
    key = ours.worlds[0].key
    text = HEAD + GOOD.replace("one-g", key)
    read = course.made_of(File(Path("course.yaml"), text.encode()))
    (issue,) = course_proofs.of_course(read, tmp_path)
    assert f"flasktutor's own course has a world `{key}`" in issue.text
    assert issue.line == 7
    assert not list(course_proofs.of_course(ours, Path(paths.own_lessons())))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GOOD + GOOD, "24: another world is called `one-g` already"),
        (
            GOOD.replace("idea: g-dies", "idea: g-dyes"),
            "8: the course knows no idea `g-dyes`. Did you mean `g-dies`?",
        ),
        (GOOD.replace("why:", "beside: [two-g]\n    why:"), "10: there is no other world `two-g`"),
        (GOOD.replace("why:", "beside: [one-g]\n    why:"), "10: there is no other world `one-g`"),
    ],
    ids=["two of one name", "no such idea", "no such world", "beside itself"],
)
def test_a_name_that_leads_nowhere_is_found_at_its_line(
    text: str, told: str, tmp_path: Path
) -> None:
    read = course.made_of(File(Path("course.yaml"), (HEAD + text).encode()))
    (issue,) = course_proofs.of_course(read, tmp_path)
    assert f"{issue.line}: {issue.text}" == told
