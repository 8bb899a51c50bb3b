"""What holds for a whole run: memory, files, time that the tutor sleeps through, environment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flasktutor.runner import launch
from flasktutor.runner.protocol import Context, Limits, RunRequest, RunResult
from flasktutor.runner.runner import Runner
from flasktutor.runner.worker.clock import LONGEST_GAP, Clock
from tests.checkout import ROOT
from tests.process import environment
from tests.runner.conftest import interpreter, wait_for, worker_processes

SIX = (
    "import os, time\nfor _ in range(6):\n    if os.fork() == 0:\n"
    "        kept = bytearray(b'x' * {size})\n        time.sleep({seconds})\n        os._exit(0)\n"
    "time.sleep({seconds})\nprint('survived')"
)


def run(runner: Runner, source: str, **limits: float) -> RunResult:
    wanted = Limits(**limits)  # type: ignore[arg-type]  # as the test says
    return runner.run(RunRequest(source=source, context=Context(kind="none"), limits=wanted))


def test_six_processes_have_no_more_memory_than_one(runner: Runner) -> None:
    if "totals" not in runner.isolation:
        pytest.skip("this system does not tell the memory of others")
    result = run(runner, SIX.format(size=300_000_000, seconds=20), wall=30)
    assert result.outcome == "memory", result
    assert "Its processes together took more than the 512 MiB" in result.explanation
    assert run(runner, "print('ok')").stdout == "ok\n"


def test_what_copies_share_counts_once(runner: Runner) -> None:
    """Each of these looks larger than the limit by itself, and none of them is."""
    source = "kept = bytearray(b'x' * 200_000_000)\n" + SIX.format(size=1000, seconds=1)
    result = run(runner, source, wall=30)
    assert result.outcome == "ok", result


def test_many_files_together_are_bounded(runner: Runner) -> None:
    source = (
        "import time\nfor n in range(300):\n    with open(f'f{n}', 'wb') as file:\n"
        "        file.write(bytes(1_000_000))\n    time.sleep(0.005)"
    )
    result = run(runner, source, wall=60, cpu=60)
    assert result.outcome == "disk", result
    assert "its files together grew larger than 64 MiB" in result.explanation


def test_many_small_files_are_bounded(runner: Runner) -> None:
    source = "n = 0\nwhile True:\n    open(f'f{n}', 'w').close()\n    n += 1"
    result = run(runner, source, wall=60, cpu=60)
    assert result.outcome == "disk", result
    assert "more than 2000 files and folders" in result.explanation


def test_files_are_bounded_without_fork_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    source = "n = 0\nwhile True:\n    open(f'f{n}', 'w').close()\n    n += 1"
    with Runner(interpreter()) as runner:
        assert run(runner, source, wall=60, cpu=60).outcome == "disk"
        assert run(runner, "print('ok')").stdout == "ok\n"


FOUND = "open('/proc/self/environ').read().split('\\0')"


@pytest.mark.parametrize("namespaces", [False, True])
def test_the_learners_environment_is_not_there(
    namespaces: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_SECRET", "told-to-nobody")
    monkeypatch.setenv("PYTHONPATH", "/told-to-nobody")
    source = (
        f"import os\nfirst = dict(one.split('=', 1) for one in {FOUND} if one)\n"
        "print(sorted(first), sorted(os.environ), 'told-to-nobody' in str(first))"
    )
    with Runner(interpreter(), namespaces=namespaces) as runner:
        first, last, told = _lists(run(runner, source).stdout)
    assert set(first) <= {*launch.PASSED_ON, "LANG", "MALLOC_ARENA_MAX", "FLASKTUTOR_WORKER"}
    assert len(last) < 10
    assert told == "False"


def _lists(text: str) -> tuple[list[str], list[str], str]:
    first, last, told = text.strip().replace("] ", "]|").split("|")
    return eval(first), eval(last), told


def test_no_other_process_of_the_run_shows_it_either(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_SECRET", "told-to-nobody")
    with Runner(interpreter()) as fresh:
        run(fresh, "pass")
        for pid in worker_processes():
            assert b"told-to-nobody" not in Path(f"/proc/{pid}/environ").read_bytes()


def test_a_gap_is_no_time_of_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    clock = Clock()
    for step, seconds in ((0.25, 0.25), (0.5, 0.75), (3600, 0.75 + LONGEST_GAP)):
        now += step
        assert clock.look() == seconds
    now += 0.5
    clock.skip()
    assert clock.look() == 0.75 + LONGEST_GAP


TICKS = (
    "import time\nlast = time.time()\nlongest = 0\n"
    "for _ in range(30):\n    time.sleep(0.05)\n    now = time.time()\n"
    "    longest = max(longest, now - last)\n    last = now\nprint('longest', longest)"
)


def test_ctrl_z_stops_the_clock_and_the_snippet(tmp_path: Path) -> None:
    """Longer than the tutor's own patience with a worker that does not answer."""
    if sys.platform == "win32":
        pytest.skip("needs job control")
    snippet = tmp_path / "snippet.py"
    snippet.write_text(TICKS)
    process = subprocess.Popen(
        [sys.executable, "-m", "flasktutor", "run", "--timeout", "3", str(snippet)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment(tmp_path / "home"),
        start_new_session=True,
    )
    wait_for(lambda: len(worker_processes(process.pid)) == 2, 60)
    time.sleep(0.7)
    os.killpg(process.pid, signal.SIGSTOP)
    time.sleep(10)
    os.killpg(process.pid, signal.SIGCONT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert "Stopped" not in err
    if sys.platform.startswith("linux"):
        assert float(out.split()[1]) > 5, "it went on while its tutor was stopped"
