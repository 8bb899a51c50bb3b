"""Whatever signal ends the program, at any moment: the terminal is as it was, and no traceback."""

from __future__ import annotations

import contextlib
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from tests.checkout import ROOT
from tests.flasks.versions import PYTHONS, interpreter
from tests.ui.terminal import PATIENCE, Terminal, environment, is_quiet, tutor
from tests.ui.test_terminal import LESSON, SLOW

pytestmark = pytest.mark.sweep
if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)
ENDING = ("HUP", "INT", "QUIT", "USR1", "ALRM", "TERM")
CHECK = f"lessons check --trust --watch {ROOT}/tests/ui/lessons/sampler.yaml"
PLACES = {
    "pause": (LESSON, r"1 of 9[\s\S]*Enter go on"),
    "editor": (f"{LESSON} --from write", r"submit"),
    "line": (f"{LESSON} --from blanks", r"Blank 1:"),
    "menu": (f"{LESSON} --from pick", r"Your answer"),
    "marks": (f"{LESSON} --from several", r"Your answers"),
    "start": ("start", r"Bahasa Indonesia"),
    "play": ("play", r">>>"),
    "watch": (CHECK, r"Waiting for changes"),
    "proving": ("lessons check --trust", r"Proving lessons"),
    "trust": (f"--lessons {ROOT}/tests/ui/lessons lesson sampler", r"Do you trust"),
}
KEYS_TAKE_CTRL_C = {"play"}
"""Where a prompt takes an interrupt for its own key: it clears the line."""


def number(name: str) -> int:
    return int(getattr(signal, f"SIG{name}"))


def ended(terminal: Terminal, home: Path, name: str) -> None:
    os.kill(tutor(home), number(name))
    assert terminal.ends() == 128 + number(name)
    assert "Something went wrong" not in terminal.said
    assert is_quiet(home)


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("name", ["HUP", "INT"])
def test_at_a_prompt_and_at_work(tmp_path: Path, where: str, name: str) -> None:
    if where in KEYS_TAKE_CTRL_C and name == "INT":
        pytest.skip("it clears the line there")
    command, shown = PLACES[where]
    with Terminal(command, tmp_path) as one:
        one.wait(shown)
        ended(one, tmp_path, name)


@pytest.mark.parametrize("name", ENDING)
def test_while_code_runs(tmp_path: Path, name: str) -> None:
    lessons = tmp_path / "lessons"
    lessons.mkdir()
    (lessons / "slow.yaml").write_text(SLOW, encoding="utf-8")
    with Terminal(f"--lessons {lessons} lesson slow --trust", tmp_path) as one:
        one.wait(r"Enter run it")
        one.press("r")
        one.wait(r"running")
        ended(one, tmp_path, name)


@pytest.mark.parametrize("name", ["HUP", "INT", "TERM"])
def test_in_the_first_moments(tmp_path: Path, name: str) -> None:
    """Until Python comes to our first line it speaks for itself; from there on nothing is said."""
    for moment in [*range(0, 60, 4), *range(60, 400, 20)]:
        process = subprocess.Popen(
            [sys.executable, "-m", "flasktutor", "lessons"],
            cwd=ROOT, env=environment(tmp_path), start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        time.sleep(moment / 1000)
        process.send_signal(number(name))
        said = process.communicate(timeout=PATIENCE)[1].decode()
        ours = re.search(r"flasktutor/cli|__main__.py\", line \d+, in main", said)
        assert not ours, f"after {moment} ms: {said}"
        if not said.strip():
            # Died of it, left with the code for it, or was through.
            assert process.returncode in (-number(name), 128 + number(name), 0)


@pytest.mark.parametrize("name", ["HUP", "INT", "QUIT", "USR1"])
def test_at_any_moment_on_a_terminal(tmp_path: Path, name: str) -> None:
    chance = random.Random(name)
    for where in ("", "--from write", "--from blanks", "--from pick", "--from several", ""):
        with Terminal(f"{LESSON} {where}", tmp_path) as one:
            end = time.monotonic() + chance.random() * 2
            while time.monotonic() < end or not started(tmp_path):
                one.look(0.01)
            # A terminal that closes sends more than one.
            for _again in range(2):
                with contextlib.suppress(ProcessLookupError, StopIteration):
                    os.kill(tutor(tmp_path), number(name))
            assert one.ends() == 128 + number(name)
        assert is_quiet(tmp_path)


def started(home: Path) -> bool:
    """Whether the program has come so far that it keeps something."""
    return (home / "data" / "progress.db").exists()


def test_what_was_ignored_at_the_start_stays_ignored(tmp_path: Path) -> None:
    """As with `nohup`."""
    script = "trap '' HUP USR1; exec \"$@\""
    with subprocess.Popen(
        ["sh", "-c", script, "sh", sys.executable, "-m", "flasktutor", *LESSON.split()],
        cwd=ROOT, env=environment(tmp_path), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline()
        for name in ("HUP", "USR1"):
            process.send_signal(number(name))
        out, _err = process.communicate(b"q\n", timeout=PATIENCE)
        assert b"Go on with" in out
        assert process.returncode == 0


def test_a_terminal_that_goes_away(tmp_path: Path) -> None:
    with Terminal(LESSON, tmp_path) as one:
        one.wait(r"1 of 9[\s\S]*Enter go on")
        one.child.close(force=False)
    assert is_quiet(tmp_path)


#: Ctrl-C comes where Python cannot hand on what it raises: garbage is done away with there.
AMID_GARBAGE = """
import os, signal, time
from flasktutor.cli import signals
signals.take_over()
class Garbage:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        for _n in range(10): pass
try:
    Garbage()
    time.sleep(20)
    print("not heard")
except KeyboardInterrupt:
    print("heard")
"""


def test_amid_garbage(tmp_path: Path) -> None:
    done = run_python(AMID_GARBAGE, tmp_path)
    assert (done.stdout, done.stderr) == ("heard\n", "")


#: The same when all is over, where Python 3.12 starts no thread any more.
AMID_GARBAGE_AT_THE_END = """
import atexit, os, signal, time
from flasktutor.cli import signals
signals.take_over()
class Garbage:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        for _n in range(10): pass
@atexit.register
def end():
    try:
        Garbage()
        time.sleep(1)
    except KeyboardInterrupt:
        pass
"""


@pytest.mark.parametrize("version", PYTHONS)
def test_amid_garbage_at_the_end(version: str, tmp_path: Path) -> None:
    python = interpreter(version)
    if python is None:
        pytest.skip(f"there is no Python {version} here")
    path = os.pathsep.join([str(ROOT), str(Path(click.__file__).parents[1])])
    done = subprocess.run(
        [python, "-c", AMID_GARBAGE_AT_THE_END],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
        env={**environment(tmp_path), "PYTHONPATH": path},
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


#: Ctrl-C comes while a class is made: until Python 3.12, what is raised is another error by then.
AMID_A_CLASS = """
import sys
from flasktutor.cli import run
from flasktutor.cli.tutor import Tutor
class Field:
    def __set_name__(self, owner, name):
        raise KeyboardInterrupt
def outlines(tutor):
    class Owner:
        field = Field()
Tutor.outlines = property(outlines)
sys.exit(run(["lessons"]))
"""


def test_amid_a_class(tmp_path: Path) -> None:
    done = run_python(AMID_A_CLASS, tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


#: Ctrl-C comes where something is shown; the last words after it have a fault of their own.
FAULT_AFTERWARDS = """
import sys
from flasktutor.cli import run
from flasktutor.cli.tutor import Tutor
from flasktutor.ui.plain.plain_screen import PlainScreen
class Screen(PlainScreen):
    pressed = False
    def show(self, *blocks):
        if self.pressed:
            raise ZeroDivisionError("in the last words")
        self.pressed = True
        raise KeyboardInterrupt
Tutor.screen = Screen(sys.stdin, sys.stdout)
sys.exit(run(sys.argv[1:]))
"""


@pytest.mark.parametrize("command", [LESSON, "start", "review", "drill"])
def test_a_fault_of_ours_after_it_is_no_ctrl_c(tmp_path: Path, command: str) -> None:
    done = run_python(FAULT_AFTERWARDS, tmp_path, *command.split())
    assert done.stderr.startswith(
        "Something went wrong inside flasktutor: ZeroDivisionError: in the last words"
    )
    assert done.returncode == 1


def run_python(code: str, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
        env=environment(home),
    )
