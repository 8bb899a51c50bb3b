"""What tests keep between runs is of one interpreter: another of its version finds none of it."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

from tests import kept
from tests.doctor import workbench


def test_two_interpreters_of_one_version_keep_apart(tmp_path: Path) -> None:
    workbench.system(tmp_path / "other")
    other = kept.folder(tmp_path / "other/bin/python3")
    assert other.name.startswith(f"python{platform.python_version()}-")
    assert kept.folder(sys.executable).name.startswith(f"python{platform.python_version()}-")
    assert other != kept.folder(sys.executable)


def test_an_environment_keeps_with_the_interpreter_beneath_it(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "one"], check=True)
    assert kept.folder(tmp_path / "one/bin/python") == kept.folder(sys.executable)
    assert kept.folder(workbench.BASE) == kept.folder(sys.executable)
