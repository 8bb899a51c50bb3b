"""What authors of lessons slip on is said where it stands, with what to type instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from flasktutor import audit, course, lesson
from flasktutor.errors import TutorError
from flasktutor.steps.code import CodeStep

HEAD = """\
format: 1
lesson: x
title: A lesson
summary: What it is about.
setup: |
  from flask import Flask, request

  app = Flask("shop")
steps:
"""
RUN = "- key: a\n  kind: run\n  body: Run it.\n  context: none\n"
CODE = "- key: a\n  kind: code\n  body: Write it.\n  context: none\n"


def said(folder: Path, steps: str, *, head: str = HEAD) -> list[str]:
    """What reading a lesson with these steps says, with its lines as the steps count them."""
    path = folder / "x.yaml"
    path.write_text(head + steps, "utf-8")
    above = head.count("\n")
    return [f"{i.line - above}:{i.column} {i.text}" for i in sorted(lesson.read(path)[1])]


JOINED = "these lines become one: put `|` behind the `:`, and them below, deeper"
CUT = "the text ends here, for ` #` begins a comment; put the whole in quotes"
BRACKET = "one value is expected here: put a text that begins with a bracket in quotes"


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("- key: a\n  kind: text\n  body: See issue #3 of it.\n", ["3:19 " + CUT]),
        (RUN + "  code: print(1) # one\n  prints: 1\n", ["5:18 " + CUT]),
        (RUN + "  code: print(1)\n  prints: a #b\n", ["6:13 " + CUT]),
        (RUN + "  code:\n    x = 1\n    print(x)\n  prints: 1\n", ["6:5 " + JOINED]),
        (RUN + '  code: "x = 1\n    print(x)"\n  prints: 1\n', ["5:9 " + JOINED]),
        (RUN + '  code: "x = 1\\n\\\n    print(x)"\n  prints: 1\n', []),
        (RUN + "  code: >\n    x = 1\n    print(x)\n  prints: 1\n", ["5:9 " + JOINED]),
        (RUN + "  code: print(1)\n  prints:\n    1\n    2\n", ["7:5 " + JOINED]),
        (RUN + "  code: print({})\n  prints: {'a': [(1, 2)]}\n", ["6:11 " + BRACKET]),
        (
            CODE + '  starter:\n    @app.get("/")\n  solution: x = 1\n  checks:\n    - prints: 1\n',
            ["6:5 a text cannot begin with “@”: put `|` behind the `:` of the line above"],
        ),
        (
            RUN.replace("none", "nothing") + "  code: print(1)\n  prints: 1\n",
            [
                "4:12 one of these is expected here: "
                "none, app, request, /books?page=2, POST /books",
            ],
        ),
    ],
)
def test_a_slip_is_said_where_it_is(tmp_path: Path, steps: str, expected: list[str]) -> None:
    assert said(tmp_path, steps) == expected


def test_a_comment_beside_what_is_no_text_is_fine(tmp_path: Path) -> None:
    head = HEAD.replace("lesson: x\n", "lesson: x   # as the file\nminutes: 5 # or so\n")
    assert said(tmp_path, "- key: a # stays\n  kind: text\n  body: Read it.\n", head=head) == []


def test_an_empty_hint_is_refused(tmp_path: Path) -> None:
    steps = CODE + '  starter: x\n  solution: print(1)\n  checks:\n    - prints: "1"\n'
    blank = "this text of `hints` is empty; write it, or take it away"
    told = said(tmp_path, steps + '  hints:\n    - ""\n    -\n    - Look.\n')
    assert [text.partition(" ")[2] for text in told] == [blank, blank]


def test_a_quote_that_is_not_closed_is_said_where_it_opened(tmp_path: Path) -> None:
    """Each step is read by itself, so one quote hides no fault of another step."""
    steps = (
        '- key: a\n  kind: text\n  body: "Not closed\n'
        '- key: b\n  kind: text\n  body: "Closed."\n'
        "- key: c\n  kind: text\n  body: [open\n"
    )
    assert [text.split(":")[0] for text in said(tmp_path, steps)] == ["3", "9"]
    assert said(tmp_path, steps)[0] == "3:9 this quote is never closed"


def test_a_quote_that_the_next_one_ends_is_said_where_it_opened(tmp_path: Path) -> None:
    steps = '- key: a\n  kind: text\n  body: "Not closed\n  after: "Closed."\n'
    text = "this quote is not closed on its line, and the next one ended it"
    assert said(tmp_path, steps) == [f"3:9 {text}"]


ORDER = """\
- key: a
  kind: order
  body: Order them.
  context: none
  lines: |
    with app.app_context():
        print(app.name)
  distractors: |{number}
        print(app)
  prints: shop
"""


def test_a_distractor_that_lost_its_indentation_is_told(tmp_path: Path) -> None:
    (told,) = said(tmp_path, ORDER.format(number=""))
    assert told.startswith("8:16 `|` takes away how far these lines stand in")
    assert "write `|2`" in told


def test_the_number_that_is_named_keeps_it(tmp_path: Path) -> None:
    assert said(tmp_path, ORDER.format(number="2")) == []


def test_what_is_pushed_needs_an_app_that_stands_there(tmp_path: Path) -> None:
    """No hidden app proves that "this app has no secret key"."""
    steps = RUN.replace("none", "app") + (
        "  setup: false\n  code: |\n    from flask import Flask, current_app\n"
        '    app = Flask("x")\n    app.secret_key = "dev"\n    print(current_app.secret_key)\n'
        "  prints: None\n"
    )
    assert said(tmp_path, steps) == [
        "4:12 no setup stands before this code, so there is no `app` to push it on"
    ]
    said(tmp_path, steps.replace("  context: app\n", ""))
    (told,) = audit.audit([tmp_path / "x.yaml"]).issues
    assert "RuntimeError: Working outside of application context." in told.text


def test_a_setup_without_an_app_is_told(tmp_path: Path) -> None:
    head = HEAD.replace('app = Flask("shop")', "pass")
    assert (
        said(tmp_path, RUN.replace("none", "app") + "  code: x = 1\n  prints: ''\n", head=head)
        == []
    )
    (told,) = audit.audit([tmp_path / "x.yaml"]).issues
    assert "the setup makes no `app`" in told.text


def issues(folder: Path) -> list[str]:
    return [f"{i.path.name} {i.text}" for i in audit.audit(course.gather([folder])).issues]


def test_files_with_other_names_are_told(tmp_path: Path) -> None:
    assert said(tmp_path, "- key: a\n  kind: text\n  body: Read it.\n") == []
    (tmp_path / "x.id.yml").write_text("format: 1\n")
    (tmp_path / "x.jv.yaml").write_text("format: 1\n")
    (tmp_path / "docker-compose.yml").write_text("services: {}\n")
    assert issues(tmp_path) == [
        "x.id.yml Lesson files end in `.yaml`: rename `x.id.yml` to `x.id.yaml`.",
        "x.jv.yaml flasktutor does not speak `jv`, so nobody would see this; it speaks en, id",
    ]


@pytest.mark.parametrize(("name", "hint"), [("x.yml", "rename"), ("x.id.yaml", "language: id")])
def test_a_file_that_alone_is_no_lesson_is_told(tmp_path: Path, name: str, hint: str) -> None:
    (tmp_path / name).write_text("format: 1\n")
    for where in (tmp_path, tmp_path / name):
        with pytest.raises(TutorError) as told:
            course.gather([where])
        assert hint in told.value.hint


def test_a_course_file_stands_for_its_folder(tmp_path: Path) -> None:
    said(tmp_path, "- key: a\n  kind: text\n  body: Read it.\n")
    (tmp_path / "course.yaml").write_text("format: 1\ncourse: c\ntitle: C\nlessons: [x]\n")
    assert course.gather([tmp_path / "course.yaml"]) == [tmp_path / "x.yaml"]


def test_checks_that_read_the_same_are_told_apart_or_refused(tmp_path: Path) -> None:
    steps = CODE + (
        "  starter: x\n  solution: print(1)\n  checks:\n"
        "    - request: [{path: /login, method: POST, form: {user: Ayu}}, /]\n      body: Ayu\n"
        "    - request: [{path: /login, method: POST, form: {user: Budi}}, /]\n      body: Ayu\n"
    )
    assert said(tmp_path, steps) == []
    read, _issues = lesson.read(tmp_path / "x.yaml")
    assert read is not None
    (step,) = read.steps
    assert isinstance(step, CodeStep)
    first, second = (each.criterion() for each in step.checks)
    assert "user=Ayu" in first
    assert "user=Budi" in second
    assert said(tmp_path, steps.replace("Budi", "Ayu"))[0].startswith("10:7 this check reads as")
