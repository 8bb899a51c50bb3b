"""What a thousand runs in a row leave behind: descriptors, memory, folders, processes."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from flasktutor.runner.protocol import Limits, Probe, RunRequest
from flasktutor.runner.runner import Runner
from tests.benchmarks.measure import Row

#: One of each kind of end, so that every path of tidying up is taken.
QUICK_ENDS = (
    "print('fine')",
    "1 / 0",
    "import os; os._exit(3)",
    "open('left', 'w').write('x')",
    "import subprocess; subprocess.Popen(['sleep', '60'], start_new_session=True)",
    "while True: print('0123456789' * 1000)",
    "import ctypes; ctypes.string_at(0)",
    "import os; os.close(1)",
)
HANGS = "import time; time.sleep(60)"
_LIMITS = Limits(wall=0.2)


@dataclass(frozen=True)
class Left:
    """Counts before or after; memory in KiB, of the tutor and of its supervisor."""

    tutor_files: int
    worker_files: int
    tutor_memory: int
    worker_memory: int
    folders: int
    processes: int


def count(worker: int) -> Left:
    """What there is now, once the process for the next run is there too."""
    while len(_workers()) < 2:
        time.sleep(0.01)
    return Left(
        tutor_files=_files("self"),
        worker_files=_files(str(worker)),
        tutor_memory=_resident(os.getpid()),
        worker_memory=_resident(worker),
        folders=len(list(Path(tempfile.gettempdir()).glob("flasktutor-run-*/run-*"))),
        processes=len(_workers()),
    )


def _files(process: str) -> int:
    """How many files a process has open, once that stays as it is."""
    seen, now = -1, 0
    while seen != now:
        seen = now
        time.sleep(0.1)
        now = len(os.listdir(f"/proc/{process}/fd"))  # noqa: PTH208  # `iterdir` opens one
    return now


def run_many(runner: Runner, runs: int) -> tuple[Left, Left]:
    """Counts after a few runs, and after `runs` more."""
    _run(runner, 2 * len(QUICK_ENDS))
    worker = _supervisor()
    before = count(worker)
    _run(runner, runs)
    assert _supervisor() == worker, "the worker was started anew"
    return before, count(worker)


def rows() -> list[Row]:
    """The differences that 1,000 runs make."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        tempfile.tempdir = folder
        with Runner(Path(sys.executable)) as runner:
            before, after = run_many(runner, 1000)
        tempfile.tempdir = None
    told = ("tutor_files", "worker_files", "tutor_memory", "worker_memory", "folders", "processes")
    return [_row(name, getattr(after, name) - getattr(before, name)) for name in told]


def _row(name: str, more: int) -> Row:
    what = "1,000 runs: more " + name.replace("_", "'s ")
    if name.endswith("memory"):
        return Row(what, more / 1024, 1, unit="MiB")
    return Row(what, more, 0, unit="")


def _run(runner: Runner, runs: int) -> None:
    for number in range(runs):
        # Waiting for the clock is what takes long: now and then is enough.
        source = HANGS if number % 50 == 0 else QUICK_ENDS[number % len(QUICK_ENDS)]
        probes = (Probe(expression="1 + 1"),) if number % 2 else ()
        runner.run(RunRequest(source=source, limits=_LIMITS, probes=probes))


def _supervisor() -> int:
    line = f"PPid:\t{os.getpid()}\n"
    (found,) = (pid for pid in _workers() if line in Path(f"/proc/{pid}/status").read_text())
    return found


def _workers() -> set[int]:
    mark = f"FLASKTUTOR_WORKER={os.getpid()}-".encode()
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes()
        except OSError:
            continue
        if mark in environment:
            found.add(int(folder.name))
    return found


def _resident(pid: int) -> int:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1])
