"""Runs the learner's tests as `python -m pytest` does, in their interpreter, and counts them."""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any, Iterator

from .. import wire

_GRACE = 0.5
_MOST_STRAYED = 5
_LONGEST = 500


def main(arguments: list[str]) -> None:
    """Do the job in the file named, and leave a report where the job says."""
    with open(arguments[0], encoding="utf-8") as file:
        job = json.load(file)
    watch = threading.Timer(job["timeout"], _give_up, [job])
    watch.daemon = True
    watch.start()
    # `python -m` puts the folder stood in first.
    sys.path.insert(0, os.getcwd())
    if job["original"]:
        sys.path[:0] = list(_in_copy(job["original"], os.getcwd()))
    _write(job, _run(job))
    watch.cancel()
    # Threads of the app that run on would keep the process for good.
    leave = threading.Timer(_GRACE, os._exit, [0])
    leave.daemon = True
    leave.start()


def _give_up(job: dict[str, Any]) -> None:
    _write(job, {"hung": True})
    os._exit(1)


def _run(job: dict[str, Any]) -> dict[str, Any]:
    counter = Counter()
    try:
        import pytest
    except ModuleNotFoundError as error:
        if error.name != "pytest":
            raise
        return {"has_pytest": False}
    sys.argv[:] = ["pytest"]
    place = job["place"]
    # What pytest keeps would lie in the learner's folder.
    code = pytest.main(
        ["-o", f"cache_dir={place}/cache", f"--basetemp={place}/temp"], plugins=[counter]
    )
    strayed = list(_strayed(job["original"])) if job["original"] else []
    return {
        "passed": counter.passed,
        "failed": counter.failed,
        "first": counter.first,
        "code": int(code),
        "strayed": strayed[:_MOST_STRAYED],
    }


class Counter:
    """A plugin that counts tests: passed, and failed in any of their phases.

    Of the first that failed it keeps the name, the line, and what that raised.
    """

    def __init__(self) -> None:
        self.passed = self.failed = 0
        self.first: dict[str, Any] | None = None

    def pytest_runtest_logreport(self, report: Any) -> None:
        if hasattr(report, "wasxfail"):  # expected to fail, whether it did or not
            return
        if report.failed:
            self.failed += 1
            self.first = self.first or _failure(report)
        elif report.when == "call" and report.passed:
            self.passed += 1


def _failure(report: Any) -> dict[str, Any]:
    """The test, the line in its file where it stopped (0: unknown), and the error's words."""
    name = str(report.nodeid)
    crash = getattr(report.longrepr, "reprcrash", None)
    entries = getattr(getattr(report.longrepr, "reprtraceback", None), "reprentries", ())
    places = [getattr(entry, "reprfileloc", None) for entry in entries]
    file = os.path.basename(name.partition("::")[0])
    lines = [one.lineno for one in places if one and os.path.basename(one.path) == file]
    return {
        "test": name[:_LONGEST],
        "line": lines[-1] if lines else 0,
        "said": str(getattr(crash, "message", "")).strip()[:_LONGEST],
    }


def _in_copy(original: str, copy: str) -> Iterator[str]:
    """Folders of the copy for those of the original that an editable install points to."""
    for place in [*_editable(), *sys.path]:
        real = os.path.realpath(place)
        if _lies_in(real, original) and not _is_installed(real):
            yield os.path.normpath(os.path.join(copy, os.path.relpath(real, original)))


def _editable() -> list[str]:
    """Folders of packages that an import hook of setuptools maps names to."""
    found = []
    for finder in sys.meta_path:
        module = sys.modules.get(getattr(finder, "__module__", ""))
        mapping = getattr(module, "MAPPING", None)
        if isinstance(mapping, dict):
            found += [os.path.dirname(str(path)) for path in mapping.values()]
    return found


def _strayed(original: str) -> Iterator[str]:
    """Files of the original that were imported all the same."""
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        real = os.path.realpath(file) if isinstance(file, str) else ""
        if _lies_in(real, original) and not _is_installed(real):
            yield os.path.relpath(real, original)


def _lies_in(path: str, folder: str) -> bool:
    real = os.path.realpath(folder)
    return path == real or path.startswith(os.path.join(real, ""))


def _is_installed(path: str) -> bool:
    return "site-packages" in path.split(os.sep) or _lies_in(path, sys.prefix)


def _write(job: dict[str, Any], end: dict[str, Any]) -> None:
    part = job["report"] + ".part"
    with open(part, "wb") as file:
        file.write(wire.pack({"end": end}))
    os.replace(part, job["report"])
