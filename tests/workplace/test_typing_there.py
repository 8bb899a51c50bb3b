"""Commands are typed as the learner's own shell reads them."""

from __future__ import annotations

import pytest

from flasktutor.causes.system import System
from flasktutor.schema import Code
from flasktutor.steps.do import Commands
from flasktutor.workplace import typing_there

WRITTEN = Commands(
    unix=Code(". .venv/bin/activate\npip install flask\n"),
    powershell=Code(".venv\\Scripts\\Activate.ps1\npip install flask\n"),
    cmd=Code(".venv\\Scripts\\activate.bat\npip install flask\n"),
)


@pytest.mark.parametrize(
    ("system", "first"),
    [
        (System("linux", "sh"), ". .venv/bin/activate"),
        (System("macos", "sh"), ". .venv/bin/activate"),
        (System("linux", "fish"), ". .venv/bin/activate.fish"),
        (System("linux", "powershell"), ".venv/bin/Activate.ps1"),
        (System("windows", "sh"), ". .venv/Scripts/activate"),
        (System("windows", "powershell"), ".venv\\Scripts\\Activate.ps1"),
        (System("windows", "cmd"), ".venv\\Scripts\\activate.bat"),
    ],
)
def test_an_environment_is_activated_as_the_shell_does(system: System, first: str) -> None:
    assert typing_there.commands(WRITTEN, system) == (first, "pip install flask")


@pytest.mark.parametrize(
    ("folder", "system", "typed"),
    [
        ("~/shop", System("linux", "sh"), "cd ~/shop"),
        ("~/my shop", System("linux", "sh"), "cd ~/'my shop'"),
        ("/srv/my shop", System("macos", "fish"), "cd '/srv/my shop'"),
        ("C:\\shop", System("windows", "powershell"), "cd C:\\shop"),
        ("D:\\my shop", System("windows", "cmd"), 'cd /d "D:\\my shop"'),
    ],
)
def test_the_way_into_a_folder(folder: str, system: System, typed: str) -> None:
    assert typing_there.go_to(folder, system) == typed
