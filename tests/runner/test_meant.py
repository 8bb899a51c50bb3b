"""Where Python says what may have been meant, a run says the same; elsewhere it says nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from flasktutor.runner.protocol import Context, RunRequest
from flasktutor.runner.runner import Runner
from tests.runner.conftest import interpreter

# Names are known that no program of its own knows: `app` and its like are given to a snippet.
PROGRAMS = [
    "from flask import Flask\nFlask('shop').rout('/')",
    "import flask\nflask.jsonfy({})",
    "from flask import Flask, requst",
    "prices = [1]\nprint(pirces)",
    "class Shop:\n    def __init__(self):\n        self.items = []\n"
    "    def add(self):\n        itemz.append(1)\nShop().add()",
    "print(sys.path)",
    "raise AttributeError",
    "raise NameError('one line\\nand another')",
    "class Odd(AttributeError):\n    def __str__(self):\n        return 'odd'\nraise Odd",
    "{}['title']",
    "try:\n    1 / 0\nexcept ZeroDivisionError:\n    'a'.uper()",
    "import sys\nsys.stderr = None\n'a'.uper()",
]


def last_line(text: str) -> str:
    """What the error is, without the module of its class, which a run leaves out.

    Python 3.12.1 writes one question without its mark in a terminal.
    """
    line = text.rstrip("\n").rpartition("\n")[2]
    return line.replace("__main__.", "", 1).rstrip("?")


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_run_ends_as_it_does_in_a_terminal(runner: Runner, program: str, tmp_path: Path) -> None:
    file = tmp_path / "shop.py"
    file.write_text(program.replace("sys.stderr = None\n", ""))
    in_terminal = subprocess.run(
        [str(interpreter() or sys.executable), str(file)],
        capture_output=True, text=True, check=False,
    ).stderr  # fmt: skip
    result = runner.run(RunRequest(source=program, context=Context(kind="none")))
    assert result.exception is not None
    assert last_line(result.exception.trace) == last_line(in_terminal)
    assert "Did you" not in result.exception.message


def test_what_may_have_been_meant_is_said_where_a_name_is_misspelt(runner: Runner) -> None:
    source = "from flask import Flask\nFlask('shop').rout('/')"
    result = runner.run(RunRequest(source=source, context=Context(kind="none")))
    assert result.exception is not None
    assert result.exception.trace.endswith(". Did you mean: 'route'?")


def test_what_another_thread_prints_meanwhile_is_not_lost(runner: Runner) -> None:
    source = (
        "import sys, threading\n"
        "asked = threading.Event()\n"
        "said = threading.Event()\n"
        "def speak():\n"
        "    asked.wait(5)\n"
        "    print('from the thread', file=sys.stderr)\n"
        "    said.set()\n"
        "threading.Thread(target=speak).start()\n"
        "class Shop:\n"
        "    def __dir__(self):\n"
        "        asked.set()\n"
        "        said.wait(5)\n"
        "        return ['price']\n"
        "Shop().prise\n"
    )
    result = runner.run(RunRequest(source=source, context=Context(kind="none")))
    assert result.exception is not None
    assert result.exception.trace.endswith("'prise'. Did you mean: 'price'?")
    assert "from the thread" in result.stderr


def test_an_object_that_fails_at_being_asked_takes_no_word_of_the_error(runner: Runner) -> None:
    source = "class Shop:\n    def __dir__(self):\n        raise SystemExit(3)\nShop().prise\n"
    result = runner.run(RunRequest(source=source, context=Context(kind="none")))
    assert result.exception is not None
    assert result.exception.trace.endswith("'Shop' object has no attribute 'prise'")
    assert result.exception.line == 4
