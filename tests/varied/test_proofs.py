"""`lessons check` says what is wrong with varied questions: where, and with which seed."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from flasktutor import audit
from flasktutor.varied_proofs import USUAL, Seeds
from tests.process import flasktutor
from tests.varied import shop

pytestmark = pytest.mark.sweep
Change = tuple[str, str]
THREE = Seeds(3)


def flaws(folder: Path, text: str, seeds: Seeds = THREE) -> list[str]:
    """What is said of the course with that question, each with its line."""
    path = shop.written(folder, text)
    found = audit.audit([path], seeds=seeds)
    return [f"{issue.line} {issue.text}" for issue in found.issues]


def changed(text: str, *changes: Change) -> str:
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def test_good_ones_have_no_flaw_and_show_an_example(tmp_path: Path) -> None:
    path = shop.written(tmp_path, shop.NESTED, shop.BLANK)
    found = audit.audit([path], seeds=Seeds(4))
    assert found.issues == ()
    assert [step.key for step in found.examples] == ["nested", "blank"]
    # Each seed: Flask, and two worlds.
    assert found.runs >= 2 * 4 * 3


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([("{{ price }}", "{{ prize }}")], "`vary` has no value `prize`"),
        ([("  price:", "  cost: [1, 2]\n  price:")], "`cost` is used nowhere"),
        ([("first-app", "first-ap")], "the course has no world `first-ap`"),
        ([("{% endfor %}", "{% endif %}")], "`nested`: `{% endif %}` has no begin here"),
        ([("{{ price }})", "{{ price }}")], "what comes out is no Python"),
        ([("worlds: [one-g, first-app]", "worlds: [one-g]"),
          ("  - world: first-app\n    why: The inner block pushed {{ inner }}.\n",
           "  - world: one-g\n    why: No.\n")], "seed 0: wrong options: 1"),
        ([("depth: {levels: [1, 1, 2]}", "depth: {levels: [1, 9, 2]}")], "seed 1: code, words"),
        ([('print(current_app.name, g.get("name"), {{ price }})',
           'print(current_app.name, g.get("name"), {{ price }}, "a long word for a long line")')],
         "is longer than 76 columns"),
        ([('print(current_app.name, g.get("name"), {{ price }})', "print({{ price }})")],
         "seed 0: wrong options: 0"),
        ([("      {% for n in range(depth) %}",
           "      while {{ depth }} == 2:\n          pass\n      {% for n in range(depth) %}")],
         "seed 2: "),
        ([("{{ price }}", "{{ price.__class__ }}")], "`.__class__` may not stand in a template"),
        ([("[cafe, library]", "[cafe, cafe]")], "the same value stands here twice"),
        ([("  inner: ", "  in: [1, 2]\n  inner: ")], "`in` is no name for a value"),
        ([("context: none\n", "context: none\nchoices:\n  - {output: a, why: b}\n")],
         "with `vary` the outcomes come by running"),
    ],
)  # fmt: skip
def test_a_flaw_is_said_with_its_line_and_seed(
    tmp_path: Path, changes: list[Change], said: str
) -> None:
    found = flaws(tmp_path, changed(shop.NESTED, *changes))
    assert any(said in flaw for flaw in found), found
    text = (tmp_path / "names.yaml").read_text("utf-8")
    lines = text.split("\n")
    start = next(n for n, line in enumerate(lines, 1) if "key: nested" in line)
    assert all(start <= int(flaw.split()[0]) <= len(lines) for flaw in found)


AT_PRICE = [
    ("{{ price|title }}", "`nested`: there is no filter `title`."),
    ("{{ price is funny }}", "`nested`: there is no test `funny`."),
    ("{{ prize }}", "`nested`: `vary` has no value `prize`. Did you mean `price`?"),
    ("{{ price.x }}", "`nested`: `.x` may not stand in a template"),
    ("{{ price % 0 }}", "`nested`, seed 0: the rest of a division by 0 is asked for"),
    ("{{ price + inner }}", "`nested`, seed 0: a number and a text do not go together here"),
    ("{{ name[7] }}", "`nested`, seed 0: there is no `[7]` in this value"),
    ("{{ inner['__class__'] }}", "`nested`, seed 0: `__class__` of a value may not be looked at"),
    ("{{ price }} {{ price }}", "`nested`, seed 0: what comes out is no Python"),
    ("{{ price }}, 'a word that makes its line long'",
     "`nested`, seed 0: line 7 is longer than 76 columns"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), AT_PRICE)
def test_a_fault_of_a_template_is_said_at_its_line(tmp_path: Path, text: str, said: str) -> None:
    # The value is used elsewhere, too: else it would be said that it is not.
    used = ('Flask("{{ inner }}")', 'Flask("{{ inner }}")  # {{ price }}')
    put = ('get("name"), {{ price }})', f'get("name"), {text})')
    found = flaws(tmp_path, changed(shop.NESTED, used, put))
    lines = (tmp_path / "names.yaml").read_text("utf-8").split("\n")
    at = next(n for n, line in enumerate(lines, 1) if f'get("name"), {text}' in line)
    assert any(flaw.startswith(f"{at} {said}") for flaw in found), found


def test_a_fault_in_each_text_is_said_where_it_stands(tmp_path: Path) -> None:
    hints = (
        "hints:\n  - Look.\n  - Look at {{ price|title }}.\nafter: |\n  That.\n  {{ inner % 0 }}"
    )
    whys = "why: The inner block pushed {{ inner }}."
    text = changed(shop.NESTED, ("after: That was {{ inner }}.", hints),
                   (whys, "why: |\n      First.\n      {% if %}"))  # fmt: skip
    found = flaws(tmp_path, text)
    lines = (tmp_path / "names.yaml").read_text("utf-8").split("\n")
    places = [next(n for n, line in enumerate(lines, 1) if part in line)
              for part in ("{% if %}", "|title")]  # fmt: skip
    assert [int(flaw.split()[0]) for flaw in found] == places


def test_a_fault_does_not_keep_the_rest_from_being_checked(tmp_path: Path) -> None:
    path = shop.written(tmp_path, shop.NESTED.replace("{{ price }})", "{{ price|title }})"))
    done = flasktutor("lessons", "check", str(path), "--trust", home=tmp_path / "home")
    assert done.returncode == 1
    assert "there is no filter `title`" in done.stdout
    assert "1 lesson (en), " in done.stdout
    assert done.stderr == ""


def test_the_end_of_a_body_of_lines_takes_no_row(tmp_path: Path) -> None:
    one, three = "body: What does it print of {{ inner }}?\n", "body: |\n  One.\n  Two.\n  Three.\n"
    full = changed(shop.NESTED, (one, three))
    assert flaws(tmp_path, full) == []
    assert "19 rows" in flaws(tmp_path, full.replace("One.\n", "One.\n  More.\n"))[0]


def test_a_world_that_breaks_a_program_is_named(tmp_path: Path) -> None:
    shop.written(tmp_path, shop.NESTED)
    broken = shop.COURSE.replace(
        "      real, first = flask.current_app, []\n",
        "      real, first = flask.current_app, []\n"
        "      real_g, flask.Flask.app_context = flask.g, lambda self: 1 / 0\n",
    )
    assert broken != shop.COURSE
    (tmp_path / "course.yaml").write_text(broken, "utf-8")
    found = [issue.text for issue in audit.audit([tmp_path / "names.yaml"], seeds=Seeds(1)).issues]
    assert any("in the world `first-app` it does not come to an outcome" in one for one in found)


def test_a_world_that_breaks_a_program_is_named_where_all_are_asked(tmp_path: Path) -> None:
    text = changed(shop.NESTED, ("worlds: [one-g, first-app]\n", ""))
    path = shop.written(tmp_path, text)
    fails = shop.COURSE.replace("lambda: first[0] if", "lambda: 1 / 0 if")
    assert fails != shop.COURSE
    (tmp_path / "course.yaml").write_text(fails, "utf-8")
    found = [str(issue) for issue in audit.audit([path], seeds=Seeds(1)).issues]
    told = "in the world `first-app` it does not come to an outcome: ZeroDivisionError"
    assert any(told in one for one in found), found


def test_courses_that_are_checked_together_say_nothing_of_one_another(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, other = shop.written(tmp_path / "a"), shop.written(tmp_path / "b")
    assert audit.audit([one, other], seeds=Seeds(1)).issues == ()


@pytest.mark.parametrize(
    "chance",
    ["__import__('random').random()", "__import__('time').time_ns()", "id(app)", "hash('x')"],
)
def test_a_program_that_comes_out_otherwise_each_time_is_named(tmp_path: Path, chance: str) -> None:
    text = changed(shop.BLANK, ("print(g.city)", f"print(g.city, {chance})"))
    found = flaws(tmp_path, text, Seeds(2))
    assert [flaw.split(" ", 1)[1] for flaw in found] == [
        "`blank`, seed 0: run once more, the program comes out otherwise"
    ]


def test_a_world_that_always_agrees_is_named(tmp_path: Path) -> None:
    third = shop.COURSE + textwrap.indent(
        "- key: nothing\n  idea: g-dies\n  belief: nothing\n  why: x\n  code: |\n    pass\n"
        "  shows: |\n    print(1)\n",
        "  ",
    )
    text = changed(shop.NESTED, ("[one-g, first-app]", "[one-g, first-app, nothing]"))
    path = shop.written(tmp_path, text)
    (tmp_path / "course.yaml").write_text(third, "utf-8")
    said = [issue.text for issue in audit.audit([path], seeds=USUAL).issues]
    assert any("the world `nothing` foresees what Flask does, with all 20 seeds" in s for s in said)


def test_a_lesson_without_a_course_has_no_wrong_options(tmp_path: Path) -> None:
    path = shop.written(tmp_path, shop.NESTED)
    (tmp_path / "course.yaml").unlink()
    said = [issue.text for issue in audit.audit([path], seeds=Seeds(2)).issues]
    assert any("wrong options come from the worlds of a course" in one for one in said)


def test_only_questions_that_vary_can_be_practised(tmp_path: Path) -> None:
    plain = "key: plain\nkind: text\nbody: Hello.\n"
    assert any("only questions with `vary`" in flaw for flaw in flaws(tmp_path, plain))


def test_one_program_is_shown_on_request(tmp_path: Path) -> None:
    path = shop.written(tmp_path, shop.NESTED, shop.BLANK)
    done = flasktutor(
        "lessons", "check", str(path), "--trust", "--seed", "4", home=tmp_path / "home"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "-- nested --" in done.stdout
    assert "    ← Flask\n" in done.stdout
    assert "    ← one-g\n" in done.stdout
    assert "(something else)" in done.stdout


def test_the_program_is_shown_in_the_language_in_use(tmp_path: Path) -> None:
    path = shop.written(tmp_path, shop.BLANK)
    words = (
        shop.HEAD.split("summary")[0]
        + "language: id\npractice:\n  blank:\n    body: Isi {{ city }}.\n"
    )
    path.with_suffix(".id.yaml").write_text(words, "utf-8")
    asked = ("--lang", "id", "lessons", "check", str(path), "--trust", "--seed", "4")
    done = flasktutor(*asked, home=tmp_path / "home")
    assert "-- blank --\nIsi " in done.stdout, done.stdout + done.stderr
    assert "{{" not in done.stdout


CLASH = """\
key: clash
kind: fill
context: none
vary:
  one: [tea, rice, soup]
  other: [tea, rice, soup]
  food: [tea, rice, soup]
body: Fill it in for {{ food }}.
code: |
  from flask import Flask

  app = Flask("{{ one }}")

  def {{ one }}():
      return "{{ food }}"

  def {{ other }}():
      return 2

  print({{ one }}(), ____)
accept: [1]
"""


def test_two_values_that_are_one_name_are_said_with_the_seed(tmp_path: Path) -> None:
    found = flaws(tmp_path, CLASH, Seeds(9))
    lines = (tmp_path / "names.yaml").read_text("utf-8").split("\n")
    at = next(n for n, line in enumerate(lines, 1) if "def {{ other }}" in line)
    assert found
    for flaw in found:
        assert re.fullmatch(
            rf"{at} `clash`, seed \d: `one` and `other` are both `(tea|rice|soup)`, "
            r"and the program binds it twice", flaw
        ), flaw  # fmt: skip
    apart = changed(CLASH, ("  one: [tea, rice, soup]\n  other: [tea, rice, soup]\n",
                            "  both: {pick: 2, of: [tea, rice, soup]}\n"),
                    ("{{ one }}", "{{ both[0] }}"), ("{{ other }}", "{{ both[1] }}"))  # fmt: skip
    assert flaws(tmp_path, apart, Seeds(9)) == []


def test_ideas_of_a_lesson_without_a_course_are_said_to_be_none(tmp_path: Path) -> None:
    path = shop.written(tmp_path)
    lesson = path.read_text("utf-8").replace("kind: text\n", "kind: text\n    teaches: [g-dies]\n")
    path.write_text(lesson, "utf-8")
    assert audit.audit([path]).issues == ()
    (tmp_path / "course.yaml").unlink()
    (issue,) = audit.audit([path]).issues
    line = lesson.split("\n").index("    teaches: [g-dies]") + 1
    told = "nothing knows the idea `g-dies`: ideas stand in course.yaml, which is missing"
    assert (issue.line, told in issue.text) == (line, True)
    (tmp_path / "course.yaml").write_text("format: 1\ncourse: shop\ntitle: A\nideas: []\n", "utf-8")
    (issue,) = audit.audit([path]).issues
    assert issue.text == "course.yaml knows no idea `g-dies`"


def test_a_drill_says_why_a_question_is_not_asked(tmp_path: Path) -> None:
    folder = tmp_path / "course"
    folder.mkdir()
    shop.written(folder, shop.NESTED.replace("{{ price }}", "{{ price|title }}"))
    asked = ("--plain", "--lessons", str(folder), "drill", "app-changes", "--trust")
    done = flasktutor(*asked, home=tmp_path / "home", text="q\n")
    told = "`shop/names/nested` cannot be asked: there is no filter `title`."
    assert told in " ".join((done.stdout + done.stderr).split()), done.stdout + done.stderr


def test_seeds_and_seed_are_not_given_together(tmp_path: Path) -> None:
    done = flasktutor("lessons", "check", "--seeds", "2", "--seed", "4", home=tmp_path / "home")
    assert done.returncode == 2
    assert "not both" in done.stderr
