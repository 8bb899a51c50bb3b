"""Proves the whole course on each Flask and on each Python: `python -m tests.matrix`.

The Pythons are those of this machine from 3.10 to 3.13; the Flasks are fetched once into
environments that are kept between runs. Each of them comes once; `--every` takes every pair
of them. Besides: the oldest that we declare of everything, on the oldest of those Pythons; the
newest releases of all of it, on the newest; the double of Flask 3.2, and the newest pre-release
if it is newer than every release, there too. `--ends` takes of Flasks only the two between which
all others lie, the oldest of everything and the double, and one program of each varied question.
The exit code is 1 when a lesson or a command fails anywhere.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.requirements import Requirement
from packaging.version import Version

from flasktutor import audit, paths
from flasktutor.course import lesson_files
from flasktutor.varied_proofs import Seeds
from tests.checkout import ROOT
from tests.flasks.versions import PACKAGES, PYTHONS, interpreter, put_double

FLASKS = {
    "2.3.3": ("flask==2.3.3", "werkzeug<3"),
    "3.0.3": ("flask==3.0.3",),
    "3.1": ("flask>=3.1",),
}
OLDEST = {
    "2.3.0, all else as old": ("flask==2.3.0",),
    "2.3.0, Werkzeug 2.3.8": ("flask==2.3.0", "werkzeug==2.3.8"),
}
"""The oldest Flask of a learner's that snippets run on, with what it declares, or works with."""
_DECLARED = (
    "import json; from importlib.metadata import requires; print(json.dumps(requires({!r})))"
)
FEW = Seeds(3)
"""One program of each level: `lessons check` looks at many, on the Flask that is here."""
ONE = Seeds(1)
_IMPORT_ALL = """
import importlib, pkgutil, flasktutor
for one in pkgutil.walk_packages(flasktutor.__path__, "flasktutor."):
    if "worker" not in one.name and not one.name.endswith("__main__"):
        importlib.import_module(one.name)
"""
_TRIED: list[tuple[list[str], str]] = [
    (["--help"], ""),
    (["start", "--plain"], "1\nq\n"),
    (["lesson", "contexts", "--plain"], "\nq\n"),
    (["run", "-"], "from flask import current_app\nprint('run')\n"),
    (["explain", "No module named 'flask'"], ""),
    (["trace", "app.py"], ""),
    (["play"], "1 + 1\n"),
    (["progress", "--json"], ""),
    (["lessons", "--lang", "id"], ""),
    (["lessons", "check", str(ROOT / "lessons" / "install.yaml"), "--seeds", "1"], ""),
    (["check-install"], ""),
]
"""Command lines of a first day, and what is typed then; they end well."""


def environments() -> Path:
    """Where the environments are kept between runs."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home, "flasktutor-matrix")


def environment(
    python: str, name: str, wanted: Iterable[str], *, oldest: bool = False, doubled: bool = False
) -> Path:
    """The interpreter of an environment with those packages, made when it is not there.

    With `oldest`, what Flask itself declares is as old as it allows; with `doubled`, it is
    made the double of 3.2.
    """
    folder = environments() / re.sub(r"[^\w.]+", "-", name)
    inside = folder / "bin/python"
    if not (folder / "done").exists():
        shutil.rmtree(folder, ignore_errors=True)
        # The pip at hand fills it, which takes half the time of giving it one of its own.
        subprocess.run([python, "-m", "venv", "--without-pip", str(folder)], check=True)
        _install(inside, wanted)
        if oldest:
            asked = subprocess.run(
                [inside, "-c", _DECLARED.format("flask")], capture_output=True, check=True
            )
            _install(inside, {*wanted, *floors(json.loads(asked.stdout), but=wanted)})
        (folder / "done").touch()
    if doubled:
        put_double(folder)
    return inside


def _install(python: Path, wanted: Iterable[str]) -> None:
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", *wanted]
    subprocess.run(command, check=True, capture_output=True)


def floors(declared: Iterable[str], but: Iterable[str] = ()) -> list[str]:
    """The oldest of each package that is declared, those in `but` left out."""
    given = {Requirement(one).name.lower() for one in but}
    wanted = [Requirement(line) for line in declared]
    return [
        f"{one.name}=={floor.version}"
        for one in wanted
        for floor in one.specifier
        if floor.operator == ">=" and one.marker is None and one.name.lower() not in given
    ]


def newest_prerelease() -> str | None:
    """The newest pre-release of Flask, when it is newer than every release and can be had."""
    command = [sys.executable, "-m", "pip", "index", "versions", "flask", "--pre"]
    return early(subprocess.run(command, capture_output=True, text=True).stdout)


def early(told: str) -> str | None:
    """The version that `pip index versions --pre` names first, if it is a pre-release."""
    newest = re.match(r"\w+ \((\S+)\)", told)
    return newest[1] if newest and Version(newest[1]).is_prerelease else None


def pairs(pythons: Iterable[str], *, every: bool = False) -> list[tuple[str, str]]:
    """Pythons and Flasks to prove together: every pair, or pairs in which each comes once.

    Old goes with old, as on learners' machines; what is left over goes with the newest Flask.
    """
    versions, flasks = sorted(pythons, key=Version), [*FLASKS]
    if every:
        return [*itertools.product(versions, flasks)]
    count = max(len(versions), len(flasks))
    return [
        (versions[min(i, len(versions) - 1)], flasks[min(i, len(flasks) - 1)]) for i in range(count)
    ]


def double(pythons: dict[str, str]) -> tuple[str, Path]:
    """The double of Flask 3.2, and its interpreter."""
    newest = max(pythons, key=Version)
    made = environment(pythons[newest], f"{newest}-double", PACKAGES["3.1"], doubled=True)
    return f"Python {newest}, the double of 3.2", made


def places(pythons: dict[str, str], *, every: bool) -> Iterator[tuple[str, Path]]:
    """What else has to hold, and the interpreters where it has to: what snippets run on."""
    for version, flask in pairs(pythons, every=every):
        made = environment(pythons[version], f"{version}-{flask}", FLASKS[flask])
        yield f"Python {version}", made
    oldest, newest = min(pythons, key=Version), max(pythons, key=Version)
    for name, wanted in OLDEST.items():
        as_old = len(wanted) == 1
        made = environment(pythons[oldest], f"{oldest}-{name}", wanted, oldest=as_old)
        yield f"Python {oldest}, {name}", made
    early = newest_prerelease()
    if early is None:
        print("No pre-release of Flask is newer than its newest release.", flush=True)
    else:
        wanted = (f"flask=={early}", "asgiref")
        yield f"Python {newest}, pre-release", environment(pythons[newest], early, wanted)


def prove_floors(python: str, version: str, seeds: Seeds) -> list[str]:
    """Run the tutor itself on the oldest of all that it declares; what fails there."""
    inside = environment(python, f"{version}-floors", floors(declared()), oldest=True)
    lessons = ["--lang", "en", "lessons", "check", "--seeds", str(seeds.count)]
    return _tried(f"Python {version}, our floors", inside, [*_TRIED, (lessons, "")])


def prove_newest(python: str, version: str) -> list[str]:
    """The same on the newest releases of today."""
    inside = environment(python, f"{version}-newest", declared())
    _install(inside, ["--upgrade", "--upgrade-strategy", "eager", *declared()])
    return _tried(f"Python {version}, the newest of all", inside, _TRIED)


def declared() -> list[str]:
    """What the tutor needs to run, as it is declared."""
    return [one for one in metadata.requires("flasktutor") or () if "extra ==" not in one]


def _tried(name: str, inside: Path, tried: Sequence[tuple[list[str], str]]) -> list[str]:
    """Run command lines of ours on an interpreter, each with what is typed; what fails."""
    with TemporaryDirectory() as home:
        Path(home, "app.py").write_text("from flask import Flask\n\napp = Flask('app')\n")
        environ = {**os.environ, "PYTHONPATH": str(ROOT), "FLASKTUTOR_HOME": home}
        for words, typed in (([], ""), *tried):
            # Without words, all that could be imported is.
            command = ["-m", "flasktutor", *words] if words else ["-c", _IMPORT_ALL]
            done = subprocess.run(
                [str(inside), *command],
                env=environ, cwd=home, input=typed, capture_output=True, text=True,
            )  # fmt: skip
            if done.returncode or "Traceback (most" in done.stderr:
                return [f"{name}: {words}", done.stdout[-2000:] + done.stderr[-2000:]]
    print(f"{name}: {len(tried)} commands, {done.stdout.splitlines()[-1]}", flush=True)
    return []


def main(arguments: Sequence[str]) -> int:
    """Print a line for each pair of Python and Flask, and what fails there."""
    parser = argparse.ArgumentParser(prog="python -m tests.matrix", description=__doc__)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--every", action="store_true", help="every pair of Python and Flask")
    which.add_argument("--ends", action="store_true", help="the oldest and the double alone")
    wanted = parser.parse_args(arguments)
    files, flawed = lesson_files(Path(paths.own_lessons())), False
    pythons = {version: found for version in PYTHONS if (found := interpreter(version))}
    for version in PYTHONS:
        if version not in pythons:
            print(f"Python {version}: not on this machine")
    seeds = ONE if wanted.ends else FEW
    others = () if wanted.ends else places(pythons, every=wanted.every)
    for name, python in itertools.chain([double(pythons)], others):
        result = audit.audit(files, python, seeds=seeds)
        print(f"{name}, Flask {result.flask}: {result.runs} runs, ", end="")
        print(f"{len(result.issues)} flaws", *result.issues, sep="\n  ", flush=True)
        flawed |= bool(result.issues)
    oldest, newest = min(pythons, key=Version), max(pythons, key=Version)
    failed = prove_floors(pythons[oldest], oldest, seeds) + prove_newest(pythons[newest], newest)
    print(*failed, sep="\n", end="")
    return 1 if flawed or failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
