"""What lies in the project and may not be read is a note, whoever owns it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest

from tests.doctor import workbench
from tests.doctor.command import COMMAND, SCHEMA, environ
from tests.doctor.conftest import Machine

APP = "from flask import Flask\n\napp = Flask(__name__)\n"
# Root may read all, unless it gives that right away.
_SETPRIV = shutil.which("setpriv") or ""
_NO_RIGHTS = (_SETPRIV, "--bounding-set=-dac_override,-dac_read_search")
if sys.platform == "win32":
    pytest.skip("rights are kept otherwise there", allow_module_level=True)
if os.geteuid() == 0 and not _SETPRIV:
    pytest.skip("root reads everything", allow_module_level=True)


@pytest.fixture
def locked(machine: Machine) -> Iterator[Machine]:
    """A project with an app, and a database's folder that belongs to somebody else."""
    workbench.venv(machine.root / "venv")
    machine.activate(machine.root / "venv")
    machine.write("app.py", APP)
    (machine.folder / "data").mkdir(mode=0)
    yield machine
    (machine.folder / "data").chmod(0o700)


def looked(machine: Machine, *arguments: str) -> subprocess.CompletedProcess[str]:
    words = [*COMMAND, "check-install", "--port", str(machine.port), *arguments]
    return subprocess.run(
        [*(_NO_RIGHTS if os.geteuid() == 0 else ()), *words],
        cwd=machine.folder, env=environ(machine), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_folder_is_a_note(locked: Machine) -> None:
    done = looked(locked)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Not read: data." in done.stdout
    assert "Flask works here." in done.stdout


def test_it_stands_in_the_json_too(locked: Machine) -> None:
    done = looked(locked, "--json")
    told = json.loads(done.stdout)
    jsonschema.validate(told, SCHEMA)
    assert [one["status"] for one in told["findings"] if one["id"] == "project-unreadable"] == [
        "note"
    ]


@pytest.mark.parametrize("name", ["app.py", ".env", "requirements.txt", "shop"])
def test_files_too(locked: Machine, name: str) -> None:
    path = locked.folder / name
    path.mkdir() if name == "shop" else path.touch()
    path.chmod(0)
    done = looked(locked)
    path.chmod(0o700)
    assert name in done.stdout.partition("Not read:")[2], done
    assert "UTF-8" not in done.stdout
    # Flask opens the first by itself, the second with python-dotenv, the others never.
    assert (done.returncode, done.stderr) == (int(name == "app.py"), "")


def test_a_dotenv_file_that_flask_would_open_is_a_problem(locked: Machine) -> None:
    site = locked.root / "venv" / "lib" / workbench.MINOR / "site-packages"
    workbench.put(workbench.downloaded("python-dotenv==1.1.1"), site)
    path = locked.write(".env")
    path.chmod(0)
    assert looked(locked).returncode == 1
    flask = [*(_NO_RIGHTS if os.geteuid() == 0 else ()), locked.root / "venv/bin/flask", "routes"]
    done = subprocess.run(
        flask, cwd=locked.folder, env=locked.environ, capture_output=True, check=False
    )
    assert b"PermissionError" in done.stderr


@pytest.mark.parametrize("name", ["app.py", ".env", "requirements.txt"])
def test_what_has_a_files_name_may_be_a_folder_or_a_broken_link(
    machine: Machine, name: str
) -> None:
    for put in (Path.mkdir, lambda path: path.symlink_to("nowhere")):
        path = machine.folder / name
        put(path)
        assert machine.check().facts.project.unreadable == ()
        path.rmdir() if path.is_dir() else path.unlink()
