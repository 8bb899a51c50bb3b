"""Where the file cannot be made or written, the store goes on and says so in a sentence."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flasktutor.progress import Progress, glance
from tests.progress.using import filled, path, use_all

__all__ = ["path"]


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with Progress.open(tmp_path / "home" / "deeper" / "progress.db") as progress:
        assert progress.warning is not None
        assert "held in memory" in progress.warning
        use_all(progress)
    assert (tmp_path / "home").read_text() == "a file"


def test_a_folder_where_the_file_should_be(path: Path) -> None:
    path.mkdir()
    with Progress.open(path) as progress:
        assert progress.warning is not None
        use_all(progress)


def test_a_name_that_no_file_can_have(tmp_path: Path) -> None:
    for name in ("x" * 300, "nul\0byte"):
        with Progress.open(tmp_path / name) as progress:
            assert progress.warning is not None
            use_all(progress)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users may enter, unlike tmp_path."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


def as_ordinary_user(work: Callable[[], None]) -> int:
    """Run `work` in a child that is not root; its exit code."""
    if sys.platform == "win32":
        pytest.skip("needs modes, and fork")
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        if os.geteuid() == 0:
            os.setuid(65534)
        work()
    except BaseException as error:
        os.write(2, repr(error).encode())
        os._exit(1)
    os._exit(0)


@pytest.mark.parametrize("file_mode", [0o444, 0o666, 0o000])
def test_a_home_that_may_not_be_written(open_folder: Path, file_mode: int) -> None:
    path = open_folder / "progress.db"
    filled(path, answers=3)
    path.chmod(file_mode)
    open_folder.chmod(0o555)
    before = sorted(open_folder.iterdir())

    def work() -> None:
        assert glance.settings(str(path)) == ({"language": "id"} if file_mode else {})
        with Progress.open(path) as progress:
            assert progress.warning is not None
            # What is there can still be seen where it may be read.
            assert len(progress.attempts()) == (4 if file_mode else 0)
            use_all(progress)

    assert as_ordinary_user(work) == 0
    assert sorted(open_folder.iterdir()) == before


FILE_LIMIT = """
import resource, sys
from pathlib import Path
from datetime import datetime, timezone
from flasktutor.progress import Attempt, Progress
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
with Progress.open(Path(sys.argv[1])) as progress:
    for number in range(50):
        now = datetime.now(timezone.utc)
        progress.record(Attempt(lesson="a", step="b", result="right", at=now, answer="x" * 3000))
        if progress.is_kept():
            print("saved")
    print(len(progress.attempts()), progress.warning)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs resource limits")
@pytest.mark.parametrize("limit", [0, 4096, 100_000])
def test_a_system_that_refuses_to_write_more(path: Path, limit: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FILE_LIMIT, str(path), str(limit)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    *saved, last = done.stdout.splitlines()
    assert last.startswith("50 ")
    assert "held in memory" in last
    with Progress.open(path) as again:
        assert again.warning is None
        assert len(again.attempts()) >= len(saved)
