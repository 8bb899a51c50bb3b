"""Requests of lessons: uploads, redirects that are followed, what an answer must not hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from flasktutor import audit, lesson
from flasktutor.snippets import ContextSpec, Upload

LESSON = """\
format: 1
lesson: x
title: X
summary: X.
setup: |
  from flask import Flask, redirect, request

  app = Flask("shop")
steps:
  - key: up
    kind: code
    body: Take a cover.
    context: none
    starter: |
      @app.post("/covers")
      def cover(): ...
    solution: |
      @app.post("/covers")
      def cover():
          sent = request.files["cover"]
          app.config["SAVED"] = f"{request.form['title']}: {sent.filename}, {sent.read().decode()}"
          return redirect("/done")

      @app.get("/done")
      def done():
          return app.config["SAVED"]
    checks:
      - request:
          path: /covers
          method: POST
          form: {title: Saman}
          files:
            cover: {name: cover.txt, text: A cat. ž}
        follow: true
        body: "Saman: cover.txt, A cat. ž"
        lacks: [dog, secret]
      - request: /covers
        status: 405
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "x.yaml"
    path.write_text(LESSON, "utf-8")
    return path


def test_an_upload_is_sent_and_its_redirect_followed(path: Path) -> None:
    found = audit.audit([path])
    assert found.issues == ()
    assert found.runs > 2


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("follow: true", "follow: false", "Redirecting"),
        ("lacks: [dog, secret]", "lacks: [dog, cat]", "without `cat`"),
        ("text: A cat. ž", "text: A bird.", "A bird."),
    ],
)
def test_each_of_them_can_fail(path: Path, old: str, new: str, told: str) -> None:
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    (issue,) = audit.audit([path]).issues
    assert "the solution fails" in issue.text
    assert told in issue.text


def test_the_criterion_tells_what_is_sent_and_asked(path: Path) -> None:
    step = lesson.load(path).step("up")
    first = getattr(step, "checks")[0].criterion()  # noqa: B009  # a field of some kinds of step
    for part in ("title=Saman", "cover=cover.txt", "redirects followed", "without `dog`"):
        assert part in first


def test_files_go_with_a_form_that_is_posted(path: Path) -> None:
    text = path.read_text("utf-8")
    path.write_text(text.replace("          method: POST\n", ""), "utf-8")
    (issue,) = lesson.read(path)[1]
    assert issue.text == "files are sent by `method: POST`"


def test_a_program_that_is_written_out_uploads_as_well() -> None:
    """What stands in the `with` line is Python that Flask takes."""
    files = {"cover": Upload(name="a.txt", text="cat")}
    opening = ContextSpec(path="/up", method="POST", form={"a": "b"}, files=files).opening()
    from flask import Flask, request

    names = {"app": Flask("shop"), "request": request, "seen": []}
    exec(f"{opening}\n    seen.append((request.form['a'], request.files['cover'].read()))", names)
    assert names["seen"] == [("b", b"cat")]
