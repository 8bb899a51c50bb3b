"""A small course with two wrong worlds and varied questions about them."""

from __future__ import annotations

import textwrap
from pathlib import Path

from flasktutor import course, lesson
from flasktutor.lesson import Lesson
from flasktutor.worlds import World

COURSE = """\
format: 1
course: shop
title: A course
lessons: [names]
ideas:
  - {key: g-dies, title: g dies with its context}
  - {key: app-changes, title: current_app changes}
worlds:
  - key: one-g
    idea: g-dies
    belief: "`g` is one"
    why: "Each context has its own `g`."
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
  - key: first-app
    idea: app-changes
    belief: "`current_app` is the first app"
    why: "It is the one that was pushed last."
    code: |
      import flask
      from flask import appcontext_pushed
      from werkzeug.local import LocalProxy

      real, first = flask.current_app, []

      def keep(app, **more):
          first.append(app)

      appcontext_pushed.connect(keep)
      flask.current_app = LocalProxy(
          lambda: first[0] if flask.has_app_context() else real._get_current_object()
      )
    shows: |
      from flask import Flask, current_app

      shop, cafe = Flask("shop"), Flask("cafe")
      with shop.app_context():
          with cafe.app_context():
              print(current_app.name)
"""
HEAD = """\
format: 1
lesson: names
title: Names
summary: What is active.
steps:
  - key: read
    kind: text
    body: Read this.
"""
NESTED = """\
key: nested
kind: predict
context: none
teaches: [app-changes]
worlds: [one-g, first-app]
whys:
  - world: first-app
    why: The inner block pushed {{ inner }}.
vary:
  inner: [cafe, library]
  name: {pick: 1, of: [Ayu, Budi, Citra]}
  price: {between: [3, 9]}
  depth: {levels: [1, 1, 2]}
body: What does it print of {{ inner }}?
code: |
  from flask import Flask, current_app, g

  shop, inner = Flask("shop"), Flask("{{ inner }}")
  with shop.app_context():
      g.name = "{{ name[0] }}"
      {% for n in range(depth) %}
      with inner.app_context():
          print(current_app.name, g.get("name"), {{ price }})
      {% endfor %}
after: That was {{ inner }}.
"""
BLANK = """\
key: blank
kind: fill
context: none
vary:
  city: [Bandung, Medan]
body: Fill it in.
code: |
  from flask import Flask, g

  app = Flask("shop")
  with app.____():
      g.city = "{{ city }}"
      print(g.city)
  with app.app_context():
      print(g.get("city"))
accept: [app_context, test_request_context]
"""
TYPED = """\
key: typed
kind: fill
context: none
worlds: [one-g, first-app]
vary:
  city: [Bandung, Medan]
body: What is the city?
code: |
  from flask import Flask, g

  app = Flask("shop")
  with app.app_context():
      g.city = "{{ city }}"
  with app.app_context():
      print(____)
accept: ["'{{ city }}'"]
"""


def steps(*texts: str, at: str = "practice") -> str:
    """These steps as a list of a lesson."""
    listed = (textwrap.indent(text, "    ").replace("    key", "  - key", 1) for text in texts)
    return f"{at}:\n" + "".join(listed)


def written(folder: Path, *texts: str) -> Path:
    """The course with these questions to practise, in a folder; the lesson's file."""
    (folder / "course.yaml").write_text(COURSE, "utf-8")
    path = folder / "names.yaml"
    path.write_text(HEAD + (steps(*texts) if texts else ""), "utf-8")
    return path


def read(path: Path) -> tuple[Lesson, tuple[World, ...]]:
    """The lesson, and the worlds of its course."""
    made = lesson.load(path)
    spec = course.course(path.parent)
    assert spec is not None
    return made, spec.worlds
