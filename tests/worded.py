"""Owns a lesson whose code says words, its translation, and what `lessons check` finds in both."""

from __future__ import annotations

from pathlib import Path

from flasktutor import audit
from flasktutor.errors import Issue

LESSON = """\
format: 1
lesson: halo
title: A greeting
summary: What a view returns.
words:
  hello: Hello
  guest: dear guest
setup: |
  from flask import Flask, flash, get_flashed_messages, request

  app = Flask("shop")
  app.secret_key = "dev"

  @app.get("/")
  def home():
      return "{{ words.hello }}"
steps:
  - key: see
    kind: run
    body: The view returns `{{ words.hello }}`.
    context: none
    code: print(app.test_client().get("/").text)
    prints: "{{ words.hello }}"
  - key: guess
    kind: predict
    body: What is printed?
    context: {path: /, method: POST, form: {name: "{{ words.guest }}"}}
    code: |
      # Says {{ words.hello }}.
      print(f"{{ words.hello }}, {request.form['name']}!")
    choices:
      - output: "{{ words.hello }}, {{ words.guest }}!"
        why: The form holds the name.
      - output: "{{ words.hello }}, None!"
        why: The form holds the name.
  - key: write
    kind: code
    body: Flash `{{ words.hello }}`, and answer with the message.
    context: none
    starter: |
      @app.get("/say")
      def say(): ...
    solution: |
      @app.get("/say")
      def say():
          flash("{{ words.hello }}")
          return {"said": get_flashed_messages()[0]}
    checks:
      - request: /say
        json: {said: "{{ words.hello }}"}
      - uses: flash("{{ words.hello }}")
"""
WORDS = """\
format: 1
lesson: halo
language: id
title: Salam
summary: Apa yang dikembalikan view.
words:
  hello: Halo
  guest: tamu terhormat
steps:
  see:
    body: View mengembalikan `{{ words.hello }}`.
  guess:
    body: Apa yang tercetak?
    choices:
      - why: Form berisi namanya.
      - why: Form berisi namanya.
  write:
    body: Kirim `{{ words.hello }}` dengan `flash`, lalu jawab dengan pesannya.
"""


def issues(folder: Path, text: str = LESSON, words: str = WORDS) -> tuple[Issue, ...]:
    """What `lessons check` finds in the lesson and its translation."""
    words = words.replace(" dengan `flash`", "")
    (folder / "halo.yaml").write_text(text, "utf-8")
    (folder / "halo.id.yaml").write_text(words, "utf-8")
    return audit.audit([folder / "halo.yaml"]).issues


def told(folder: Path, text: str = LESSON, words: str = WORDS) -> list[str]:
    found = issues(folder, text, words)
    files = {"halo.yaml": text, "halo.id.yaml": words}
    return [f"{files[i.path.name].splitlines()[i.line - 1].strip()} → {i.text}" for i in found]
