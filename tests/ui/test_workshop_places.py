"""Where a do step is done: the folder that is proposed, another one, one that cannot be."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.ui.workshop import APP, ENTER, Workshop

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal"),
    pytest.mark.sweep,
]


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
