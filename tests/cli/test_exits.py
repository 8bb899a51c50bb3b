"""Only `cli` knows what a command ends with: below it, errors have kinds and Ctrl-C passes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from flasktutor.cli import exits
from flasktutor.errors import LessonError, TutorError, UsageError
from tests.checkout import ROOT

PACKAGE = ROOT / "flasktutor"
ELSEWHERE = ("cli/", "__main__.py", "runner/worker/", "doctor/load_app.py")
"""Where a process may be ended: by a command, or what runs in a process of the learner's."""
ENDING = {"sys.exit", "os._exit", "SystemExit", "exit", "quit"}


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (TutorError("It failed."), exits.PROBLEM),
        (LessonError("It has flaws.", ()), exits.PROBLEM),
        (UsageError("There is none."), exits.USAGE),
        (click.UsageError("No such option."), exits.USAGE),
        (click.ClickException("It failed."), exits.PROBLEM),
    ],
)
def test_the_kind_of_an_error_says_what_it_ends_with(error: TutorError, code: int) -> None:
    assert exits.after(error) == code


def ends(path: Path) -> Iterator[str]:
    """What a file says of how the program ends: a call that ends it, or a number of its own."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        called = isinstance(node, ast.Call) and ast.unparse(node.func) in ENDING
        if called or (isinstance(node, ast.Constant) and node.value == exits.INTERRUPTED):
            yield f"{path.relative_to(PACKAGE)}: {ast.unparse(node)}"


def test_below_the_commands_nothing_says_what_a_command_ends_with() -> None:
    below = [
        path
        for path in PACKAGE.rglob("*.py")
        if not path.relative_to(PACKAGE).as_posix().startswith(ELSEWHERE)
    ]
    assert below
    assert [line for path in below for line in ends(path)] == []
