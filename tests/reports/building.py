"""Owns a report built for real: its failure is seen, our repairs are applied, it is seen gone.

The environments are those of `tests.clashes`, kept between runs. What `explain` proposes is run
in a copy of one, as a person would paste it: each repair begins with the failing state.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flasktutor.values import frozen
from tests.clashes import environments
from tests.clashes.proving import neutral
from tests.process import kill_group
from tests.reports.reports import Recipe, Report

_SECONDS = 240
_BY_HAND = "by hand"
_INSTALLS = "-m pip install"
_MARK = "what follows is the program"


@frozen(kw_only=True)
class Ran:
    """What came of a command: whether it works, and all that it printed."""

    works: bool
    said: str


@frozen(kw_only=True)
class Repaired:
    """One repair that was run: its commands (or `by hand`), and whether the failure was gone."""

    how: str
    helped: bool


@frozen(kw_only=True)
class Built:
    """What building a report came to; `wrong` says why it does not count."""

    id: str
    said: str = ""
    explained: str = ""
    checked: str = ""
    repairs: tuple[Repaired, ...] = ()
    wrong: str = ""


@frozen(kw_only=True)
class Bench:
    """A folder with the program, and an environment that may be changed, for one attempt."""

    python: Path
    folder: Path
    home: Path

    def run(self, recipe: Recipe, line: str, before: Sequence[str] = ()) -> Ran:
        """Run `line` in a shell, after the commands `before`, and see whether it works."""
        script = "\n".join(("set -e", *before, f"echo {_MARK} >&2", line))
        log = self.home / "log"
        with log.open("w") as output:
            process = subprocess.Popen(
                ["sh", "-c", script], cwd=self.folder, env=self._environ(),
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip
        ended = _until(process, log, recipe.works)
        said = log.read_text("utf-8", "replace").rpartition(f"{_MARK}\n")[2]
        works = ended == 0 if not recipe.works else bool(re.search(recipe.works, said))
        return Ran(works=works, said=said)

    def tutor(self, *arguments: str, text: str = "") -> dict[str, Any]:
        """The JSON that `flasktutor` prints in the folder of the program."""
        # Isolated: the folder of the program may hold a typing.py that hides Python's own.
        environ = {**self._environ(), "FLASKTUTOR_HOME": str(self.home), "FLASKTUTOR_LANG": "en"}
        done = subprocess.run(
            [sys.executable, "-I", "-m", "flasktutor", *arguments, "--json"], cwd=self.folder,
            env=environ, input=text, capture_output=True, text=True, timeout=_SECONDS,
        )  # fmt: skip
        told: dict[str, Any] = json.loads(done.stdout)
        return told

    def _environ(self) -> dict[str, str]:
        path = f"{self.python.parent}{os.pathsep}{os.environ['PATH']}"
        environ = {**os.environ, "PATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
        environ["PYTHONUNBUFFERED"] = "1"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            environ["PORT"] = str(free.getsockname()[1])
        for name in ("PYTHONPATH", "VIRTUAL_ENV", "FLASK_APP"):
            environ.pop(name, None)
        return environ


def build(report: Report) -> Built:
    """See the failure, apply what is proposed, and see that it is gone."""
    assert report.recipe
    try:
        return _built(report, report.recipe.whole())
    except (environments.BuildError, AssertionError, subprocess.TimeoutExpired) as error:
        return Built(id=report.id, wrong=f"{type(error).__name__}: {error}")


def _built(report: Report, recipe: Recipe) -> Built:
    with _bench(recipe) as bench:
        ran = bench.run(recipe, recipe.run)
        assert not ran.works, "it works"
        said = neutral(ran.said, bench.python, bench.folder / "app.py")
        told = bench.tutor("explain", "-", text=ran.said)
        checked = _check(report, recipe, bench)
    repairs = [*_proposed(recipe, _proposals(told)), *_by_hand(recipe)]
    explained = told["id"] if told["known"] else ""
    wrong = "" if any(one.helped for one in repairs) else "no repair was seen to help"
    if recipe.app and not checked:
        wrong = "check-install does not name the cause"
    if explained and explained not in report.right:
        wrong = f"explain says {explained}"
    return Built(id=report.id, said=said, explained=explained, checked=checked,
                 repairs=tuple(repairs), wrong=wrong)  # fmt: skip


def _check(report: Report, recipe: Recipe, bench: Bench) -> str:
    """The right cause that `check-install --app` names; "" where it is not asked, or does not."""
    if not recipe.app:
        return ""
    told = bench.tutor("check-install", "--python", str(bench.python), "--app", recipe.app)
    named = [told["cause"], *(one["id"] for one in told["findings"] if one["status"] == "problem")]
    return next((name for name in named if name in report.right), "")


def _proposals(told: Mapping[str, Any]) -> int:
    """How many repairs are proposed."""
    return len(told.get("fixes") or ())


def _proposed(recipe: Recipe, count: int) -> Iterator[Repaired]:
    """Apply each proposed repair that is commands, in the same failing state made anew."""
    for number in range(count):
        with _bench(recipe) as bench:
            told = bench.tutor("explain", "-", text=bench.run(recipe, recipe.run).said)
            commands = [_named(line, recipe) for line in told["fixes"][number]["commands"]]
            if not commands:
                continue
            if recipe.instead and _INSTALLS not in commands[-1]:
                line = recipe.instead.format(command="\n".join(commands))
                ran = bench.run(recipe, line)
            else:
                ran = bench.run(recipe, recipe.run, commands)
            how = "; ".join(commands)
            for place in (bench.python.parent, bench.folder):
                how = how.replace(f"{place}/", "")
            yield Repaired(how=how, helped=ran.works and _content(recipe, bench))


def _by_hand(recipe: Recipe) -> Iterator[Repaired]:
    """Apply what the words say to write or to run instead."""
    if not recipe.by_hand:
        return
    with _bench(recipe) as bench:
        _write(bench.folder, recipe.by_hand.get("files", {}))
        wanted = [shlex.quote(part) for part in recipe.by_hand.get("install", "").split()]
        before = [f"python -m pip install -q {' '.join(wanted)}"] if wanted else []
        ran = bench.run(recipe, recipe.by_hand.get("run", recipe.run), before)
        yield Repaired(how=_BY_HAND, helped=ran.works and _content(recipe, bench))


def _content(recipe: Recipe, bench: Bench) -> bool:
    """Whether `check-install --app` has nothing left to say, where it is asked."""
    if not recipe.app:
        return True
    told = bench.tutor("check-install", "--python", str(bench.python), "--app", recipe.app)
    return bool(told["healthy"])


def _named(line: str, recipe: Recipe) -> str:
    for word, name in recipe.names.items():
        line = re.sub(rf"\b{word}\b", name, line)
    return line


@contextmanager
def _bench(recipe: Recipe) -> Iterator[Bench]:
    """The failing state made anew: the files, and a copy of the environment with pip in it."""
    kept = environments.environment(recipe.python, (*recipe.install, "pip")).parent.parent
    with tempfile.TemporaryDirectory() as work:
        home, folder, venv = Path(work, "home"), Path(work, "shop"), Path(work, "venv")
        home.mkdir()
        folder.mkdir()
        shutil.copytree(kept, venv, symlinks=True)
        for script in (venv / "bin").iterdir():
            if script.is_file() and not script.is_symlink():
                text = script.read_text("utf-8").replace(str(kept), str(venv))
                script.write_text(text, "utf-8")
        _write(folder, recipe.files)
        bench = Bench(python=venv / "bin/python", folder=folder, home=home)
        if recipe.prepare:
            prepared = bench.run(Recipe(), recipe.prepare)
            assert prepared.works, prepared.said
        yield bench


def _write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def _until(process: subprocess.Popen[bytes], log: Path, works: str) -> int | None:
    """Wait until it ends, or prints that it works; its exit code, None where it was stopped."""
    end = time.monotonic() + _SECONDS
    try:
        while process.poll() is None:
            if works and re.search(works, log.read_text("utf-8", "replace")):
                return None
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired(process.args, _SECONDS)
            time.sleep(0.1)
        return process.returncode
    finally:
        kill_group(process)  # with what it has left in the background
