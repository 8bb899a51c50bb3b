"""Nothing of the learner's is ever written, moved or deleted by a look."""

from __future__ import annotations

import os
from pathlib import Path

from tests.workplace.conftest import Bench, free_port, made

TEST = """\
from app import app
def test_a(tmp_path):
    assert app.test_client().get("/").text == "Hello"
"""
LOOKS = {
    "file": "- file: app.py\n  uses: Flask()\n- gone: b.py",
    "environment": "- environment: works\n  packages: flask",
    "doctor": "- doctor: well",
    "served": "- served: /\n  contains: Hello",
    "app": "- app:\n    - request: /\n      body: Hello\n    - value: app.name\n      equals: app",
    "contexts": "- contexts: /",
    "tests": (
        "- tests: 1\n  catch:\n    - what: it is lost\n"
        "      files: {app.py: 'from flask import Flask; app = Flask(__name__)'}"
    ),
}


def snapshot(folder: Path) -> dict[str, tuple[object, ...]]:
    """Every name in the folder, with its bytes, its time and its rights."""
    found: dict[str, tuple[object, ...]] = {}
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files, "."):
            path = Path(place, name)
            status = path.lstat()
            plain = path.is_file() and not path.is_symlink()
            held = path.read_bytes() if plain else ""
            found[str(path)] = (status.st_mode, status.st_mtime_ns, status.st_ino, held)
    return found


def test_a_look_leaves_everything_as_it_is(bench: Bench) -> None:
    made(bench.folder / ".venv")
    bench.place = type(bench.place)(bench.folder)
    bench.write("app.py")
    bench.write("test_app.py", TEST)
    bench.write("data.db", "rows")
    port = free_port()
    quiet = {"PYTHONDONTWRITEBYTECODE": "1"}
    python = str(bench.folder / ".venv/bin/python")
    bench.serve(python, "-m", "flask", "run", "-p", str(port), port=port, env=quiet)
    before = snapshot(bench.folder)
    for look, conditions in LOOKS.items():
        watcher = bench.watch(conditions)
        for at_once in (False, True):
            verdict = watcher.look(at_once=at_once)
            assert verdict is not None
            assert verdict.right, verdict
        watcher.stop()
        assert snapshot(bench.folder) == before, look
