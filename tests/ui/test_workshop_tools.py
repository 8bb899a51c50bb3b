"""A shell and an editor beside a do step: opened, left, killed, not there."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.process import flasktutor
from tests.ui.terminal import processes
from tests.ui.workshop import APP, CTRL_C, TAKE, Workshop, kept

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal"),
    pytest.mark.sweep,
]


def test_a_shell_opens_there_and_exit_comes_back(tmp_path: Path) -> None:
    with Workshop(tmp_path, more={"VIRTUAL_ENV": sys.prefix}) as one:
        one.begin()
        one.press("o")
        one.wait(r"/bin/sh opens in ~/flasktutor/sampler. exit leads back")
        one.press('pwd; echo "IN=$VIRTUAL_ENV="\n')
        one.hear(rf"{one.folder}\r?\nIN==")
        one.press("sleep 1000\n")
        while not any(words[0] == "sleep" for words in processes(tmp_path).values()):
            one.look()
        one.press(CTRL_C)
        one.press("echo AGAIN$((1 + 1))\n")
        one.hear(r"AGAIN2")
        one.press("exit\n")
        one.wait(r"9 of 9[\s\S]*✗ app.py holds[\s\S]*Enter look now")
        one.leave()


def test_a_shell_that_is_killed_leaves_the_terminal_to_us(tmp_path: Path) -> None:
    with Workshop(tmp_path, more={"SHELL": shutil.which("bash")}) as one:
        one.begin()
        one.press("o")
        one.wait(r"exit leads back here")
        one.press("stty -echo raw; kill -9 $$\n")
        one.wait(r"9 of 9[\s\S]*✗ app.py holds[\s\S]*Enter look now")
        one.leave()


def test_a_shell_that_cannot_be_started_is_told(tmp_path: Path) -> None:
    with Workshop(tmp_path, more={"SHELL": "/no/such/shell"}) as one:
        one.begin()
        one.press("o")
        one.wait(r"/no/such/shell cannot be started: No such file[\s\S]*Enter look now")
        one.leave()


def test_the_file_opens_in_the_learners_editor(tmp_path: Path) -> None:
    editor = tmp_path / "my editor"
    editor.write_text(f"#!/bin/sh\nprintf '%s' \"$2\" > {tmp_path}/opened\necho '{APP}' > \"$2\"\n")
    editor.chmod(0o755)
    with Workshop(tmp_path, more={"VISUAL": f"'{editor}' -n"}) as one:
        one.begin()
        one.press("e")
        one.wait(r"✓ app.py holds[\s\S]*Right\.")
        one.leave()
    assert (tmp_path / "opened").read_text() == str(one.folder / "app.py")


def test_without_an_editor_it_says_what_to_set(tmp_path: Path) -> None:
    with Workshop(tmp_path) as one:
        one.begin()
        one.press("e")
        one.wait(r"type this, and\s+come back:\nexport EDITOR=nano\n[\s\S]*Enter look now")
        one.leave()


def piped(home: Path, *lines: str) -> str:
    take = ("--plain", *TAKE.split())
    own = {"HOME": str(home)}
    done = flasktutor(*take, home=home / "data", text="".join(f"{a}\n" for a in lines), more=own)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_in_plain_lines_the_shell_is_there_as_well(tmp_path: Path) -> None:
    with Workshop(tmp_path, arguments=f"--plain {TAKE}") as one:
        one.wait(r"type another")
        one.press("\n")
        one.wait(r"Make\s+it\?")
        one.press("\n")
        one.wait(r"\[Enter: look now; o open")
        one.press("o\n")
        one.wait(r"leads back here")
        one.press(f"echo '{APP}' > app.py; exit\n")
        one.wait(r"met: there is no `flask.py`\n\nRight\.")
        one.press("q\n")
        assert one.ends() == 0
    assert kept(tmp_path) == [("make", "right", 0)]


def test_by_pipe_enter_looks(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    said = piped(tmp_path, str(folder), "", "?", "f", "y", "")
    assert said.count("- not met: `app.py` holds `Flask(__name__)`\n    there is no `app.py`") == 3
    assert "README.txt  is there now" in said
    assert "open a shell" not in said
    (folder / "app.py").write_text(APP)
    said = piped(tmp_path)
    assert "Your folder:\n~/shop\n" in said
    assert "- met: `app.py` holds `Flask(__name__)`\n- met: there is no `flask.py`" in said
    assert "Right." in said
    assert kept(tmp_path) == [("make", "right", 0)]
