"""Whatever is in the folder, or becomes of it: each gets a verdict, and nothing is left running."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from flasktutor.steps.base import Verdict
from flasktutor.workplace import apps
from flasktutor.workplace.place import Workplace
from tests.doctor import workbench
from tests.workplace.conftest import HELLO, Bench
from tests.workplace.test_untouched import LOOKS

pytestmark = pytest.mark.sweep
TESTS = "from app import app\ndef test_a():\n    assert app\n"


def left_running(bench: Bench) -> list[str]:
    """Commands of processes that stand in the learner's folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink().is_relative_to(bench.folder):
                found.append((process / "cmdline").read_bytes().decode())
        except OSError:
            continue
    return found


APPS = {
    "forks": "import os\nif os.fork() == 0:\n    import time\n    time.sleep(6000)\n" + HELLO,
    "leaves its session": (
        "import subprocess\nsubprocess.Popen(['sleep', '6175'], start_new_session=True)\n" + HELLO
    ),
    "prints a megabyte": "print('x' * 1_000_000)\n" + HELLO,
    "needs a terminal": "name = input('Name?')\n" + HELLO,
    "opens the terminal": "open('/dev/tty')\n" + HELLO,
    "starts a server": HELLO + "app.run(port=0)\n",
    "starts a thread": "import threading, time\n"
    "threading.Thread(target=time.sleep, args=[6000]).start()\n" + HELLO,
    "kills itself": "import os\nos.kill(os.getpid(), 9)\n",
    "recurses": "def f():\n    f()\nf()\n",
    "closes its streams": "import os\nos.close(1)\nos.close(2)\n" + HELLO,
    "is null": "\0",
}


@pytest.mark.parametrize("name", APPS)
def test_whatever_an_app_does(bench: Bench, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apps, "SECONDS", 5.0)
    bench.write("app.py", APPS[name])
    bench.write("test_app.py", TESTS)
    for look in ("app", "contexts", "tests"):
        assert bench.look(LOOKS[look]).marks
        assert not left_running(bench)


@pytest.mark.parametrize("name", ["forks", "prints a megabyte", "starts a thread"])
def test_an_app_that_only_does_more_than_it_should_still_answers(bench: Bench, name: str) -> None:
    bench.write("app.py", APPS[name])
    assert bench.instead(LOOKS["app"]) == ""


def test_an_endless_flood_is_ended(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apps, "SECONDS", 2.0)
    bench.write("app.py", "while True:\n    print('x' * 100_000)\n")
    assert bench.instead(LOOKS["app"]).startswith("loading it does not come to an end")


@pytest.mark.parametrize("look", LOOKS)
def test_a_folder_that_is_gone(bench: Bench, look: str) -> None:
    watcher = bench.watch(LOOKS[look])
    watcher.look()
    shutil.rmtree(bench.folder)
    verdict = watcher.look(at_once=True)
    assert verdict is not None
    # The environment lies elsewhere, and is there still.
    assert verdict.right is (look == "environment")
    assert watcher.look() is None


@pytest.mark.parametrize("look", ["app", "tests", "doctor"])
def test_a_folder_that_goes_while_it_is_looked_at(bench: Bench, look: str) -> None:
    bench.write("app.py", "import time\nopen('../begun', 'w')\ntime.sleep(2)\n" + HELLO)
    bench.write("test_app.py", TESTS)
    watcher = bench.watch(LOOKS[look])
    seen: list[Verdict | None] = []
    other = threading.Thread(target=lambda: seen.append(watcher.look()))
    other.start()
    while not (bench.root / "begun").exists() and other.is_alive():
        other.join(0.05)
    shutil.rmtree(bench.folder)
    other.join()
    assert seen[0] is not None


@pytest.mark.parametrize("look", LOOKS)
def test_a_file_in_the_folder_s_place(bench: Bench, look: str) -> None:
    bench.place = Workplace(bench.write("file"), bench.place.environment)
    assert bench.look(LOOKS[look]).marks


@pytest.mark.parametrize("look", LOOKS)
def test_a_pipe_and_a_folder_by_the_names_of_files(bench: Bench, look: str) -> None:
    if sys.platform == "win32":
        pytest.skip("needs named pipes")
    os.mkfifo(bench.folder / "app.py.fifo")
    (bench.folder / "wsgi.py").mkdir()
    os.mkfifo(bench.folder / "pipe")
    bench.write("app.py")
    bench.write("test_app.py", TESTS)
    assert bench.look(LOOKS[look]).marks
    assert not left_running(bench)


def test_a_pipe_named_app_is_no_app(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform == "win32":
        pytest.skip("needs named pipes")
    monkeypatch.setattr(apps, "SECONDS", 2.0)
    os.mkfifo(bench.folder / "app.py")
    assert bench.instead(LOOKS["file"]) == "`app.py` cannot be read: it is no ordinary file"
    assert bench.instead(LOOKS["app"])
    assert not left_running(bench)


def test_a_full_disk_is_told(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform == "win32" or os.geteuid() != 0:
        pytest.skip("only root may mount")
    full = tmp_path / "full"
    full.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(full)]
    if subprocess.run(mounted, check=False, capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        (full / "filler").write_bytes(b"x" * 8192)
        while _more(full / "filler"):
            pass
        bench.write("app.py")
        bench.write("test_app.py", TESTS)
        monkeypatch.setattr("tempfile.tempdir", str(full))
        assert bench.instead(LOOKS["app"]) == (
            "its program cannot be started: No space left on device"
        )
        assert bench.instead(LOOKS["tests"]) == "their program cannot be started"
        assert bench.look(LOOKS["doctor"]).marks
    finally:
        subprocess.run(["umount", str(full)], check=True)


def _more(file: Path) -> bool:
    try:
        with file.open("ab", buffering=0) as more:
            more.write(b"x" * 1024)
    except OSError:
        return False
    return True


def test_an_environment_for_another_python_is_broken(bench: Bench) -> None:
    workbench.venv(bench.folder / ".venv")
    python = bench.folder / ".venv/bin/python"
    python.unlink()
    python.write_bytes(b"\x7fELF for another machine")
    python.chmod(0o755)
    bench.place = Workplace(bench.folder)
    bench.write("app.py")
    assert bench.instead(LOOKS["environment"]).endswith("does not start")
    assert bench.instead(LOOKS["app"]).startswith("there is no environment")
    assert bench.instead(LOOKS["tests"]) == "there is no environment to run them in"
    assert bench.instead(LOOKS["doctor"]) != ""
