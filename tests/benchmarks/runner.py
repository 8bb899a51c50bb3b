"""Speed and memory of the snippet runner, against a bare interpreter and a cold script."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from flasktutor.runner.protocol import RunRequest
from flasktutor.runner.runner import Runner
from tests.benchmarks.measure import Row, medians

SNIPPET = """\
from flask import Flask, request
app = Flask("demo")

@app.get("/hello")
def hello():
    return "Hello, " + request.args["name"]

with app.test_request_context("/hello?name=x"):
    print(request.path)
    print(app.full_dispatch_request().get_data(as_text=True))
    print("done")
"""
OUTPUT = "/hello\nHello, x\ndone\n"

#: A screen like a lesson's first, and, as lessons do it, the worker started once it is drawn.
#: Both have all that a lesson has imported, and both are timed up to the learner's turn.
SCREEN = """
import sys, time
begun = time.perf_counter()
import io
from flasktutor.runner import runner, supervised
from rich.console import Console
from rich.markdown import Markdown
from rich.panel import Panel
from rich.syntax import Syntax
console = Console(file=io.StringIO(), width=80)
console.print(Panel(Markdown("# Contexts\\n\\n`current_app` points at the *active* app.")))
console.print(Syntax("print(current_app.name)", "python"))
run = runner.Runner()
if sys.argv[1] == "worker":
    run.start()
print(time.perf_counter() - begun)
run.close()
"""


def rows() -> list[Row]:
    """Warm runs against `python -c pass` and a cold script; the first screen; memory."""
    with Runner() as runner, tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "snippet.py")
        script.write_text(SNIPPET, encoding="utf-8")
        bare, warm, cold = medians(
            [
                lambda: subprocess.run([sys.executable, "-c", "pass"], check=True),
                lambda: _warm(runner),
                lambda: _cold(script),
            ],
            rounds=60,
        )
        _warm(runner)
        memory = _idle_memory()
    return [
        Row("warm snippet ÷ python -c pass", warm / bare, 1.0),
        Row("cold python -I snippet.py ÷ warm snippet", cold / warm, 15, at_most=False),
        Row("first screen with worker ÷ without", _first_screen(), 1.1),
        Row("idle supervisor, resident", memory, 40, unit="MiB"),
    ]


def _warm(runner: Runner) -> None:
    result = runner.run(RunRequest(source=SNIPPET))
    assert result.stdout == OUTPUT, result


def _cold(script: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-I", str(script)], capture_output=True, text=True, check=True
    )
    assert done.stdout == OUTPUT


def _first_screen() -> float:
    kinds = ("none", "worker")
    taken: dict[str, list[float]] = {kind: [] for kind in kinds}
    for _ in range(15):
        for kind in kinds:
            command = [sys.executable, "-c", SCREEN, kind]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            taken[kind].append(float(done.stdout))
    return sorted(taken["worker"])[7] / sorted(taken["none"])[7]


def _idle_memory() -> float:
    """MiB resident of the one supervisor that this process has."""
    for folder in Path("/proc").glob("[0-9]*"):
        command = (folder / "cmdline").read_bytes() if folder.exists() else b""
        if b"supervise" in command and f"PPid:\t{_own_pid()}\n" in (folder / "status").read_text():
            status = (folder / "status").read_text()
            found = re.search(r"VmRSS:\s+(\d+) kB", status)
            assert found is not None
            return int(found[1]) / 1024
    raise AssertionError("no supervisor was found")


def _own_pid() -> str:
    return Path("/proc/self").resolve().name
