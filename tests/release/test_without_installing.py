"""The program run by `uvx` and `pipx run`, from the folder and from a wheel, as README says."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checkout import ROOT, fresh_copy

pytestmark = pytest.mark.slow

RUNNERS = {"uvx": ("uvx", "--from"), "pipx": ("pipx", "run", "--spec")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh copy of the project, and a wheel of it in `dist`."""
    copy = fresh_copy(tmp_path_factory.mktemp("copy") / "flasktutor")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist"]
    subprocess.run(build, cwd=copy, check=True, capture_output=True)
    return copy


@pytest.mark.parametrize("runner", RUNNERS)
@pytest.mark.parametrize("of", ["folder", "wheel"])
def test_nothing_has_to_be_installed(runner: str, of: str, folder: Path, tmp_path: Path) -> None:
    program, *options = RUNNERS[runner]
    found = shutil.which(program, path=str(Path(sys.executable).parent))
    assert found, f"{program} is not here: pip install -e '.[dev]'"
    (wheel,) = folder.glob("dist/*.whl")
    source = "." if of == "folder" else str(wheel)
    done = subprocess.run(
        [found, *options, source, "flasktutor", "--lang", "id", "--plain", "lesson", "contexts"],
        cwd=folder,
        env={
            **{k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")},
            "FLASKTUTOR_HOME": str(tmp_path / "home"),
            "PIPX_HOME": str(tmp_path / "pipx"),
            "UV_CACHE_DIR": str(tmp_path / "uv"),
            "UV_PYTHON_DOWNLOADS": "never",
        },
        input="\n\nq\n",
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert "Context dan proxy" in done.stdout


def test_readme_names_these_commands() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for program, *options in RUNNERS.values():
        assert f"\n{' '.join((program, *options))} . flasktutor start\n" in readme
