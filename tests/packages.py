"""Proves what is installed: `python -m tests.packages`.

Builds the sdist and the wheel from a fresh copy of the project, installs each (and the copy in
place) into a fresh environment of each Python of this machine from 3.10 to 3.13, and uses the
program there from an empty folder. The exit code is 1 when anything fails anywhere.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flasktutor import __version__, paths
from flasktutor.course import lesson_files
from tests.checkout import fresh_copy
from tests.flasks.versions import PYTHONS, interpreter


class FailedError(Exception):
    """A command ended otherwise than it should; says which and what it printed."""


@dataclass(frozen=True)
class Place:
    """An environment, and a folder outside the checkout to work in."""

    venv: Path
    folder: Path

    def run(self, *command: str, typed: str = "") -> str:
        """What a command of the environment prints. Raises FailedError unless it ends with 0."""
        mine = {"FLASKTUTOR_HOME": str(self.folder / "home"), "LC_ALL": "C.UTF-8"}
        inherited = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
        done = subprocess.run(
            [str(self.venv / "bin" / command[0]), *command[1:]],
            cwd=self.folder,
            env={**inherited, **mine},
            input=typed,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode != 0:
            said = done.stdout[-2000:] + done.stderr[-2000:]
            raise FailedError(f"{' '.join(command)}: exit code {done.returncode}\n{said}")
        return done.stdout


def made(python: str, folder: Path) -> Place:
    """A fresh environment of this interpreter, with nothing but pip."""
    work = folder / "work"
    work.mkdir(parents=True)
    subprocess.run([python, "-m", "venv", str(folder / "venv")], check=True, capture_output=True)
    return Place(folder / "venv", work)


def build(place: Place, source: Path) -> tuple[Path, Path]:
    """The sdist and the wheel, each made from a copy of the project in `source`."""
    place.run("pip", "install", "-q", "hatchling", "hatch-vcs", "babel", "pyyaml")
    out = place.folder / "dist"
    place.run("pip", "wheel", "-q", "--no-deps", "-w", str(out), str(source))
    subprocess.run(
        [str(place.venv / "bin/python"), "-m", "hatchling", "build", "-t", "sdist", "-d", str(out)],
        cwd=source,
        check=True,
        capture_output=True,
    )
    (wheel,), (sdist,) = out.glob("*.whl"), out.glob("*.tar.gz")
    return sdist, wheel


def use(place: Place) -> Iterator[str]:
    """Use what was installed as a learner would; yields what is not as it should be."""
    if __version__ not in place.run("flasktutor", "--version"):
        yield "--version does not name the version"
    listed = place.run("flasktutor", "lessons")
    for path in lesson_files(Path(paths.own_lessons())):
        if path.stem not in listed:
            yield f"lessons: {path.stem} is not there"
    if "Cara pakai" not in place.run("flasktutor", "--lang", "id", "--help"):
        yield "--lang id --help is not in Indonesian"
    (place.folder / "app.py").write_text("from flask import Flask\napp = Flask('app')\n", "utf-8")
    place.run("flasktutor", "trace", "app.py", "--html", "page.html")
    if "request started: GET /" not in (place.folder / "page.html").read_text("utf-8"):
        yield "trace --html writes no page"
    # Enter: read the first text; run the snippet; go on. Trust must not be asked for.
    taken = place.run("flasktutor", "lesson", "contexts", typed="\n\n\nq\n")
    if "It prints:\n    /books\n    /orders\n" not in taken:
        yield f"lesson contexts does not run its first snippet:\n{taken[-2000:]}"


def prove(python: str, folder: Path, *what: str) -> list[str]:
    """Install with `pip install WHAT` into a fresh environment, and say what fails there."""
    try:
        place = made(python, folder)
        place.run("pip", "install", "-q", *what)
        return list(use(place))
    except FailedError as error:
        return [str(error)]


def main() -> int:
    """Print a line for each Python and way to install, and what fails there."""
    flawed = False
    with tempfile.TemporaryDirectory(prefix="flasktutor-packages-") as folder:
        base = Path(folder)
        source = fresh_copy(base / "source")
        sdist, wheel = build(made(sys.executable, base / "build"), source)
        ways = {"sdist": [str(sdist)], "wheel": [str(wheel)], "in place": ["-e", str(source)]}
        for version in PYTHONS:
            python = interpreter(version)
            if python is None:
                print(f"Python {version}: not on this machine")
                continue
            for way, what in ways.items():
                flaws = prove(python, base / f"{version} {way}", *what)
                print(
                    f"Python {version}, {way}: {len(flaws)} flaws", *flaws, sep="\n  ", flush=True
                )
                flawed |= bool(flaws)
    return 1 if flawed else 0


if __name__ == "__main__":
    sys.exit(main())
