"""A `do` step on a real pseudo-terminal, and by pipe, done in a real folder."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.ui.terminal import is_quiet
from tests.ui.workshop import APP, CTRL_C, CTRL_D, ENTER, TAKE, Workshop, kept

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal"),
    pytest.mark.sweep,
]


def test_ticks_come_by_themselves_and_the_answer_is_kept_once(tmp_path: Path) -> None:
    with Workshop(tmp_path) as one:
        one.begin()
        one.write("flask.py", "")
        one.wait(r"✗ there is no flask.py\n +flask.py is still there")
        one.write("app.py", APP)
        one.wait(r"✓ app.py holds")
        (one.folder / "flask.py").unlink()
        screen = one.wait(r"Right\.[\s\S]*Enter go on")
        assert "✓ app.py holds Flask(__name__)" in screen
        assert "✓ there is no flask.py" in screen
        assert screen.index("✓ there is no flask.py") < screen.index("Right.")
        assert "Flask finds it by its name." in screen
        one.press("b")
        one.wait(r"8 of 9[\s\S]*\^C leave")
        one.press(CTRL_D)
        assert one.ends() == 0
    assert kept(tmp_path) == [("make", "right", 0)]


def test_a_file_that_is_being_written_is_no_failure(tmp_path: Path) -> None:
    with Workshop(tmp_path) as one:
        one.begin()
        one.write("app.py", APP[:-2])
        screen = one.wait(r"· app.py holds[\s\S]*is opened and never closed")
        assert "app.py, line 3" in screen
        assert "✗" not in screen
        one.write("app.py", APP)
        one.wait(r"Right\.")
        one.leave()
    assert kept(tmp_path) == [("make", "right", 0)]


def test_a_known_mistake_is_said_and_not_counted(tmp_path: Path) -> None:
    with Workshop(tmp_path) as one:
        one.begin()
        one.write("App.py", APP)
        one.wait(r"App.py has a capital letter")
        one.press("h")
        one.wait(r"Hint 1 of 2")
        one.write("app.py", APP)
        one.wait(r"Right\.")
        one.leave()
    assert kept(tmp_path) == [("make", "right", 1)]


def test_the_start_files_are_shown_then_put_there(tmp_path: Path) -> None:
    with Workshop(tmp_path) as one:
        one.begin()
        one.press("f")
        one.wait(r"README.txt[\s\S]*A shop in Bandung\.[\s\S]*Put this into your folder\?")
        assert list(one.folder.iterdir()) == []
        one.press(ENTER)
        one.wait(r"README.txt +is there now")
        assert (one.folder / "README.txt").read_text() == "A shop in Bandung.\n"
        one.write("README.txt", "mine")
        one.press("f")
        one.wait(r"Put this into your folder\?")
        one.press("y")
        one.wait(r"was there already and was left")
        assert (one.folder / "README.txt").read_text() == "mine"
        one.leave()


def test_giving_up_shows_a_way_and_it_can_be_done_after_all(tmp_path: Path) -> None:
    with Workshop(tmp_path, size=(80, 50)) as one:
        one.begin()
        one.press("g")
        screen = one.wait(r"One solution[\s\S]*To type there:[\s\S]*Enter look now")
        assert "\ncd ~/flasktutor/sampler\nls\n" in screen
        one.press("p")
        one.wait(r"One solution lies in this folder:\n~/flasktutor/sampler-solution\n")
        made = one.folder.with_name("sampler-solution")
        assert (made / "app.py").read_text() == APP
        assert list(one.folder.iterdir()) == []
        one.write("app.py", APP)
        one.wait(r"Right\.")
        one.leave()
    assert kept(tmp_path) == [("make", "gave-up", 0), ("make", "right", 0)]


def test_nothing_is_put_beside_where_the_solution_is_typed(tmp_path: Path) -> None:
    (tmp_path / "lessons").mkdir()
    (tmp_path / "lessons/typed.yaml").write_text(
        "format: 1\nlesson: typed\ntitle: A\nsummary: B\nfolder: sampler\nsteps:\n"
        "  - {key: make, kind: do, body: Make it., checks: [{file: app.py}],\n"
        "     solution: {run: touch app.py}}\n"
    )
    take = f"--lessons {tmp_path}/lessons lesson typed --trust"
    with Workshop(tmp_path, arguments=take) as one:
        one.wait(r"Enter takes it")
        one.press(ENTER)
        one.wait(r"Make\s+it\?")
        one.press(ENTER)
        one.wait(r"✗ there is app.py")
        one.press("g")
        screen = one.wait(r"touch app.py[\s\S]*n go on")
        assert "put it there for me" not in screen
        one.leave()
    assert not one.folder.with_name("sampler-solution").exists()


@pytest.mark.parametrize(("key", "code"), [(CTRL_C, 130), (CTRL_D, 0)], ids=["ctrl-c", "ctrl-d"])
def test_it_is_left_like_every_step(tmp_path: Path, key: str, code: int) -> None:
    with Workshop(tmp_path) as one:
        one.begin()
        one.press(key)
        one.wait(r"Everything is kept")
        assert one.ends() == code
    assert is_quiet(tmp_path)
    assert kept(tmp_path) == []


def test_a_narrow_terminal_that_grows(tmp_path: Path) -> None:
    with Workshop(tmp_path, size=(40, 24)) as one:
        one.begin()
        one.write("App.py", APP)
        screen = one.wait(r"App.py has a capital[\s\S]*Enter look now")
        assert all(len(line) <= 40 for line in screen.split("\n"))
        one.resize(100, 30)
        one.wait(
            r"App.py has a capital letter; flask run looks for app.py\.[\s\S]*Enter look now  o"
        )
        one.leave()


def test_a_low_terminal_shows_what_there_is_by_arrows(tmp_path: Path) -> None:
    with Workshop(tmp_path, size=(40, 12)) as one:
        one.begin()
        one.write("App.py", APP)
        one.wait(r"↑↓ \d of \d")
        one.press("\x1b[B" * 5)
        one.wait(r"for app.py\.\n  ↑↓ (\d) of \1")
        one.leave()


def test_in_indonesian(tmp_path: Path) -> None:
    with Workshop(tmp_path, arguments=f"--lang id {TAKE}") as one:
        one.wait(r"Enter untuk memakainya")
        one.press(ENTER)
        one.wait(r"Buat sekarang\?")
        one.press(ENTER)
        screen = one.wait(r"tidak ada app.py[\s\S]*Enter lihat sekarang")
        assert "foldermu" in screen.lower()
        one.write("app.py", APP)
        one.wait(r"Benar\.")
        one.leave()
