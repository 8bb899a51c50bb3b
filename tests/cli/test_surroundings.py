"""Odd surroundings: no home, a folder that is gone, no temporary folder, odd variables."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.process import environment, flasktutor

pytestmark = pytest.mark.sweep
if sys.platform == "win32":
    pytest.skip("homes are kept otherwise there", allow_module_level=True)
SETPRIV = shutil.which("setpriv")
NOBODY = 54321
"""The number of a user that no list of users has."""
LESSON = str(ROOT / "lessons/install.yaml")


def without_home(tmp_path: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """What a command ends with for a user that no list has, and that has no HOME."""
    env = environment(tmp_path)
    for name in ("HOME", "FLASKTUTOR_HOME", "XDG_DATA_HOME"):
        env.pop(name, None)
    python = [str(SETPRIV), f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups",
              sys.executable]  # fmt: skip
    if subprocess.run([*python, "-c", ""], capture_output=True, check=False).returncode:
        pytest.skip("this Python can be started by its owner only")
    return subprocess.run(
        [*python, "-m", "flasktutor", *words],
        cwd="/", env=env, input=typed, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.skipif(os.geteuid() != 0 or not SETPRIV, reason="only root may become another user")
@pytest.mark.parametrize(
    "words", [["lessons"], ["progress", "--json"], ["lesson", "contexts"], ["completion", "bash"]],
    ids=lambda words: words[0],
)  # fmt: skip
@pytest.mark.parametrize("spoken", ["en", "id"])
def test_no_home_and_no_entry_in_the_list_of_users(
    tmp_path: Path, words: list[str], spoken: str
) -> None:
    done = without_home(tmp_path, "--lang", spoken, *words)
    assert done.returncode == 0, done
    assert done.stdout
    assert all("FLASKTUTOR_HOME" in line for line in done.stderr.splitlines())


@pytest.mark.skipif(os.geteuid() != 0 or not SETPRIV, reason="only root may become another user")
def test_without_a_home_no_answer_is_said_to_be_kept(tmp_path: Path) -> None:
    done = without_home(tmp_path, "--plain", "lesson", "contexts", "--from", "how", typed="1\nq\n")
    assert done.returncode == 1
    assert "Everything is kept" not in done.stdout
    assert "1 answer is not kept: you have no home folder." in done.stderr
    begun = without_home(tmp_path, "--lang", "en", "--plain", "start", typed="q\n")
    assert "You may leave at any time" in begun.stdout
    assert "is kept" not in begun.stdout


@pytest.mark.skipif(os.geteuid() != 0 or not SETPRIV, reason="only root may become another user")
def test_without_a_home_nothing_is_said_to_be_changed(tmp_path: Path) -> None:
    done = without_home(tmp_path, "reset", "--yes")
    assert done.returncode == 1
    assert not done.stdout
    assert "Nothing was changed: you have no home folder." in done.stderr


@pytest.mark.parametrize("home", ["file", "nowhere/at/all", "/proc/1/root/x", "rel", "ho\nme"])
def test_a_home_of_another_kind(tmp_path: Path, home: str) -> None:
    (tmp_path / "file").write_text("in the way")
    env = environment(tmp_path)
    env.pop("FLASKTUTOR_HOME")
    env["HOME"] = home if home[0] == "/" else str(tmp_path / home)
    for words in (["lessons"], ["progress"], ["check-install", "--json"], ["completion", "bash"]):
        done = subprocess.run(
            [sys.executable, "-m", "flasktutor", *words], cwd=tmp_path, env=env,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode in (0, 1), done
        assert done.stdout
        assert len(done.stderr.splitlines()) <= 1
        assert "Something went wrong" not in done.stderr


@pytest.mark.parametrize(
    "words", [["lessons"], ["run", "-"], ["trace", "app.py"], ["check-install"], ["progress"],
              ["lessons", "check", LESSON], ["lessons", "new", "abc"], ["play"],
              ["explain", "x"]],
    ids=lambda words: words[0],
)  # fmt: skip
def test_a_folder_that_is_gone(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "gone").mkdir()
    done = subprocess.run(
        ["sh", "-c", 'rmdir "$PWD" && exec "$@"', "sh", sys.executable, "-m", "flasktutor", *words],
        cwd=tmp_path / "gone", env=environment(tmp_path / "home"), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode in (0, 1, 2)
    assert "Something went wrong" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("place", ["nowhere", "file", "rel", "ho\nme", ""])
def test_a_temporary_folder_of_another_kind(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "hello.py").write_text("print('hello')\n")
    more = {"TMPDIR": str(tmp_path / place) if place not in ("", "rel") else place}
    done = flasktutor("run", str(tmp_path / "hello.py"), home=tmp_path / "home", more=more)
    assert (done.returncode, done.stdout) == (0, "hello\n"), done


@pytest.mark.parametrize(
    "more",
    [{"LANG": "xx_YY.nonsense"}, {"LC_ALL": ""}, {"LC_ALL": "\udcff"}, {"TERM": ""},
     {"TERM": "nonsense"}, {"FLASKTUTOR_LANG": "../.."}, {"PYTHONUTF8": "1"}],
    ids=str,
)  # fmt: skip
def test_odd_variables(tmp_path: Path, more: dict[str, str]) -> None:
    for words in (["lessons"], ["progress"]):
        done = flasktutor(*words, home=tmp_path, more=more)
        assert (done.returncode, done.stderr) == (0, ""), words


def test_a_module_that_is_missing_is_said_with_its_repair(tmp_path: Path) -> None:
    """As after an install that was cut short."""
    (tmp_path / "app.py").write_text("from flask import Flask\napp = Flask(__name__)\n", "utf-8")
    script = "import sys; sys.modules['rich'] = None; from flasktutor.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, "trace", "app.py", "--svg", "a.svg"],
        cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Something went wrong" not in done.stderr


def test_links_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    for words in (["progress", "--export"], ["lessons", "check"], ["--lessons"]):
        more = ["lessons"] if words == ["--lessons"] else []
        done = flasktutor(*words, str(tmp_path / "loop"), *more, home=tmp_path / "home")
        # An export may take the place of the link: what Python finds there differs.
        assert done.returncode in (1, 2) or words == ["progress", "--export"]
        assert "loop" in done.stderr + done.stdout
        assert "Something went wrong" not in done.stderr
