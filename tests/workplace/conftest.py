"""A learner's place to be looked at: a folder, an environment with Flask and pytest, servers."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from flasktutor.steps.base import Verdict
from flasktutor.workplace.place import Workplace
from flasktutor.workplace.watcher import Watcher
from tests.conditions.judged import step_of
from tests.doctor import workbench
from tests.process import kill_group

TOOLS = ("pytest", "iniconfig", "pluggy", "packaging", "pygments")
HELLO = """\
from flask import Flask
app = Flask(__name__)
@app.get("/")
def hello():
    return "Hello"
"""


class Bench:
    """The learner's folder, and what is done and looked at in it."""

    def __init__(self, root: Path, environment: Path) -> None:
        self.folder = root / "toko é buku"
        self.folder.mkdir()
        self.root = root
        self.place = Workplace(self.folder, environment)
        self.environ = {
            "HOME": str(root / "home"),
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "FLASK_RUN_PORT": str(free_port()),
        }
        self._started: list[subprocess.Popen[bytes]] = []
        self._watchers: list[Watcher] = []

    @property
    def python(self) -> Path:
        """The interpreter of the environment that everybody shares."""
        assert self.place.environment is not None
        return self.place.environment / "bin/python"

    def write(self, name: str, text: str = HELLO) -> Path:
        """Put a file into the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def watch(self, checks: str, more: str = "") -> Watcher:
        """A watcher of a step with these checks."""
        lesson = self.root / f"lesson-{len(self._watchers)}"
        lesson.mkdir()
        watcher = Watcher(step_of(lesson, checks, more), self.place, self.environ)
        self._watchers.append(watcher)
        return watcher

    def look(self, checks: str) -> Verdict:
        """The verdict on these checks."""
        verdict = self.watch(checks).look()
        assert verdict is not None
        return verdict

    def instead(self, checks: str) -> str:
        """What was seen instead of what these checks want; "" when they hold."""
        marks = self.look(checks).marks
        return next((mark.seen for mark in marks if not mark.passed), "")

    def serve(
        self,
        *words: str,
        port: int,
        host: str = "127.0.0.1",
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
    ) -> subprocess.Popen[bytes]:
        """Start a server as the learner would, and wait until it listens on the port."""
        process = subprocess.Popen(
            words,
            cwd=cwd or self.folder,
            env={**self.environ, **(env or {})},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._started.append(process)
        wait_for(host, port, process)
        return process

    def close(self) -> None:
        """End what was started."""
        for watcher in self._watchers:
            watcher.stop()
        for process in self._started:
            kill_group(process)


def wait_for(host: str, port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until something listens on the port, on either family."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        for place in (host, "::1"):
            try:
                with socket.create_connection((place, port), 1):
                    return
            except OSError:
                continue
        time.sleep(0.05)
    raise AssertionError(f"nobody listens on {port}: {process.poll()}")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with Flask and pytest, outside of any learner's folder."""
    path = tmp_path_factory.mktemp("shared") / "env"
    made(path)
    return path


def made(path: Path, *more: Path) -> Path:
    """A virtual environment with Flask and pytest, made at `path`; returns its site-packages."""
    packages = [*workbench.installed(*workbench.FLASK, *TOOLS), *more]
    return workbench.venv(path, packages=packages)


@pytest.fixture
def bench(tmp_path: Path, environment: Path) -> Iterator[Bench]:
    one = Bench(tmp_path, environment)
    yield one
    one.close()
