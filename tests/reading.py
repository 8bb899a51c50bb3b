"""Reads steps and lessons out of texts, and answers steps by real runs."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent
from typing import TypeVar

from flasktutor import yamlsource
from flasktutor.lesson import Lesson
from flasktutor.runner.runner import Runner
from flasktutor.schema import Reader, Spec
from flasktutor.steps import Step
from flasktutor.steps.base import Answer, Verdict

SETUP = """\
from flask import Flask, abort, current_app, g, request, session

app = Flask("shop")
"""
HEAD = """\
format: 1
lesson: {name}
title: A lesson
summary: What it is about.
setup: |
{setup}
steps:
"""
S = TypeVar("S", bound=Spec)


def spec_of(spec: type[S], text: str) -> tuple[S | None, list[str]]:
    """What is read of `text` as a `spec`, and each issue as `line:column text`."""
    reader = Reader(Path("lesson.yaml"))
    read = reader.read(spec, yamlsource.parse_text(dedent(text).lstrip("\n")))
    return read, [f"{issue.line}:{issue.column} {issue.text}" for issue in reader.issues]


def step_of(text: str) -> Step:
    """The step that `text` describes; it has no flaw."""
    step, issues = spec_of(Step, text)
    assert step is not None, issues
    assert not issues
    return step


def lesson_text(name: str, steps: str, setup: str = SETUP) -> str:
    """A lesson file with these steps (a list, at the left margin)."""
    head = HEAD.format(name=name, setup=indent(setup, "  "))
    return head + indent(dedent(steps).strip("\n") + "\n", "  ")


def lesson_of(steps: str) -> Lesson:
    """The lesson with these steps; it has no flaw."""
    lesson, issues = spec_of(Lesson, lesson_text("lesson", steps))
    assert lesson is not None, issues
    assert not issues
    return lesson


def graded(runner: Runner, step: Step, answer: Answer, setup: str = SETUP) -> Verdict:
    """The verdict on `answer`, really run."""
    request = step.request(setup, answer)
    return step.grade(answer, None if request is None else runner.run(request))
