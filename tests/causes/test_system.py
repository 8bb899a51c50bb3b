"""The system that a text came about on is seen in it, and in nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from flasktutor.causes.system import System, told_from

HERE = System("linux", "fish")
TEXTS = Path(__file__).parent / "tracebacks"
POWERSHELL, CMD = System("windows", "powershell"), System("windows", "cmd")


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("PS C:\\Users\\Ani> flask run\nNo such command", POWERSHELL),
        ('  File "c:\\shop\\app.py", line 2, in <module>', POWERSHELL),
        ("C:\\shop>flask run", CMD),
        ("'flask' is not recognized as an internal or external command,", CMD),
        # PowerShell's words tell more than a prompt, which has no “PS” where it was set otherwise.
        ("C:\\shop> . .\\venv\\Scripts\\activate\n + PSSecurityException", POWERSHELL),
        ('  File "/home/ani/app.py", line 2\nKeyError: "C:\\\\"', HERE),
        # In code a letter and a colon often stand before what ends a line.
        ('  File "/home/ani/app.py", line 3\n    f.write("a:\\n")\nTypeError: x', HERE),
        ("    print('N:\\t', x)\nNameError: name 'x' is not defined", HERE),
        ("", HERE),
    ],
)
def test_where_a_text_came_about(text: str, system: System) -> None:
    assert told_from(text, HERE) == system


def test_the_shell_at_hand_is_kept_on_windows() -> None:
    bash = System("windows", "sh")
    assert told_from("PS C:\\Users\\Ani> flask run", bash) == bash


def test_a_shells_own_words_tell_more_than_where_they_are_pasted() -> None:
    assert told_from("about_Execution_Policies", CMD) == POWERSHELL
    assert told_from("C:\\shop>flask run", CMD) == CMD


def test_powershell_speaks_so_on_linux_too() -> None:
    here = System("linux", "powershell")
    assert told_from("The term 'x' is not recognized as a name of a cmdlet", here) == here


@pytest.mark.parametrize("path", sorted(TEXTS.glob("*.txt")), ids=lambda path: path.stem)
def test_nothing_from_elsewhere_is_taken_for_windows(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    drive = "C:\\" in text or "is not recognized" in text or "Execution_Policies" in text
    assert (told_from(text, HERE) == HERE) is not drive
