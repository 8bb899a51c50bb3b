"""10,000 statements to a real record store that is killed meanwhile: none lost, none twice.

Ralph is installed into an environment of its own. `FLASKTUTOR_RALPH=PYTHON` names one that has it.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import venv
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.process import environment
from tests.xapi.answers import learner

pytestmark = pytest.mark.slow

REQUIRED = ("ralph-malph[lrs]==5.1.0", "requests")
"""Ralph's server imports `requests`, which none of its extras for servers names."""
ANSWERS = 10_000 - 2
CREDENTIALS = """
import bcrypt, json, sys
hash = bcrypt.hashpw(b"secret", bcrypt.gensalt(4)).decode()
agent = {"mbox": "mailto:class@example.org"}
user = {"agent": agent, "scopes": ["all"], "hash": hash, "username": "key"}
open(sys.argv[1], "w").write(json.dumps([user]))
"""


@pytest.fixture(scope="module")
def ralph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python that has Ralph."""
    if named := os.environ.get("FLASKTUTOR_RALPH"):
        return Path(named)
    folder = tmp_path_factory.mktemp("ralph")
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", *REQUIRED], check=True, timeout=1200)
    return python


class Store:
    """Ralph on the loopback, which can be killed and started again on what it has."""

    def __init__(self, python: Path, folder: Path) -> None:
        self._python, self._folder = python, folder
        self._log = folder / "history.json"
        self.kept = folder / "data" / "fs_lrs.jsonl"
        self.kept.parent.mkdir(parents=True)
        self.kept.touch()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}/xAPI"
        subprocess.run([python, "-c", CREDENTIALS, folder / "auth.json"], check=True)

    def start(self) -> subprocess.Popen[bytes]:
        """Start it, and wait until it listens."""
        settings = {
            "RALPH_APP_DIR": str(self._folder),
            "RALPH_AUTH_FILE": str(self._folder / "auth.json"),
            "RALPH_RUNSERVER_BACKEND": "fs",
            "RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH": str(self.kept.parent),
        }
        serve = Path(__file__).with_name("serve_ralph.py")
        process = subprocess.Popen(
            [self._python, serve, str(self._port)], env={**os.environ, **settings}
        )
        deadline = time.monotonic() + 300
        while process.poll() is None and time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self._port)) == 0:
                    return process
            time.sleep(0.1)
        process.kill()
        raise AssertionError("Ralph does not listen")

    def mend(self) -> None:
        """Throw away what it was writing when it was killed: it does not start on half of it."""
        self._log.unlink(missing_ok=True)
        whole, _end, _torn = self.kept.read_bytes().rpartition(b"\n")
        self.kept.write_bytes(whole + b"\n")

    def ids(self) -> list[str]:
        """The ids of the statements that it has."""
        lines = self.kept.read_text("utf-8").splitlines()
        return [json.loads(line)["id"] for line in lines]


def sending(store: Store, home: Path) -> subprocess.Popen[bytes]:
    known = environment(home, {"FLASKTUTOR_STORE": "key:secret"})
    command = [sys.executable, "-m", "flasktutor", "progress", "--send", store.url, "--name", "Ayu"]
    return subprocess.Popen(command, env=known, cwd=ROOT)


def test_a_store_killed_meanwhile_has_each_statement_once(ralph: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    count = learner(home, ANSWERS)
    store = Store(ralph, tmp_path / "store")
    serving = store.start()
    try:
        sender = sending(store, home)
        while store.kept.read_bytes().count(b"\n") < count // 3:
            assert sender.poll() is None
            time.sleep(0.05)
        serving.kill()
        serving.wait()
        assert sender.wait(120) == 1
        store.mend()
        part = len(store.ids())
        assert count // 3 <= part < count
        serving = store.start()
        assert sending(store, home).wait(600) == 0
    finally:
        serving.kill()
        serving.wait()
    found = store.ids()
    assert len(found) == len(set(found)) == count == 10_000
