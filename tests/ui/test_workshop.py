"""A `do` step on a real pseudo-terminal, and by pipe, done in a real folder."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from flasktutor.progress import Progress
from tests.checkout import ROOT
from tests.process import flasktutor
from tests.ui.terminal import Terminal, is_quiet, processes

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal"),
    pytest.mark.sweep,
]
LESSONS = f"--lessons {ROOT}/tests/ui/lessons"
TAKE = f"{LESSONS} lesson sampler --trust --from make"
ENTER, CTRL_C, CTRL_D = "\r", "\x03", "\x04"
APP = "from flask import Flask\n\napp = Flask(__name__)\n"


class Workshop(Terminal):
    """The sampler's `do` step; its home folder is `home/h`, the proposal lies in it."""

    def __init__(
        self,
        home: Path,
        *,
        size: tuple[int, int] = (80, 24),
        more: dict[str, str | None] | None = None,
        arguments: str = TAKE,
    ) -> None:
        self.folder = home / "h/flasktutor" / "sampler"
        (home / "h").mkdir(parents=True, exist_ok=True)
        own: dict[str, str | None] = {
            "HOME": str(home / "h"),
            "SHELL": "/bin/sh",
            "ENV": None,
            "EDITOR": None,
            "VISUAL": None,
        }
        super().__init__(arguments, home, size=size, more={**own, **(more or {})})

    def __enter__(self) -> Workshop:
        return self

    def begin(self) -> None:
        """Take the proposed folder, which is made."""
        self.wait(r"Enter takes it")
        self.press(ENTER)
        self.wait(r"Make it\?")
        self.press(ENTER)
        self.wait(r"✗ app.py holds")

    def write(self, path: str, text: str) -> None:
        """Save a file there, as an editor in another terminal does."""
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text, encoding="utf-8")

    def leave(self) -> None:
        self.press("q")
        assert self.ends() == 0
        assert is_quiet(self.home)


def kept(home: Path) -> list[tuple[str, str, int]]:
    with Progress.open(home / "data/progress.db") as progress:
        return [(one.step, one.result, one.hints) for one in progress.attempts()]


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
        screen = one.wait(r"· app.py holds[\s\S]*Python cannot read your file")
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
        one.wait(r"Make it\?")
        one.press(ENTER)
        one.wait(r"✗ there is app.py")
        one.press("g")
        screen = one.wait(r"touch app.py[\s\S]*n go on")
        assert "put it there for me" not in screen
        one.leave()
    assert not one.folder.with_name("sampler-solution").exists()


def test_a_place_is_remembered_and_asked_for_again_when_it_was_moved(tmp_path: Path) -> None:
    with Workshop(tmp_path) as one:
        one.begin()
        one.leave()
    moved = one.folder.with_name("moved here")
    with Workshop(tmp_path) as two:
        two.wait(r"Your folder:\n~/flasktutor/sampler\n[\s\S]*Enter look now")
        two.folder.rename(moved)
        two.wait(r"is not there any more\. If you")
        moved.rename(two.folder)
        two.wait(r"✗ app.py holds")
        two.folder.rename(moved)
        two.wait(r"is not there any more\. If you")
        two.leave()
    with Workshop(tmp_path) as two:
        two.wait(r"is not there any more[\s\S]*Enter takes it")
        two.press(f"'{moved}'{ENTER}")
        two.wait(r"Your folder:\n~/flasktutor/moved here\n[\s\S]*Enter look now")
        (moved / "app.py").write_text(APP)
        two.wait(r"Right\.")
        two.leave()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("{home}/file", r"file is a file, or leads through one"),
        ("{home}/file/in/it", r"(cannot be made: Not a directory|leads through one)"),
        ("{home}/full", r"something in ~/full already: one, two\.[\s\S]*Work there\?"),
    ],
)
def test_a_folder_that_cannot_be_worked_in_is_told(tmp_path: Path, typed: str, told: str) -> None:
    home = tmp_path / "h"
    (home / "full").mkdir(parents=True)
    for name in ("file", "full/one", "full/two"):
        (home / name).touch()
    with Workshop(tmp_path) as one:
        one.wait(r"Enter takes it")
        one.press(typed.format(home=home) + ENTER)
        while "Work there?" not in one.wait(rf"{told}|Make it\?"):
            if "Make it?" not in one.text().rstrip().split("\n")[-1]:
                break
            one.press(ENTER)
            one.wait(told)
        if "Work there?" in one.text():
            one.press(ENTER)
        one.wait(rf"(?s){told}.*Enter takes it")
        one.press("q" + ENTER)
        assert one.ends() == 0
    assert sorted(path.name for path in home.rglob("*")) == ["file", "full", "one", "two"]


def test_another_folder_by_a_key(tmp_path: Path) -> None:
    with Workshop(tmp_path) as one:
        one.begin()
        other = tmp_path / "h/other"
        other.mkdir()
        one.press("d")
        one.wait(r"Enter takes it")
        one.press("b" + ENTER)
        one.wait(r"9 of 9[\s\S]*Enter look now")
        one.press("d")
        one.wait(r"Enter takes it")
        one.press("~/other" + ENTER)
        one.wait(r"Your environment")
        one.press("/no/such" + ENTER)
        one.wait(r"/no/such is no environment")
        one.press(ENTER)
        one.wait(r"Your folder:\n~/other\n[\s\S]*Enter look now")
        (other / "app.py").write_text(APP)
        one.wait(r"Right\.")
        one.leave()


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


def test_a_preview_asks_for_a_place_and_keeps_nothing(tmp_path: Path) -> None:
    preview = f"lessons preview {ROOT}/tests/ui/lessons/sampler.yaml --step make --trust"
    with Workshop(tmp_path, arguments=preview) as one:
        one.begin()
        one.write("app.py", APP)
        one.wait(r"Right\.")
        one.press(ENTER)
        one.wait(r"nothing was recorded")
        assert one.ends() == 0
    with Workshop(tmp_path) as two:
        two.wait(r"Enter takes it")
        two.press("q" + ENTER)
        two.ends()


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
        one.wait(r"Make it\?")
        one.press("\n")
        one.wait(r"\[Enter: look now; o open")
        one.press("o\n")
        one.wait(r"leads back here")
        one.press(f"echo '{APP}' > app.py; exit\n")
        one.wait(r"met: there is no `flask.py`\n\nRight\.")
        one.press("q\n")
        assert one.ends() == 0
    assert kept(tmp_path) == [("make", "right", 0)]


def test_two_tutors_in_one_folder_both_see_it(tmp_path: Path) -> None:
    with Workshop(tmp_path / "a") as one:
        one.begin()
        with Workshop(tmp_path / "b") as two:
            two.wait(r"Enter takes it")
            two.press(str(one.folder) + ENTER)
            two.wait(r"✗ app.py holds")
            one.write("app.py", APP)
            one.wait(r"Right\.")
            two.wait(r"Right\.")
            two.leave()
        one.leave()


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
