"""A bench on which machines with broken or healthy Pythons are put together and examined."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from flasktutor import language
from flasktutor.causes.system import System
from flasktutor.doctor.look import LookOptions
from flasktutor.doctor.summary import Summary, check, loaded
from tests.doctor import workbench


class Machine:
    """A folder to stand in, an environment of variables, and a Python to be found."""

    def __init__(self, root: Path, port: int) -> None:
        self.folder = root / "shop"
        self.folder.mkdir()
        self.root = root
        self.port = port
        home = root / "home"
        home.mkdir()
        # No PATH of this machine's own: what lies on it would take part.
        self.environ = {"PATH": "", "HOME": str(home), "PYTHONNOUSERSITE": "1"}

    def path(self, *folders: Path) -> None:
        """Let PATH be `folders`."""
        self.environ["PATH"] = ":".join(map(str, folders))

    def activate(self, venv: Path) -> None:
        """Do what activating `venv` does."""
        self.environ["VIRTUAL_ENV"] = str(venv)
        self.path(venv / "bin", *map(Path, filter(None, self.environ["PATH"].split(":"))))

    def write(self, name: str, text: str | bytes = "") -> Path:
        """Put a file into the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def check(
        self,
        *,
        python: Path | None = None,
        app: str = "",
        port: int = 0,
        seconds: float = 30,
        load: float = 0,
    ) -> Summary:
        """Examine this machine; with `load`, load the app too, for so many seconds at most."""
        wish = LookOptions(python=python, app=app, port=port or self.port, seconds=seconds)
        summary = check(self.folder, self.environ, System("linux", "sh"), wish)
        return loaded(summary, load) if load else summary


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    return Machine(tmp_path, port)


@pytest.fixture(scope="session")
def with_pip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with a real pip and Flask, to be copied: making one takes some seconds."""
    path = tmp_path_factory.mktemp("made") / ".venv"
    subprocess.run([workbench.BASE, "-m", "venv", path], check=True)
    links = ["--no-index", "--find-links", str(workbench.wheels())]
    command = [str(path / "bin/python"), "-m", "pip", "-q", "install", *links, "Flask"]
    subprocess.run(command, check=True)
    return path


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    language.use("en")
    yield
    language.use("en")


def cause(summary: Summary) -> str:
    """The id of the first problem, "" when there is none."""
    return summary.problems[0].id if summary.problems else ""
