"""Owns the proof of one clash: it is seen in each environment, and gone after each repair."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from packaging.requirements import Requirement

from flasktutor.causes.clash_words import repair_kind
from flasktutor.causes.clashes import Clash, in_text
from flasktutor.values import frozen
from tests.clashes import environments
from tests.clashes.proofs import Proof, changes_code
from tests.process import kill_group

_SECONDS = 120
_UNTIL_STARTED = 30
_UNTIL_QUIET = 10  # a server that starts anew without end does so several times in this time
_HOME = "/home/ayu/shop"


@frozen(kw_only=True)
class Ran:
    """What came of a program: its exit code, and all that it printed, with paths made neutral."""

    code: int
    said: str

    def shows(self, clash: Clash) -> bool:
        """Whether the text shows this clash, by the signs of the list itself."""
        found = in_text(self.said)
        return found is not None and found.clash.sign == clash.sign


@frozen(kw_only=True)
class Result:
    """What a proof came to: the text of its first sighting, or what went wrong instead."""

    name: str
    said: str = ""
    wrong: str = ""


def prove(proof: Proof) -> Result:
    """See the clash in each environment, apply each repair, and see that it is gone."""
    name = proof.clash.id
    try:
        said = [_seen(proof, steps) for steps in proof.seen]
        for steps in _repaired(proof):
            _gone(proof, *steps)
    except (environments.BuildError, AssertionError, subprocess.TimeoutExpired) as error:
        return Result(name=name, wrong=f"{type(error).__name__}: {error}")
    return Result(name=name, said=said[0])


def _seen(proof: Proof, steps: tuple[str, ...]) -> str:
    python = environments.environment(proof.python, steps)
    ran = run(proof, python, proof.program)
    assert ran.shows(proof.clash), f"not seen with {steps}:\n{ran.said[-1500:]}"
    assert ran.code or proof.clash.when == "reload", f"it works with {steps}"
    return ran.said


def _repaired(proof: Proof) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Python, steps and program of each way to repair."""
    first = proof.seen[0]
    if proof.clash.code and not any(changes_code(proof.clash, way) for way in proof.clash.repairs):
        yield proof.python, first, proof.repaired
    for repair in proof.clash.repairs:
        kind = repair_kind(proof.clash, repair)
        if kind == "python":
            wanted = Requirement(repair).specifier
            older = next(version for version in environments.PYTHONS if version in wanted)
            yield older, first, proof.program
            continue
        program = proof.repaired if changes_code(proof.clash, repair) else proof.program
        upgrade = "--upgrade " if kind == "upgrade" else ""
        yield proof.python, (*first, upgrade + repair), program


def _gone(proof: Proof, version: str, steps: tuple[str, ...], program: str) -> None:
    python = environments.environment(version, steps)
    ran = run(proof, python, program)
    assert ran.code == 0, f"fails still with {steps} on Python {version}:\n{ran.said[-1500:]}"
    assert not ran.shows(proof.clash), f"seen still with {steps}"


def run(proof: Proof, python: Path, program: str) -> Ran:
    """Run a program as `app.py` in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "app.py")
        path.write_text(program, "utf-8")
        environ = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1"}
        environ.pop("PYTHONPATH", None)
        if proof.clash.when == "reload":
            return _reload(proof.clash, python, path, environ)
        done = subprocess.run(
            [python, path], cwd=folder, env=environ, capture_output=True, text=True,
            timeout=_SECONDS,
        )  # fmt: skip
        return Ran(code=done.returncode, said=neutral(done.stdout + done.stderr, python, path))


def _reload(clash: Clash, python: Path, path: Path, environ: dict[str, str]) -> Ran:
    """Start the development server, and wait until it shows the clash or should be quiet."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        environ["PORT"] = str(free.getsockname()[1])
    log = path.with_name("log")
    with log.open("w") as output:
        server = subprocess.Popen(
            [python, path], cwd=path.parent, env=environ, stdout=output, stderr=output,
            start_new_session=True,
        )  # fmt: skip

    def ran() -> Ran:
        return Ran(code=server.poll() or 0, said=neutral(log.read_text(), python, path))

    try:
        _wait_for(lambda: "Debugger PIN" in ran().said, server, _UNTIL_STARTED)
        _wait_for(lambda: ran().shows(clash), server, _UNTIL_QUIET)
        return ran()
    finally:
        kill_group(server)


def _wait_for(seen: Callable[[], bool], server: subprocess.Popen[bytes], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not seen() and server.poll() is None and time.monotonic() < end:
        time.sleep(0.1)


def neutral(said: str, python: Path, path: Path) -> str:
    """`said` without the paths of the machine that it was seen on."""
    for place in {str(path.parent), str(path.parent.resolve())}:
        said = said.replace(place, _HOME)
    said = said.replace(str(python.parent.parent), f"{_HOME}/.venv")
    said = re.sub(r"[^\s\"'(]*/lib/(python3\.\d+)/(?!site-packages)", r"/usr/lib/\1/", said)
    return re.sub(r"[^\S\n]+$", "", said, flags=re.MULTILINE).strip() + "\n"
