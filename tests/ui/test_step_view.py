"""Going through a run on a real pseudo-terminal: from a lesson, and with `trace --step`."""

from __future__ import annotations

import os
import re
import signal
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from tests.checkout import ROOT
from tests.ui.terminal import Terminal, is_quiet, tutor

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
RIGHT, END, HOME, ENTER, ESCAPE, CTRL_C = "\x1b[C", "\x1b[F", "\x1b[H", "\r", "\x1b", "\x03"
LESSON = f"--lessons {ROOT}/tests/ui/lessons lesson sampler --trust --from go"
APP = """
    import threading

    from flask import Flask, g, request, session

    app = Flask(__name__)
    app.secret_key = "x"

    @app.get("/")
    def index():
        def work():
            try:
                print(request.path)
            except RuntimeError as error:
                g_is_gone = str(error)

        thread = threading.Thread(target=work, name="worker")
        thread.start()
        thread.join()
        return "a line that is longer than the pane of code is on a terminal: " + g.get("x", "y")

    @app.get("/cart")
    def cart():
        session["cart"] = []
        return "new"

    @app.get("/add")
    def add():
        session["cart"].append("tea")
        return "added"
"""
TESTS = """
    from app import app

    def test_cart():
        assert app.test_client().get("/cart").text == "old"

    def test_missing():
        assert app.test_client().get("/nothing").status_code == 200

    def test_good():
        pass
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "app.py").write_text(dedent(APP), "utf-8")
    (folder / "test_app.py").write_text(dedent(TESTS), "utf-8")
    return folder


def walked(one: Terminal, shown: str) -> list[str]:
    """The screens of all stops, from the one that is `shown` to the last."""
    total = int(re.findall(r" of (\d+)\b", shown.splitlines()[0])[-1])
    screens = [shown]
    for number in range(2, total + 1):
        one.press(RIGHT)
        screens.append(one.wait(rf"\b{number} of {total}\b"))
    return screens


def test_from_a_lesson_it_begins_with_its_code_and_shows_every_push_and_pop(
    tmp_path: Path,
) -> None:
    with Terminal(LESSON, tmp_path) as one:
        one.wait(r"Enter run it")
        one.press("r")
        one.wait(r"c see the contexts")
        one.press("c")
        screens = walked(one, one.wait(r"\b1 of \d+[\s\S]*q leave"))
        one.press(HOME)
        one.wait(r"\b1 of")
        one.press("q")
        one.wait(r"c see the contexts")
        one.press("q")
        assert one.ends() == 0
    assert all("print(request.path)" in screen for screen in screens)
    assert not any("setup" in screen for screen in screens)
    said = "\n".join(screens)
    for change in ("app context pushed", "request context pushed", "request context popped"):
        assert change in said
    assert "app context popped" in screens[-1]


def test_a_404_is_gone_through_with_the_code_of_the_app(project: Path, tmp_path: Path) -> None:
    with Terminal("trace app.py /nothing --step", tmp_path, folder=project) as one:
        screens = walked(one, one.wait(r"\b1 of \d+[\s\S]*q leave"))
        one.press("q")
        assert one.ends() == 0
    assert all("app = Flask(__name__)" in screen for screen in screens)
    assert all("in Flask; none of your lines runs here" in screen for screen in screens)
    assert re.search(r"│╭─ request context: GET /n\S*…?╮│", screens[1])
    assert "app context popped" in screens[-1]


def test_each_key_that_is_shown_does_what_it_says(project: Path, tmp_path: Path) -> None:
    with Terminal("trace app.py / --step", tmp_path, folder=project) as one:
        one.wait(r"1 main  2 worker[\s\S]*Tab thread[\s\S]*q leave")
        one.press("?")
        one.wait(r"Home End[\s\S]*to the beginning, to the end[\s\S]*q back")
        one.press("q")
        one.wait(r"\b1 of")
        one.press("/" + "return" + ENTER)
        one.wait(r"→\d+ +return")
        one.press("/" + "nowhere" + ENTER)
        one.wait(r"“nowhere” is not found in main\.")
        one.press("/" + "some" + ESCAPE)
        one.wait(r"→\d+ +return[\s\S]*q leave")
        one.press(">>>>")
        one.wait(r"…[^\n]*the pane of code")
        one.press("<<<<")
        one.wait(r"→\d+ +return")
        one.press("i")
        one.wait(r"is on a terminal: [\s\S]*current_app: app[\s\S]*Pushed in worker:")
        one.press("i\t")
        one.wait(r"6 of 6|5 of 5|[1-9] of [1-9]\b")
        one.press(HOME)
        one.wait(r"\b1 of \d\b[\s\S]*starts, with no context")
        one.press("e")
        one.wait(r"exception raised: RuntimeError")
        one.press("1")
        one.wait(r" of \d\d")
        one.press(END + RIGHT)
        one.wait(r"This is the end\.")
        one.press(CTRL_C)
        assert one.ends() == 0


def test_a_finding_stands_at_the_stop_that_shows_it(project: Path, tmp_path: Path) -> None:
    with Terminal("trace app.py /cart /add --step", tmp_path, folder=project) as one:
        one.wait(r"\b1 of \d+[\s\S]*q leave")
        one.press("e")
        screen = one.wait(r"✗ [\s\S]*q leave")
        one.press("q")
        assert one.ends() == 0
        assert "1 finding" in one.said
    assert re.search(r"✗ .*session", screen)


def test_the_tests_that_failed_are_gone_through_one_after_another(
    project: Path, tmp_path: Path
) -> None:
    command = f"trace --step -- {sys.executable} -m pytest -q -p no:cacheprovider --tb=no"
    # Plugins that none of these tests needs take half a minute on a busy machine.
    more: dict[str, str | None] = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    with Terminal(command, tmp_path, folder=project, more=more) as one:
        one.wait(r"test_cart \(1 of 2\)[\s\S]*t next test[\s\S]*q leave")
        one.press(END)
        one.wait(r"✗ the test has failed")
        one.press("t")
        one.wait(r"test_missing \(2 of 2\)[\s\S]*\b1 of")
        one.press("t")
        one.wait(r"test_cart \(1 of 2\)")
        one.press("q")
        assert one.ends() == 1


@pytest.mark.parametrize("size", [(40, 24), (40, 9), (120, 40)], ids=str)
def test_it_stays_usable_on_terminals_of_other_sizes(
    size: tuple[int, int], project: Path, tmp_path: Path
) -> None:
    with Terminal("trace app.py /cart --step", tmp_path, size=size, folder=project) as one:
        one.wait(r"app context pushed[\s\S]*q leave")
        one.press("/session[\r")
        screen = one.wait(r"→24 +session\[\"cart\"\] = \[\]")
        assert re.search(r"request context: GET /cart", screen)
        one.resize(80, 24)
        one.wait(r"→24 +session[^\n]*│[\s\S]*\? help")
        one.resize(*size)
        one.wait(r"→24 +session")
        one.press("q")
        assert one.ends() == 0


def test_it_speaks_indonesian(project: Path, tmp_path: Path) -> None:
    with Terminal("--lang id trace app.py /cart --step", tmp_path, folder=project) as one:
        one.wait(r"di dalam Flask; kodemu mulai di app\.py, baris \d+[\s\S]*q keluar")
        one.press("?")
        one.wait(r"ke awal, ke akhir")
        one.press("qq")
        assert one.ends() == 0


def test_being_ended_from_outside_leaves_the_terminal_as_it_was(
    project: Path, tmp_path: Path
) -> None:
    with Terminal("trace app.py /cart --step", tmp_path, folder=project) as one:
        one.wait(r"\b1 of \d+[\s\S]*q leave")
        os.kill(tutor(tmp_path), signal.SIGTERM)
        assert one.ends() == 128 + signal.SIGTERM
    assert is_quiet(tmp_path)


def test_without_a_terminal_it_is_said_and_the_run_is_listed(project: Path, tmp_path: Path) -> None:
    with Terminal("--plain trace app.py /cart --step", tmp_path, folder=project) as one:
        assert one.ends() == 0
        said = one.said
    assert "--step wants a terminal; here each line that ran is listed instead." in said
    listed = said.partition("listed instead.")[2]
    assert re.search(r'main, app\.py line 24: session\["cart"\] = \[\]', listed)
    assert "app context popped" in listed


def test_a_terminal_without_our_signs_gets_others(project: Path, tmp_path: Path) -> None:
    more: dict[str, str | None] = {"PYTHONIOENCODING": "ascii"}
    with Terminal("trace app.py /cart --step", tmp_path, folder=project, more=more) as one:
        screen = one.wait(r"\+- app context: app -+\+[\s\S]*> forward  < back[\s\S]*q leave")
        one.press("q")
        assert one.ends() == 0
    assert screen.isascii()


def test_where_nothing_ran_it_is_said(project: Path, tmp_path: Path) -> None:
    with Terminal("trace nothing / --step", tmp_path, folder=project) as one:
        assert one.ends() == 1
    assert "--step has nothing to go through." in one.said


def test_json_and_steps_do_not_go_together(project: Path, tmp_path: Path) -> None:
    with Terminal("trace app.py --json --step", tmp_path, folder=project) as one:
        assert one.ends() == 2
        assert "--step and --json do not go together." in one.text()
