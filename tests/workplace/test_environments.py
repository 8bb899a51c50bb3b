"""Which environment is meant for the learner's folder, and what is known of it."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from flasktutor.workplace.place import Workplace
from tests.doctor import workbench
from tests.workplace.conftest import Bench

WORKS = "- environment: works\n  packages: [flask>=2]"


@pytest.fixture
def bare(bench: Bench) -> Bench:
    """A place whose learner has named no environment."""
    bench.place = Workplace(bench.folder)
    return bench


@pytest.mark.parametrize("name", [".venv", "venv", "env", "lingkungan é", "my env"])
def test_one_in_the_folder_is_found_by_any_name(bare: Bench, name: str) -> None:
    assert bare.instead(WORKS) == "none is found in this folder"
    workbench.venv(bare.folder / name)
    assert bare.instead(WORKS) == ""


def test_a_link_to_one_counts(bare: Bench, environment: Path) -> None:
    (bare.folder / ".venv").symlink_to(environment)
    assert bare.instead(WORKS) == ""


def test_the_one_that_was_named_counts(bench: Bench) -> None:
    assert bench.instead(WORKS) == ""


def test_its_interpreter_may_be_named_instead(bench: Bench) -> None:
    bench.place = Workplace(bench.folder, bench.python)
    assert bench.instead(WORKS) == ""


def test_a_folder_of_conda_is_one(bare: Bench) -> None:
    prefix = bare.folder / "conda"
    workbench.venv(prefix)
    (prefix / "conda-meta").mkdir()
    assert bare.instead(WORKS) == ""


def test_those_that_tools_keep_elsewhere_are_found(bare: Bench) -> None:
    home = Path(bare.environ["HOME"])
    kept = home / ".local/share/virtualenvs/toko-abc"
    workbench.venv(kept)
    (kept / ".project").write_text(str(bare.folder.resolve()))
    assert bare.instead(WORKS) == ""
    (kept / ".project").write_text(str(bare.root))
    assert bare.instead(WORKS) == "none is found in this folder"
    (bare.folder / ".pdm-python").write_text(str(kept / "bin/python"))
    assert bare.instead(WORKS) == ""
    (bare.folder / ".pdm-python").unlink()
    digest = hashlib.sha256(os.path.realpath(bare.folder).encode()).digest()
    mark = base64.urlsafe_b64encode(digest).decode()[:8]
    workbench.venv(home / f".cache/pypoetry/virtualenvs/toko-{mark}-py3.12")
    assert bare.instead(WORKS) == ""


def test_one_that_was_made_anew_beside_a_broken_one_counts(bare: Bench) -> None:
    workbench.venv(bare.folder / ".venv")
    python = bare.folder / ".venv/bin/python"
    python.unlink()
    python.symlink_to("/gone/python3")
    assert bare.instead(WORKS).endswith("does not start")
    workbench.venv(bare.folder / "neu")
    assert bare.instead(WORKS) == ""


def test_one_that_was_moved_is_told(bare: Bench) -> None:
    workbench.venv(bare.root / "elsewhere/.venv")
    shutil.move(bare.root / "elsewhere/.venv", bare.folder / ".venv")
    told = bare.instead(WORKS)
    assert told.startswith("`.venv` was made as ")
    assert "elsewhere" in told


def test_one_without_anything_to_activate_is_unfinished(bare: Bench) -> None:
    # As `python3 -m venv` leaves it where Debian's `python3-venv` is missing, and until its end.
    workbench.venv(bare.folder / ".venv")
    scripts = list((bare.folder / ".venv/bin").glob("[aA]ctivate*"))
    kept = bare.root / "scripts"
    kept.mkdir()
    for script in scripts:
        script.rename(kept / script.name)
    watcher = bare.watch(WORKS)
    verdict = watcher.look()
    assert verdict is not None
    assert verdict.marks[0].seen == "`.venv` is not finished: there is nothing in it to activate"
    for script in scripts:
        (kept / script.name).rename(script)
    verdict = watcher.look()
    assert verdict is not None
    assert verdict.right


def test_one_that_was_made_in_the_wrong_folder_is_told(
    bare: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(bare.root))
    bare.environ["HOME"] = str(bare.root)
    watcher = bare.watch(WORKS)
    verdict = watcher.look()
    assert verdict is not None
    assert verdict.marks[0].seen == "none is found in this folder"
    made = bare.root / ".venv"
    workbench.venv(made)
    verdict = watcher.look()
    assert verdict is not None
    assert verdict.marks[0].seen == f"none is found in this folder, but in `{made}`"


def test_a_python_that_is_nobody_s_own_is_no_environment(bare: Bench) -> None:
    (bare.folder / ".venv/bin").mkdir(parents=True)
    (bare.folder / ".venv/bin/python").symlink_to(workbench.BASE)
    assert bare.instead(WORKS) == "none is found in this folder"


def test_packages_come_and_go(bare: Bench) -> None:
    site = workbench.venv(bare.folder / ".venv", packages=[])
    watcher = bare.watch(WORKS)
    verdict = watcher.look()
    assert verdict is not None
    assert verdict.marks[0].seen == "`flask` is not in `.venv`"
    assert watcher.look() is None
    workbench.put(workbench.installed(*workbench.FLASK), site)
    verdict = watcher.look()
    assert verdict is not None
    assert verdict.right
    workbench.drop(site, "flask")
    verdict = watcher.look()
    assert verdict is not None
    assert not verdict.right


def test_metadata_that_is_being_written_is_no_package_yet(bare: Bench) -> None:
    site = workbench.venv(bare.folder / ".venv")
    (site / "half-1.0.dist-info").mkdir()
    assert bare.instead("- environment: works\n  packages: half") == "`half` is not in `.venv`"


def test_one_made_by_uv_or_virtualenv_is_one(bare: Bench) -> None:
    workbench.venv(bare.folder / ".venv")
    config = bare.folder / ".venv/pyvenv.cfg"
    config.write_text(config.read_text() + "uv = 0.9.0\n")
    assert bare.instead(WORKS) == ""


def test_a_stub_that_hangs_does_not_start(bare: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flasktutor.doctor.ask.SECONDS", 0.5)
    workbench.venv(bare.folder / ".venv")
    python = bare.folder / ".venv/bin/python"
    python.unlink()
    python.write_text("#!/bin/sh\nsleep 6173\n")
    python.chmod(0o755)
    assert bare.instead(WORKS).endswith("does not start")
    assert not subprocess.run(
        ["pgrep", "-f", "sleep 6173"], check=False, capture_output=True
    ).stdout
