"""How workers live and die: starting, dying, being killed, other interpreters and systems."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import venv
from pathlib import Path

import pytest

from flasktutor.errors import TutorError
from flasktutor.runner import folders, launch
from flasktutor.runner.folders import RunFolders
from flasktutor.runner.protections import in_words
from flasktutor.runner.protocol import Limits, RunRequest
from flasktutor.runner.runner import Runner
from flasktutor.runner.supervised import Supervised
from flasktutor.runner.windows_job import BasicLimits, ExtendedLimits, extended_limits
from flasktutor.runner.worker import confine
from flasktutor.runner.worker.process import Process
from tests.runner.case import QUICK
from tests.runner.cases import CASES
from tests.runner.conftest import interpreter, run_folders, worker_processes
from tests.runner.test_cases import assert_seen

OK = RunRequest(source="print('ok')")
PAUSED = "import time; print('in', flush=True); time.sleep({seconds})"


_others: set[int] = set()


@pytest.fixture(autouse=True)
def know_the_others() -> None:
    """The workers that a shared runner has already."""
    _others.clear()
    _others.update(worker_processes())


def own_workers() -> set[int]:
    """The worker processes of this test."""
    return worker_processes() - _others


def wait_for(condition: object, seconds: float = 10.0) -> None:
    """Wait until the callable `condition` holds."""
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def test_close_ends_everything_and_the_runner_can_be_used_again() -> None:
    before = own_workers(), run_folders()
    runner = Runner(interpreter())
    for _ in range(2):
        assert runner.run(OK).stdout == "ok\n"
        runner.close()
        assert (own_workers(), run_folders()) == before
    runner.close()


def test_start_does_not_wait() -> None:
    with Runner(interpreter()) as runner:
        runner.start()
        (worker,) = own_workers()
        os.kill(worker, signal.SIGSTOP)
        runner.start()
        os.kill(worker, signal.SIGCONT)
        assert runner.run(OK).outcome == "ok"


def test_a_worker_killed_while_idle_is_started_again_and_that_is_said() -> None:
    with Runner(interpreter()) as runner:
        runner.run(OK)
        (worker,) = own_workers()
        os.kill(worker, signal.SIGKILL)
        result = runner.run(OK)
        assert (result.outcome, result.stdout) == ("ok", "ok\n")
        assert "started anew" in result.explanation
        assert runner.run(OK).explanation == ""


def test_a_worker_killed_during_a_run_takes_the_run_with_it() -> None:
    with Runner(interpreter()) as runner:
        runner.run(OK)
        (worker,) = own_workers()
        killer = threading.Timer(0.3, os.kill, (worker, signal.SIGKILL))
        killer.start()
        result = runner.run(RunRequest(source=PAUSED.format(seconds=60)))
        killer.join()
        assert (result.outcome, result.stdout) == ("killed", "in\n")
        assert "was ended" in result.explanation
        assert own_workers() == set()
        assert runner.run(OK).outcome == "ok"


TUTOR = """
import sys, tempfile
from pathlib import Path
from flasktutor.runner.protocol import RunRequest, Limits
from flasktutor.runner.runner import Runner
tempfile.tempdir = sys.argv[1]
runner = Runner(Path(sys.argv[2]))
runner.run(RunRequest(source=""))
print("ready", flush=True)
if sys.argv[3] == "running":
    source = "import subprocess, time; subprocess.Popen(['sleep', '60'], start_new_session=True)"
    runner.run(RunRequest(source=source + "; time.sleep(60)", limits=Limits(wall=60)))
input()
"""


@pytest.mark.parametrize("state", ["idle", "running"])
def test_nothing_outlives_a_tutor_killed_with_kill_9(state: str) -> None:
    python = str(interpreter() or sys.executable)
    command = [sys.executable, "-c", TUTOR, tempfile.gettempdir(), python, state]
    before = set(Path(tempfile.gettempdir()).iterdir())
    tutor = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert tutor.stdout is not None
    assert tutor.stdout.readline() == b"ready\n"
    if state == "running":
        wait_for(lambda: len(worker_processes(tutor.pid)) >= 3)
    tutor.kill()
    tutor.communicate()
    wait_for(lambda: not worker_processes(tutor.pid))
    wait_for(lambda: set(Path(tempfile.gettempdir()).iterdir()) == before)


def test_an_interrupted_run_is_ended(runner: Runner) -> None:
    """Ctrl-C while a snippet runs: the exception goes on, the snippet does not."""
    runner.run(OK)
    main = threading.main_thread().ident
    assert main is not None
    timer = threading.Timer(0.3, signal.pthread_kill, (main, signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        runner.run(RunRequest(source=PAUSED.format(seconds=60), limits=Limits(wall=60)))
    timer.join()
    wait_for(lambda: not own_workers())
    assert runner.run(OK).outcome == "ok"


def test_stale_folders_are_removed_and_those_in_use_are_not() -> None:
    used = RunFolders()
    stale = Path(tempfile.mkdtemp(prefix="flasktutor-run-"))
    (stale / "lock").touch()
    (stale / "run-1").mkdir()
    folders.clear_stale()
    assert stale.exists(), "it may be in the making"
    for folder in (stale, used.base):
        os.utime(folder, (0, 0))
    folders.clear_stale()
    assert not stale.exists()
    assert used.base.exists()
    used.close()
    assert not used.base.exists()


def test_two_runners_work_in_two_threads() -> None:
    outputs: list[str] = []

    def work(number: int) -> None:
        with Runner(interpreter()) as runner:
            for turn in range(10):
                text = f"{number}-{turn}"
                assert runner.run(RunRequest(source=f"print('{text}')")).stdout == text + "\n"
                outputs.append(text)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(outputs)) == 20


def test_one_runner_may_be_shared_by_threads(runner: Runner) -> None:
    seen: list[str] = []
    threads = [
        threading.Thread(target=lambda: seen.append(runner.run(OK).stdout)) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == ["ok\n"] * 4


def test_an_interpreter_without_flask_points_to_check_install(tmp_path: Path) -> None:
    venv.create(tmp_path / "bare", with_pip=False)
    with Runner(launch.find_interpreter(tmp_path / "bare")) as runner:
        with pytest.raises(TutorError) as caught:
            runner.run(OK)
        assert "has no Flask" in caught.value.message
        assert f"check-install --python {tmp_path}" in caught.value.hint
    assert not own_workers()


def test_a_flask_that_cannot_be_imported_is_told(tmp_path: Path) -> None:
    venv.create(tmp_path / "odd", with_pip=False)
    (site,) = (tmp_path / "odd" / "lib").glob("python*/site-packages")
    (site / "flask.py").write_text("import nothing_like_this\n")
    with (
        Runner(tmp_path / "odd" / "bin" / "python") as runner,
        pytest.raises(TutorError, match="cannot be imported: No module named 'nothing_like_this'"),
    ):
        runner.run(OK)


def test_what_is_no_interpreter_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TutorError, match="No Python interpreter"):
        Runner(tmp_path / "missing").start()
    fake = tmp_path / "fake"
    fake.write_text("#!/bin/sh\necho strange >&2\nexit 3\n")
    with pytest.raises(TutorError, match="cannot be started"):
        Runner(fake).start()
    fake.chmod(0o755)
    with Runner(fake) as runner, pytest.raises(TutorError, match="strange"):
        runner.run(OK)


def test_isolation_is_named(runner: Runner) -> None:
    assert {"process", "limits", "sweep"} <= set(runner.isolation)
    assert runner.run(OK).isolation == runner.isolation


def test_every_protection_has_its_words() -> None:
    plan = confine.bare_plan("linux") | {"landlock": 9, "count": True, "namespaces": True}
    names = set(confine.protections(plan))
    names |= set(confine.protections(plan | {"platform": "win32", "uid": 1}))
    names |= set(confine.protections(plan | {"platform": "darwin"}))
    names |= {"root", "user-dropped"}
    assert len(in_words(names)) == len(names)


def test_without_room_for_folders_the_error_is_for_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere/at/all")
    with pytest.raises(TutorError, match="No temporary folder"):
        Runner(interpreter()).start()


def test_namespaces_leave_no_network() -> None:
    source = (
        "import os, socket\n"
        "with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:\n"
        "    s.sendto(b'x', ('127.0.0.1', 9))"
    )
    with Runner(interpreter(), namespaces=True) as runner:
        if "namespaces" not in runner.isolation:
            pytest.skip("this system lends no namespaces")
        result = runner.run(RunRequest(source=source))
        assert result.exception is not None
        assert "unreachable" in result.exception.message
        for case in CASES:
            if case.name in ("segfault", "endless sleep", "double-forked daemon", "sys.exit(7)"):
                seen = runner.run(RunRequest(source=case.source, limits=case.limits))
                assert (seen.outcome, seen.stopped_at) == (case.outcome, case.stopped_at or 0)
        assert len(own_workers()) == 1


@pytest.fixture
def without_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system like Windows in this."""
    monkeypatch.delattr(os, "fork")


HELD_WITHOUT_FORK = (
    "endless sleep",
    "10 GB at once",
    "print flood",
    "os._exit",
    "segfault",
    "child left behind",
    "input()",
    "bytes that are no UTF-8",
    "ANSI, OSC, C1, CR",
)


def test_without_fork_snippets_run_in_processes_that_stand_by(without_fork: None) -> None:
    with Runner(interpreter()) as runner:
        assert "sweep" not in runner.isolation
        for case in CASES:
            if case.name in HELD_WITHOUT_FORK:
                request = RunRequest(source=case.source, limits=case.limits, context=case.context)
                assert_seen(case, runner.run(request), leftovers_told=False)
                assert runner.run(OK).stdout == "ok\n"
    assert not own_workers()
    assert not run_folders()


def test_a_process_that_stood_by_and_died_is_replaced(without_fork: None) -> None:
    with Runner(interpreter()) as runner:
        runner.run(OK)
        for worker in own_workers():
            os.kill(worker, signal.SIGKILL)
        assert runner.run(OK).stdout == "ok\n"


def test_a_system_with_fork_alone_looks_at_memory_itself() -> None:
    """macOS, simulated: neither subreaper nor Landlock, and no trust in the memory limit."""
    store = RunFolders()
    worker = Supervised(interpreter() or Path(sys.executable), store, platform="darwin")
    with contextlib.closing(store), contextlib.closing(worker):
        assert "group-kill" in worker.wait_ready().isolation
        assert worker.run(OK).stdout == b"ok\n"
        source = "kept = bytearray(b'x' * 400_000_000)\nwhile True: pass"
        assert worker.run(RunRequest(source=source, limits=QUICK)).reason == "memory"
        assert worker.run(OK).stdout == b"ok\n"


def test_a_python_without_waitid_learns_of_the_end_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """macOS up to Python 3.12."""
    monkeypatch.delattr(os, "waitid")
    process = Process(os.posix_spawn("/bin/sh", ["sh", "-c", "exit 5"], {}))
    wait_for(process.has_ended)
    process.end()
    assert os.WEXITSTATUS(process.status) == 5
    endless = Process(os.posix_spawn("/bin/sleep", ["sleep", "60"], {}, setpgroup=0))
    assert not endless.has_ended()
    endless.end()
    assert os.WTERMSIG(endless.status) == signal.SIGKILL


def test_the_windows_job_asks_for_every_limit() -> None:
    """By the layout that Microsoft documents; not yet seen on Windows itself."""
    wanted = extended_limits(Limits(cpu=4, memory=123))
    assert (wanted.basic.per_job_time, wanted.job_memory) == (40_000_000, 123)
    assert wanted.basic.flags == 0x4 | 0x8 | 0x200 | 0x400 | 0x2000
    if sys.maxsize > 2**32:
        assert (ctypes.sizeof(BasicLimits), ctypes.sizeof(ExtendedLimits)) == (64, 144)
