"""Owns running the learner's tests: in their folder, and on copies of it with a fault each."""

from __future__ import annotations

import json
import os
import shutil
import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from flasktutor.conditions.looks import SuiteEnd, SuiteFailure, SuiteLook, SuiteRun, SuiteSeen
from flasktutor.language import _, reason
from flasktutor.runner import launch
from flasktutor.runner.program import Program
from flasktutor.runner.report import read_file
from flasktutor.runner.shape import fits
from flasktutor.text import decode
from flasktutor.values import frozen
from flasktutor.workplace.environments import Found
from flasktutor.workplace.stamps import is_skipped

SECONDS = 30.0
"""How long one run of the tests may take."""
_BACKSTOP = 3.0
_LARGEST_REPORT = 64 * 1024
_KEPT = 20_000
_DATABASES = (".db", ".sqlite", ".sqlite3")
_MOST_ENTRIES = 5000
_MOST_BYTES = 64 * 1024 * 1024
_NONE_FOUND = 5  # pytest's exit codes
_RAN = (0, 1)


@frozen(kw_only=True)
class _End:
    """What the worker reports of a run."""

    hung: bool = False
    has_pytest: bool = True
    passed: int = 0
    failed: int = 0
    first: SuiteFailure | None = None
    code: int = 0
    strayed: tuple[str, ...] = ()


def look(
    wish: SuiteLook, folder: Path, found: Found | None, environ: Mapping[str, str]
) -> SuiteSeen:
    """Run the tests; where they pass, on each faulty version as well."""
    if found is None or found.report is None:
        return SuiteSeen(own=SuiteRun(end="no-python", output=found.said if found else ""))
    own = _run(found.python, folder, environ)
    if own.end != "ran" or own.failed or not own.passed:
        return SuiteSeen(own=own)
    faulty = [_run_faulty(fault, found.python, folder, environ) for fault in wish.faults]
    return SuiteSeen(own=own, faulty=tuple(faulty))


def _run_faulty(
    fault: Mapping[str, str], python: Path, folder: Path, environ: Mapping[str, str]
) -> SuiteRun:
    try:
        with tempfile.TemporaryDirectory(prefix="flasktutor-suite-") as base:
            copy = Path(base).resolve() / folder.name
            _copy(folder, copy)
            for path, text in fault.items():
                _lay(copy, path, text)
            return _run(python, copy, environ, original=folder)
    except OSError as error:
        return _not_started(error)


def _run(
    python: Path, folder: Path, environ: Mapping[str, str], original: Path | None = None
) -> SuiteRun:
    try:
        with tempfile.TemporaryDirectory(prefix="flasktutor-suite-") as base:
            place = Path(base).resolve()
            job = {
                "place": str(place),
                "report": str(place / "report"),
                "timeout": SECONDS,
                "original": str(original) if original else "",
            }
            (place / "job.json").write_text(json.dumps(job), "utf-8")
            variables = {
                **environ,
                "PYTHONDONTWRITEBYTECODE": "1",
                "PYTHONIOENCODING": "utf-8",
                "COVERAGE_FILE": str(place / "coverage"),
            }
            command = [str(python), str(launch.WORKER), "suite", str(place / "job.json")]
            program = Program(command, folder, variables, together=True)
            code = program.wait(SECONDS + _BACKSTOP)
            output = decode(program.out.rest())[-_KEPT:]
            return _told(place / "report", code, output)
    except OSError as error:
        return _not_started(error)


def _not_started(error: OSError) -> SuiteRun:
    return SuiteRun(end="not-started", output=reason(error))


def _told(report: Path, code: int | None, output: str) -> SuiteRun:
    if not report.exists():
        return SuiteRun(end="hung" if code is None else "broken", output=output)
    try:
        (frame,) = read_file(report, _LARGEST_REPORT)
        if not (isinstance(frame, dict) and fits(_End, frame.get("end"))):
            raise ValueError
    except ValueError:
        return SuiteRun(end="broken", output=output)
    told = frame["end"]
    first = SuiteFailure(**told["first"]) if told.get("first") else None
    end = _End(**{**told, "first": first})
    return SuiteRun(
        end=_ended(end), passed=end.passed, failed=end.failed, first=first, output=output
    )


def _ended(end: _End) -> SuiteEnd:
    if end.hung:
        return "hung"
    if not end.has_pytest:
        return "no-pytest"
    if end.code == _NONE_FOUND:
        return "none-found"
    if end.strayed:
        return "strayed"
    return "ran" if end.code in _RAN else "broken"


def _copy(folder: Path, copy: Path) -> None:
    """Copy what is the learner's own in the folder; raises OSError for more than can be theirs."""
    room = [_MOST_ENTRIES, _MOST_BYTES]

    def left_out(place: str, names: list[str]) -> set[str]:
        skipped = {name for name in names if _stays(Path(place, name))}
        for name in set(names) - skipped:
            room[0] -= 1
            room[1] -= os.lstat(os.path.join(place, name)).st_size  # noqa: PTH118  # as it is given
        if min(room) < 0:
            raise OSError(_("the folder holds more than can be copied"))
        return skipped

    shutil.copytree(folder, copy, symlinks=True, ignore=left_out)


def _stays(path: Path) -> bool:
    mode = path.lstat().st_mode
    if stat.S_ISDIR(mode):
        return is_skipped(path)
    return path.suffix in _DATABASES or not (stat.S_ISREG(mode) or stat.S_ISLNK(mode))


def _lay(copy: Path, path: str, text: str) -> None:
    """Write a file into the copy, and never through a link, which may lead to the learner's."""
    place = copy
    for part in Path(path).parts:
        place = place / part
        if place.is_symlink():
            real = place.resolve()
            place.unlink()
            if real.is_dir():
                shutil.copytree(real, place, symlinks=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, "utf-8")
