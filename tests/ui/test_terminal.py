"""The program on a real pseudo-terminal: what is seen, how it is left, and the terminal after."""

from __future__ import annotations

import os
import re
import signal
import sys
from contextlib import closing
from pathlib import Path

import pexpect
import pytest

from flasktutor.player import now
from flasktutor.progress import Progress
from tests.checkout import ROOT
from tests.ui.terminal import PATIENCE, Terminal, environment, is_quiet, tutor

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)
DOWN, ENTER, CTRL_C, CTRL_D, CTRL_Z = "\x1b[B", "\r", "\x03", "\x04", "\x1a"
TRUST = f"--lessons {ROOT}/tests/ui/lessons"
LESSON = f"{TRUST} lesson sampler --trust"
SLOW = """
format: 1
lesson: slow
title: Slow
summary: Code that takes its time.
steps:
  - key: wait
    kind: run
    body: Run it.
    context: none
    setup: false
    code: |
      import time
      time.sleep(60)
    prints: ""
"""


def stored(home: Path) -> Progress:
    return Progress.open(home / "data" / "progress.db")


def test_the_first_start_asks_and_the_second_goes_on(tmp_path: Path) -> None:
    with Terminal("start", tmp_path) as one:
        one.wait(r"Bahasa Indonesia")
        one.press("1" + ENTER)
        one.wait(r"Where do you stand\?[\s\S]*1\. I have never")
        one.press(DOWN * 3 + ENTER)
        one.wait(r"Begin “Contexts and proxies”")
        one.press("1" + ENTER)
        one.wait(r"1 of 2\d")
        one.press(CTRL_C)
        one.wait(r"Everything is kept")
        assert one.ends() == 130
    with Terminal("start", tmp_path) as two:
        two.wait(r"1\. Go on with “Contexts and proxies”")
        two.press(ENTER)
        two.wait(r"Contexts and proxies  1 of 2\d[\s\S]*Enter go on")
        two.press("q")
        two.wait(r"Everything is kept[\s\S]*Quit")
        two.press(CTRL_D)
        two.wait(r"Everything is kept[\s\S]*Everything is kept")
        assert two.ends() == 0


def test_indonesian_from_the_first_answer_on(tmp_path: Path) -> None:
    with Terminal("start", tmp_path) as one:
        one.wait(r"Bahasa Indonesia")
        one.press("2" + ENTER)
        one.hear(r"4\. ")
        one.press("4" + ENTER)
        one.wait(r"1\. .*Context dan proxy")
        one.press("q")
        assert one.ends() == 0


@pytest.mark.parametrize(
    ("key", "code"), [(CTRL_C, 130), (CTRL_D, 0), ("q", 0)], ids=["ctrl-c", "ctrl-d", "q"]
)
def test_a_lesson_is_left_and_says_how_to_go_on(tmp_path: Path, key: str, code: int) -> None:
    with Terminal(LESSON, tmp_path) as one:
        one.wait(r"1 of 9[\s\S]*Enter go on")
        one.press(ENTER)
        one.wait(r"2 of 9[\s\S]*Enter run it")
        one.press(key)
        one.wait(r"Go on with[\s\S]* lesson\s+lessons/sampler")
        assert one.ends() == code
    assert is_quiet(tmp_path)
    with stored(tmp_path) as progress:
        assert [place.step for place in progress.places()] == ["go"]


@pytest.mark.parametrize(("key", "code"), [(CTRL_C, 130), (CTRL_D, 0)], ids=["ctrl-c", "ctrl-d"])
@pytest.mark.parametrize("entry", ["1", "3"], ids=["lesson", "list"])
def test_what_was_begun_from_start_is_left_altogether(
    tmp_path: Path, key: str, code: int, entry: str
) -> None:
    with stored(tmp_path) as progress:
        progress.set_setting("language", "en")
        progress.set_setting("level", "basics")
        progress.set_place("contexts", "welcome", finished=False, at=now())
    with Terminal("start", tmp_path) as one:
        one.wait(r"3\. Pick a lesson[\s\S]*5\. ")
        one.press(entry + ENTER)
        one.wait(r"1 of 2\d[\s\S]*Enter go on|17\. A small")
        one.press(key)
        one.wait(r"Everything is kept. Go on with (\S*)flasktutor start")
        assert one.ends() == code
    assert is_quiet(tmp_path)


def test_q_in_a_lesson_begun_from_start_leads_back(tmp_path: Path) -> None:
    with stored(tmp_path) as progress:
        progress.set_setting("language", "en")
        progress.set_setting("level", "basics")
    with Terminal("start", tmp_path) as one:
        one.wait(r"1\. Begin “Contexts and proxies”")
        one.press("1" + ENTER)
        one.wait(r"1 of 2\d[\s\S]*Enter go on")
        one.press("q")
        one.wait(r"1\. Go on with “Contexts and proxies”")
        one.press("q")
        assert one.ends() == 0


def test_ctrl_c_leaves_the_editor(tmp_path: Path) -> None:
    with Terminal(f"{LESSON} --from write", tmp_path) as one:
        one.wait(r"submit")
        one.press("x" + CTRL_C)
        assert one.ends() == 130


def test_after_a_run_the_keys_of_the_editor_go_on(tmp_path: Path) -> None:
    with Terminal(f"{LESSON} --from write", tmp_path) as one:
        one.wait(r"submit")
        one.press("\x12")
        one.wait(r"Enter edit")
        one.press("\x13")
        one.wait(r"Not yet|Right")
        one.press("q")
        assert one.ends() == 0


def test_ctrl_c_while_code_runs(tmp_path: Path) -> None:
    lessons = tmp_path / "lessons"
    lessons.mkdir()
    (lessons / "slow.yaml").write_text(SLOW, encoding="utf-8")
    folders = tmp_path / "tmp"
    folders.mkdir()
    command = f"--lessons {lessons} lesson slow --trust"
    with Terminal(command, tmp_path, more={"TMPDIR": str(folders)}) as one:
        one.wait(r"Enter run it")
        one.press("r")
        one.wait(r"running")
        # Ctrl-S must not stop the terminal.
        one.press("\x13" + CTRL_C)
        one.wait(r"Everything is kept")
        assert one.ends() == 130
    assert is_quiet(tmp_path)
    assert list(folders.iterdir()) == []


@pytest.mark.parametrize("where", ["", "--from write", "--from blanks", "--from pick"])
def test_sigterm_restores_the_terminal(tmp_path: Path, where: str) -> None:
    with Terminal(f"{LESSON} {where}", tmp_path) as one:
        one.wait(r"of 9[\s\S]*(Enter go on|submit|Blank 1:|Your answer)")
        os.kill(tutor(tmp_path), signal.SIGTERM)
        assert one.ends() == 128 + signal.SIGTERM
    assert is_quiet(tmp_path)


def test_ctrl_z_and_fg(tmp_path: Path) -> None:
    shell = pexpect.spawn(
        "bash",
        ["--norc", "--noprofile", "-i"],
        env={**environment(tmp_path), "PS1": "SHELL> "},
        cwd=str(ROOT),
        encoding="utf-8",
        timeout=PATIENCE,
        dimensions=(24, 80),
    )
    with closing(shell):
        shell.expect("SHELL> ")
        shell.sendline(f"{sys.executable} -m flasktutor {LESSON}; echo EXIT=$?")
        shell.expect("quit")
        shell.send(CTRL_Z)
        shell.expect("Stopped")
        shell.expect("SHELL> ")
        shell.sendline("stty -a")
        shell.expect(r"(?<!-)icanon")
        shell.expect(r"(?<!-)echo ")
        shell.expect("SHELL> ")
        shell.sendline("fg; echo EXIT=$?")
        shell.expect("quit")
        shell.send("q")
        shell.expect("EXIT=0")


def test_a_resize_in_mid_prompt(tmp_path: Path) -> None:
    with Terminal(LESSON, tmp_path) as one:
        one.wait(r"1 of 9[\s\S]*Enter go on  q quit  \? help")
        one.resize(40, 15)
        one.press(ENTER)
        one.wait(r"2 of 9[\s\S]*Enter run it  y play with it  e edit\n  w whole program")
        one.resize(120, 40)
        one.wait(r"e edit  w whole program")
        one.press("q")
        assert one.ends() == 0


@pytest.mark.parametrize("size", [(40, 15), (80, 24), (200, 60)])
def test_a_step_on_terminals_of_all_sizes(tmp_path: Path, size: tuple[int, int]) -> None:
    with Terminal(f"{LESSON} --from pick", tmp_path, size=size) as one:
        one.wait(r"4 of 9[\s\S]*3\. ")
        one.press(DOWN + ENTER)
        one.wait(r"(Right|Not yet)\.")
        one.press("q")
        assert one.ends() == 0


@pytest.mark.parametrize("size", [(20, 5), (10, 24), (80, 3)])
def test_a_terminal_too_small_for_menus_gets_lines(tmp_path: Path, size: tuple[int, int]) -> None:
    with Terminal(f"{LESSON} --from pick", tmp_path, size=size) as one:
        one.hear(r"help\]:")
        one.press("q\n")
        assert one.ends() == 0


def test_a_dumb_terminal_gets_lines_without_escapes(tmp_path: Path) -> None:
    with Terminal(f"{LESSON} --from pick", tmp_path, more={"TERM": "dumb"}) as one:
        one.wait(r"Your answer \[h hint")
        one.press("1\n")
        one.wait(r"(Right|Not yet)\.")
        one.press("q\n")
        assert one.ends() == 0
        assert "\x1b" not in one.said


def test_no_color(tmp_path: Path) -> None:
    with Terminal(f"{LESSON} --from pick", tmp_path, more={"NO_COLOR": "1"}) as one:
        one.wait(r"4 of 9[\s\S]*3\. ")
        one.press("q")
        assert one.ends() == 0
        colours = [
            n for codes in re.findall(r"\x1b\[([\d;]*)m", one.said) for n in codes.split(";")
        ]
        assert not [code for code in colours if code.isdecimal() and 30 <= int(code) <= 107]


def test_a_killed_lesson_goes_on_where_it_was(tmp_path: Path) -> None:
    with Terminal(LESSON, tmp_path) as one:
        for pattern, key in [
            (r"1 of 9", ENTER),
            (r"2 of 9[\s\S]*Enter run", "r"),
            (r"path", ENTER),
        ]:
            one.wait(pattern + r"[\s\S]*quit")
            one.press(key)
        screen = one.wait(r"3 of 9[\s\S]*TypeError[\s\S]*")
        number = re.search(r"(\d)\. 2\b", screen)
        assert number is not None
        one.press(number[1] + ENTER)
        one.wait(r"Right\.")
        os.kill(tutor(tmp_path), signal.SIGKILL)
    with stored(tmp_path) as progress:
        kept = [(attempt.step, attempt.result) for attempt in progress.attempts()]
    assert kept == [("read", "seen"), ("go", "seen"), ("guess", "right")]
    with Terminal(LESSON, tmp_path) as two:
        two.wait(r"4 of 9")
        two.press("q")
        two.ends()


def test_a_list_of_more_than_nine_lessons(tmp_path: Path) -> None:
    with Terminal("lesson", tmp_path) as one:
        one.wait(r"17\. ")
        one.press("17" + ENTER)
        one.wait(r"1 of \d\d")
        one.press("q")
        assert one.ends() == 0
    with stored(tmp_path) as progress:
        assert [place.lesson for place in progress.places()] == ["factory"]
