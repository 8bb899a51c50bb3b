"""`lessons check --workshops`: what is done for real is proved, what is not is never green."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.process import environment, flasktutor

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="solutions are typed in bash")
HEAD = "format: 1\nlesson: {name}\ntitle: A\nsummary: B\nsteps:\n"
STEP = """\
  - key: one
    kind: do
    body: Write it.
    checks:
      - file: a.txt
        contains: blue
    solution:
      files: {a.txt: blue}
"""
NO_REGISTRY = {"PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": "", "PIP_NO_INDEX": "1"}


class Author:
    """Who writes a workshop and has it checked; packages come from an empty folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.wheels = root / "wheels"
        self.wheels.mkdir()

    def write(self, steps: str, name: str = "made") -> Path:
        path = self.root / f"{name}.yaml"
        path.write_text(HEAD.format(name=name) + steps, "utf-8")
        return path

    def check(self, *options: str, more: dict[str, str] | None = None) -> tuple[int, list[str]]:
        """The exit code and the lines that are said."""
        done = flasktutor(
            *("lessons", "check", "--trust", *options),
            *map(str, sorted(self.root.glob("*.yaml"))),
            home=self.root / "home",
            more={"LC_ALL": "C.UTF-8", **(more or {})},
        )
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout.splitlines()

    def prove(self, *steps: str) -> tuple[int, list[str]]:
        """The same of one lesson with these steps, which are done."""
        path = self.write("".join(steps))
        code, lines = self.check("--workshops", "--find-links", str(self.wheels))
        return code, [line.replace(f"{path}:", "") for line in lines]


@pytest.fixture
def author(tmp_path: Path) -> Author:
    return Author(tmp_path)


def line_of(steps: str, text: str) -> int:
    """The line of the lesson at which `text` stands."""
    lines = (HEAD + steps).splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def test_what_was_done_is_counted(author: Author) -> None:
    code, lines = author.prove(STEP)
    assert (code, lines[-1]) == (0, "1 `do` step done")
    assert lines[-2].endswith("0 flaws")


def test_a_solution_that_fails_is_told_at_its_line(author: Author) -> None:
    wrong = STEP.replace("{a.txt: blue}", "{a.txt: red}")
    code, lines = author.prove(wrong)
    assert code == 1
    assert lines[0].startswith(f"{line_of(wrong, '{a.txt: red}')}:")
    assert "`one`: the solution fails: `a.txt` holds `blue`; instead:" in lines[0]
    assert lines[-1] == "1 `do` step not proved here: a step before them fails"


def test_a_command_that_fails_says_its_last_words(author: Author) -> None:
    _code, lines = author.prove(STEP.replace("files: {a.txt: blue}", "run: ls nowhere"))
    assert "`ls nowhere` ended with 2: ls: cannot access 'nowhere'" in lines[0]


def test_what_holds_before_anything_is_done_is_a_flaw(author: Author) -> None:
    held = STEP.replace("    checks:", "    files: {a.txt: blue}\n    checks:")
    code, lines = author.prove(held)
    assert code == 1
    assert lines[0].startswith(f"{line_of(held, '- file')}:")
    assert lines[0].endswith("`one`: all checks hold before anything was done")


MISTAKE = """\
    mistakes:
      - say: Red is not blue.
        when: [{file: a.txt, contains: red}]
        example: {files: {a.txt: red}}
      - say: Capitals.
        when: [{file: a.txt, contains: re}]
        example: {files: {%s: red}}
"""


def test_an_example_that_meets_another_message_is_a_flaw(author: Author) -> None:
    steps = STEP + MISTAKE % "a.txt"
    code, lines = author.prove(steps)
    assert code == 1
    assert lines[-2].endswith("1 flaw")
    assert lines[0].startswith(f"{len((HEAD + steps).splitlines())}:")
    assert "the example of a mistake meets another message: Red is not blue." in lines[0]
    assert lines[-1] == "1 `do` step done"


def test_an_example_that_meets_none_is_a_flaw(author: Author) -> None:
    code, lines = author.prove(STEP + MISTAKE % "b.txt")
    assert code == 1
    assert "the example of a mistake meets another message: none" in lines[0]


def test_an_example_leaves_nothing_and_a_step_begins_where_the_last_one_led(
    author: Author,
) -> None:
    first = STEP.replace("      - file", "      - gone: b.txt\n      - file") + (
        "    mistakes:\n"
        "      - say: No b.\n"
        "        when: [{file: b.txt}]\n"
        "        example: {run: cp /dev/null b.txt}\n"
    )
    second = STEP.replace("key: one", "key: two").replace("blue", "green")
    second = second.replace(
        "files: {a.txt: green}", "run: grep -q blue a.txt && echo green > a.txt"
    )
    code, lines = author.prove(first, second)
    assert (code, lines[-1]) == (0, "2 `do` steps done"), lines


def test_a_server_is_asked_at_a_port_of_the_proof_and_stopped(author: Author) -> None:
    serves = """\
  - key: serve
    kind: do
    body: Serve it.
    checks:
      - served: /a.txt
        contains: blue
    solution:
      files: {a.txt: blue}
      serve: python3 -m http.server --bind 127.0.0.1 5000
  - key: stop
    kind: do
    body: Stop it.
    checks:
      - stopped: server
    solution: {stop: server}
"""
    code, lines = author.prove(serves)
    assert (code, lines[-1]) == (0, "2 `do` steps done"), lines


def test_lessons_are_proved_side_by_side(author: Author) -> None:
    # Each waits for what the other one writes: one after the other, both would fail.
    meet = STEP.replace("files: {a.txt: blue}", "run: %s; echo blue > a.txt")
    waits = "touch {root}/{mine}; while [ ! -e {root}/{other} ]; do sleep 0.1; done"
    for mine, other in (("left", "right"), ("right", "left")):
        author.write(meet % waits.format(root=author.root, mine=mine, other=other), mine)
    code, lines = author.check("--workshops", "--find-links", str(author.wheels))
    assert (code, lines[-1]) == (0, "2 `do` steps done"), lines


def test_without_registry_and_wheels_nothing_is_green(author: Author) -> None:
    author.write(STEP)
    code, lines = author.check("--workshops", more=NO_REGISTRY)
    assert code == 1
    assert lines[-2].endswith("0 flaws")
    assert lines[-1].startswith("1 `do` step not proved here: the package registry does not answer")


def test_without_the_option_they_are_counted_apart(author: Author) -> None:
    author.write(STEP.replace("{a.txt: blue}", "{a.txt: red}"))
    code, lines = author.check()
    assert (code, lines[-1]) == (0, "1 `do` step not proved here: --workshops proves them")


def test_ctrl_c_ends_what_was_started(author: Author) -> None:
    nap = f"sleep {100_000 + os.getpid()}"
    for name in ("left", "right"):
        author.write(STEP.replace("files: {a.txt: blue}", f"run: {nap}"), name)
    command = [sys.executable, "-m", "flasktutor", "lessons", "check", "--trust", "--workshops"]
    process = subprocess.Popen(
        [*command, "--find-links", str(author.wheels), str(author.root)],
        cwd=ROOT, env=environment(author.root / "home"),
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while len(running(nap)) < 2 and process.poll() is None:
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _out, said = process.communicate(timeout=60)
    assert (process.returncode, "Traceback" in said) == (130, False), said
    assert not running(nap)


def running(command: str) -> list[str]:
    """The processes with this command line."""
    done = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    return [line for line in done.stdout.splitlines() if line == command]
