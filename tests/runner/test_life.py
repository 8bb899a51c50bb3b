"""How workers live and die: starting, dying, being killed, other interpreters."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import venv
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("needs processes that are seen in /proc", allow_module_level=True)

from flasktutor.errors import TutorError
from flasktutor.runner import folders, launch
from flasktutor.runner.folders import RunFolders
from flasktutor.runner.protocol import Limits, RunRequest
from flasktutor.runner.runner import Runner
from tests.runner.conftest import (
    interpreter,
    run_folders,
    supervisors,
    wait_for,
    worker_processes,
)

OK = RunRequest(source="print('ok')")
PAUSED = "import time; print('in', flush=True); time.sleep({seconds})"


_others: set[int] = set()


@pytest.fixture(autouse=True)
def know_the_others() -> None:
    """The workers that a shared runner has already."""
    wait_for(lambda: len(worker_processes()) == 2 * len(supervisors()))
    _others.clear()
    _others.update(worker_processes())


def own_workers() -> set[int]:
    """The worker processes of this test."""
    return worker_processes() - _others


def own_supervisors() -> set[int]:
    """Those of them that the test's own process has started."""
    return supervisors() - _others


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
        # A program just started has no command line for a moment.
        wait_for(own_supervisors)
        (worker,) = own_supervisors()
        os.kill(worker, signal.SIGSTOP)
        runner.start()
        os.kill(worker, signal.SIGCONT)
        assert runner.run(OK).outcome == "ok"


def test_a_worker_killed_while_idle_is_started_again_and_that_is_said() -> None:
    with Runner(interpreter()) as runner:
        runner.run(OK)
        (worker,) = own_supervisors()
        os.kill(worker, signal.SIGKILL)
        result = runner.run(OK)
        assert (result.outcome, result.stdout) == ("ok", "ok\n")
        assert "started anew" in result.explanation
        assert runner.run(OK).explanation == ""


def test_a_waiting_process_that_was_killed_is_replaced() -> None:
    with Runner(interpreter()) as runner:
        runner.run(OK)
        wait_for(lambda: len(own_workers()) == 2)
        (spare,) = own_workers() - own_supervisors()
        os.kill(spare, signal.SIGKILL)
        wait_for(lambda: spare not in worker_processes())
        result = runner.run(OK)
        assert (result.outcome, result.stdout, result.explanation) == ("ok", "ok\n", "")


def test_a_worker_killed_during_a_run_takes_the_run_with_it() -> None:
    with Runner(interpreter()) as runner:
        runner.run(OK)
        (worker,) = own_supervisors()
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
    before = run_folders()
    with pytest.raises(TutorError, match="cannot be started"):
        Runner(fake).start()
    assert run_folders() == before
    fake.chmod(0o755)
    with Runner(fake) as runner, pytest.raises(TutorError, match="strange"):
        runner.run(OK)
