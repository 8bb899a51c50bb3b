"""Folders of runs: whatever a snippet has made of one, it is removed, or left and said."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("needs processes that are seen in /proc", allow_module_level=True)

from flasktutor.runner import folders
from flasktutor.runner.folders import RunFolders
from flasktutor.runner.protocol import Limits, RunRequest
from flasktutor.runner.runner import Runner
from flasktutor.runner.worker import trees
from flasktutor.runner.worker.guarding import linux
from tests.process import flasktutor
from tests.runner.conftest import interpreter, wait_for, worker_processes
from tests.runner.made_trees import (
    TREES,
    deep,
    links,
    many_in_one,
    sockets_and_pipes,
    without_rights,
)

NOBODY = 65534
ROOMY = Limits(wall=60, cpu=60, entries=10**6)


@pytest.fixture
def swift() -> Iterator[Path]:
    """A folder where making and removing thousands of folders takes no time, if there is one."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@pytest.fixture
def place(swift: Path) -> Iterator[Path]:
    """A folder beside one that has to be kept."""
    (swift / "kept").mkdir()
    (swift / "kept" / "file").touch()
    folder = swift / "run"
    folder.mkdir()
    yield folder
    trees.remove(str(folder))
    assert (swift / "kept" / "file").exists()


@pytest.mark.parametrize("make", TREES)
def test_whatever_a_folder_holds_it_is_removed(place: Path, make: Callable[[Path], None]) -> None:
    make(place)
    assert trees.remove(str(place))
    assert not place.exists()


@pytest.mark.parametrize("make", TREES)
def test_an_ordinary_user_removes_it_too(place: Path, make: Callable[[Path], None]) -> None:
    """Root is not held by modes."""

    def work() -> bool:
        make(place)
        return trees.remove(str(place))

    assert _as_nobody(place, work)
    assert not os.path.lexists(place)


@pytest.mark.parametrize("make", [many_in_one, links, sockets_and_pipes, without_rights])
def test_where_there_are_no_descriptors_of_folders_paths_do(
    place: Path, make: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows."""
    monkeypatch.setattr(trees, "_BY_DESCRIPTOR", False)
    make(place)
    assert trees.remove(str(place))
    assert not place.exists()


def test_paths_go_deep_as_well(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trees, "_BY_DESCRIPTOR", False)
    deep(place)
    assert trees.remove(str(place))


def test_a_folder_that_was_replaced_by_a_link_is_not_followed(place: Path) -> None:
    place.rmdir()
    place.symlink_to(place.parent / "kept")
    assert trees.remove(str(place))
    assert not place.is_symlink()


@pytest.mark.parametrize("by_descriptor", [True, False])
def test_what_a_folder_holds_is_counted_up_to_the_bounds(
    place: Path, by_descriptor: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trees, "_BY_DESCRIPTOR", by_descriptor)
    links(place)
    for name in ("a", "b", "b/c"):
        (place / name).mkdir(exist_ok=True)
        (place / name / "file").write_bytes(bytes(1000))
    # Six links and a folder of theirs, three folders and a file in each.
    assert trees.exceeded(str(place), 3000, 12) is None
    assert trees.exceeded(str(place), 2999, 12) == "disk"
    assert trees.exceeded(str(place), 3000, 11) == "entries"
    assert trees.exceeded(str(place / "missing"), 0, 0) is None


def test_a_deep_folder_is_counted_to_its_end(place: Path) -> None:
    deep(place)
    assert trees.exceeded(str(place), 0, 5000) is None
    assert trees.exceeded(str(place), 0, 4999) == "entries"


LOOP = 'import os\nwhile True:\n    os.mkdir("backup")\n    os.chdir("backup")'


def test_a_loop_of_folders_is_stopped_and_breaks_no_later_run(runner: Runner) -> None:
    result = runner.run(RunRequest(source=LOOP))
    assert (result.outcome, result.exception) == ("disk", None)
    assert "more than 2000 files and folders" in result.explanation
    assert runner.run(RunRequest(source="print('ok')")).stdout == "ok\n"
    assert runner.left == ()


def test_five_thousand_folders_deep_by_a_real_run(
    swift: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(swift))
    source = LOOP.replace("while True", "for n in range(5000)") + "\nprint('made')"
    with Runner(interpreter()) as runner:
        result = runner.run(RunRequest(source=source, limits=ROOMY))
        assert (result.outcome, result.stdout) == ("ok", "made\n")
        assert runner.left == ()
        assert not list(swift.glob("flasktutor-run-*/run-*"))
    assert not list(swift.iterdir())


def test_what_an_old_tutor_left_5000_deep_is_cleared_by_a_new_one(
    swift: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(swift))
    stale = Path(tempfile.mkdtemp(prefix="flasktutor-run-"))
    (stale / "run-1").mkdir()
    deep(stale / "run-1")
    (stale / "run-1").chmod(0)
    os.utime(stale, (0, 0))
    assert folders.clear_stale() == []
    assert not stale.exists()


@pytest.fixture
def unremovable(tmp_path: Path) -> Iterator[Path]:
    """A temporary folder in which a run's folder of old lies on a read-only file system."""
    if os.geteuid() != 0 or not sys.platform.startswith("linux"):
        pytest.skip("needs the right to mount")
    stale = tmp_path / "flasktutor-run-old"
    stale.mkdir()
    if not _mount("tmpfs", stale, 0):
        pytest.skip("this system lends no mounts")
    (stale / "run-1").mkdir()
    (stale / "run-1" / "file").touch()
    os.utime(stale, (0, 0))
    _mount("tmpfs", stale, 1 | 32)  # read-only, remounted
    yield stale
    _libc().umount2(os.fsencode(stale), 2)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _mount(kind: str, target: Path, flags: int) -> bool:
    name = kind.encode()
    return bool(_libc().mount(name, os.fsencode(target), name, ctypes.c_ulong(flags), None) == 0)


def test_what_cannot_be_removed_is_left_said_and_in_nobodys_way(
    unremovable: Path, tmp_path: Path
) -> None:
    snippet = tmp_path / "snippet.py"
    snippet.write_text("print('ran')")
    more = {"TMPDIR": str(tmp_path)}
    tmp_path.chmod(0o711)
    quiet = flasktutor("run", str(snippet), home=tmp_path / "home", more=more)
    told = flasktutor("run", str(snippet), "--verbose", home=tmp_path / "home", more=more)
    words = f"This folder of a run could not be removed: {unremovable}"
    for done in (quiet, told):
        assert (done.returncode, done.stdout) == (0, "ran\n"), done.stderr
    assert words not in quiet.stderr
    assert words in told.stderr
    looked = flasktutor("check-install", "--verbose", home=tmp_path / "home", more=more)
    assert words in " ".join(looked.stdout.split())
    assert (unremovable / "run-1" / "file").exists()


def test_a_run_whose_folder_went_read_only_goes_on(tmp_path: Path) -> None:
    """The file system of a run fails while it runs: mounted over it, in its place."""
    if os.geteuid() != 0 or not sys.platform.startswith("linux"):
        pytest.skip("needs the right to mount")
    store = RunFolders()
    run = store.new()
    if not _mount("tmpfs", run, 0):
        pytest.skip("this system lends no mounts")
    (run / "file").touch()
    _mount("tmpfs", run, 1 | 32)
    store.drop(run)
    assert store.left == [run]
    assert (run / "file").exists()
    _libc().umount2(os.fsencode(run), 2)
    store.close()
    assert not store.base.exists()


TUTOR = """
import sys, tempfile
from pathlib import Path
from flasktutor.runner.protocol import Limits, RunRequest
from flasktutor.runner.runner import Runner
tempfile.tempdir = sys.argv[1]
limits = Limits(wall=60, cpu=60, entries=10**6)
Runner(Path(sys.argv[2])).run(RunRequest(source=sys.argv[3], limits=limits))
"""


def test_a_supervisor_whose_tutor_is_killed_removes_a_deep_folder_too(swift: Path) -> None:
    python = str(interpreter() or sys.executable)
    source = LOOP.replace("while True", "for n in range(2000)") + "\nwhile True: pass"
    process = subprocess.Popen([sys.executable, "-c", TUTOR, str(swift), python, source])
    wait_for(lambda: _depth(process.pid) == 2000, 60)
    process.kill()
    process.wait()
    wait_for(lambda: not list(swift.iterdir()), 60)


def _depth(tutor: int) -> int:
    """How deep in its folder a tutor's snippet is."""
    return max((_walked(pid) for pid in worker_processes(tutor)), default=0)


def _walked(pid: int) -> int:
    if sys.platform != "linux":
        pytest.skip("needs /proc")
    depth = 0
    try:
        place = os.open(f"/proc/{pid}/cwd", os.O_PATH)
    except OSError:
        return 0
    try:
        while not Path(f"/proc/self/fd/{place}/worker.log").exists():
            above = os.open("..", os.O_PATH, dir_fd=place)
            if os.path.samestat(os.fstat(above), os.fstat(place)):
                return 0
            os.close(place)
            place, depth = above, depth + 1
    finally:
        os.close(place)
    return depth - 1


def _as_nobody(place: Path, work: Callable[[], bool]) -> bool:
    """What `work` gives as an ordinary user, in a process of its own."""
    child = os.fork()
    if child == 0:
        done = False
        try:
            if os.geteuid() == 0:
                os.chown(place, NOBODY, NOBODY)
                os.chown(place.parent, NOBODY, NOBODY)
                linux.become(NOBODY, read_all=False)
            done = work()
        finally:
            os._exit(0 if done else 1)
    return os.waitpid(child, 0)[1] == 0
